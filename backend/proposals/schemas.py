"""What comes in about proposals, and what goes out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input
from backend.photos.schemas import AttachedPhoto, PhotoChoices
from backend.responses.schemas import DecisionCode, Obligation

Stage = Literal[
    "draft",
    "gathering",
    "awaiting_response",
    "in_debate",
    "answered",
    "under_way",
    "done",
    "closed",
    "combined",
    "withdrawn",
    "hidden",
]
ListedStage = Literal[
    "gathering",
    "awaiting_response",
    "in_debate",
    "answered",
    "under_way",
    "done",
    "closed",
    "combined",
]
Visibility = Literal["draft", "published", "hidden", "withdrawn"]
Badge = Literal["official", "moderator"]
Sort = Literal["hot", "new", "supported", "closing", "answered"]

Title = Annotated[
    str,
    Meta(
        min_length=5,
        max_length=100,
        description="One line.",
        examples=["역마다 실내 자전거 주차장을"],
    ),
]
Body = Annotated[
    str,
    Meta(
        min_length=20,
        max_length=10_000,
        description="Markdown without HTML.",
        examples=["비가 오면 안장이 젖습니다. **역 안에** 주차장이 있으면 좋겠습니다."],
    ),
]
DraftTitle = Annotated[
    str, Meta(max_length=100, description="One line.", examples=["자전거 주차장"])
]
DraftBody = Annotated[
    str, Meta(max_length=10_000, description="Markdown without HTML.", examples=["비가 오면"])
]
TopicId = Annotated[
    str, Meta(min_length=1, max_length=40, description="An id of `topics`.", examples=["walking"])
]
AreaId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        description="An id of `areas`; null is the whole city.",
        examples=["mapo"],
    ),
]
Language = Annotated[
    str,
    Meta(min_length=2, max_length=5, description="One of the city's languages.", examples=["ko"]),
]


class Author(msgspec.Struct, frozen=True):
    """Who wrote it, as they wish to be called."""

    name: Annotated[
        str | None, Meta(description="Null once they withdrew it or left.", examples=["마포 주민"])
    ]
    badge: Annotated[
        Badge | None, Meta(description="The office held when writing.", examples=[None])
    ] = None


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point (WGS 84, degrees), words for it, or both: one may be had without the other."""

    latitude: (
        Annotated[float, Meta(ge=-90, le=90, description="Degrees north.", examples=[37.5561])]
        | None
    ) = None
    longitude: (
        Annotated[float, Meta(ge=-180, le=180, description="Degrees east.", examples=[126.9058])]
        | None
    ) = None
    label: Annotated[
        str, Meta(max_length=200, description="The place in words.", examples=["망원시장 앞"])
    ] = ""


class Source(msgspec.Struct, frozen=True):
    """Where an imported proposal comes from: the board and its own number there."""

    board: Annotated[str, Meta(examples=["상상대로 서울"])]
    number: Annotated[str, Meta(description="As that board writes it.", examples=["123456"])]


class ProposalSummary(msgspec.Struct, kw_only=True):
    """A proposal as lists carry it."""

    number: fields.Number
    language: fields.Language
    title: Annotated[
        fields.Title | None,
        Meta(
            description="Null where moderators hid the proposal.",
            examples=["역마다 실내 자전거 주차장을"],
        ),
    ]
    excerpt: Annotated[
        str | None,
        Meta(
            description="How the text begins, without markup; null where it is hidden.",
            examples=["비가 오면 안장이 젖습니다. 역 안에 주차장이 있으면 좋겠습니다."],
        ),
    ]
    topic: fields.Topic
    area: fields.Area
    place: Place | None
    author: Author
    visibility: Annotated[Visibility, Meta(examples=["published"])]
    stage: Annotated[
        Stage, Meta(description="Derived from facts at this moment.", examples=["gathering"])
    ]
    hidden: Annotated[
        str | None,
        Meta(description="The code of the reason why moderators hid it.", examples=[None]),
    ]
    supports: Annotated[int, Meta(ge=0, description="Supports given here.", examples=[49])]
    imported_supports: Annotated[int, Meta(ge=0, description="Counted elsewhere.", examples=[0])]
    published_at: fields.Moment
    closes_at: Annotated[
        fields.Moment,
        Meta(description="The last moment for a support.", examples=["2026-12-22T14:59:59Z"]),
    ]
    updated_at: Annotated[fields.Moment, Meta(description="When its author last changed it.")]
    supported: Annotated[bool | None, Meta(description="By the caller; null for visitors.")]
    followed: Annotated[bool | None, Meta(description="By the caller; null for visitors.")]
    comments: Annotated[fields.Count, Meta(description="How many can be read.")]
    decision: Annotated[DecisionCode | None, Meta(description="Of the latest answer.")]
    due_at: Annotated[
        fields.Moment | None, Meta(description="When the next answer that is owed is due.")
    ]
    owed_by: Annotated[
        fields.Department | None, Meta(description="Who owes that answer.", examples=["pedestrian"])
    ]
    source: Annotated[Source | None, Meta(description="Null for what was proposed here.")]
    photos: Annotated[
        list[AttachedPhoto],
        Meta(description="In their author's order; none where they are hidden or withdrawn."),
    ]
    combined_into: Annotated[
        int | None, Meta(description="The proposal that goes on in its place.", examples=[None])
    ] = None


class Proposal(ProposalSummary, kw_only=True):
    """A proposal whole. Its texts are null where moderators hid it, but for its author."""

    body: fields.Markdown | None
    body_html: fields.Html | None
    body_format: Annotated[
        Literal["markdown", "plain"], Meta(description="Imported texts may be plain.")
    ]
    obligations: Annotated[list[Obligation], Meta(description="All that was ever owed for it.")]
    addenda: Annotated[list[Addendum], Meta(description="Oldest first.")]
    mine: Annotated[bool | None, Meta(description="By the caller; null for visitors.")]
    editable: Annotated[bool, Meta(description="Whether the caller may still change the text.")]
    version: Annotated[int, Meta(ge=1, description="Of the present text.", examples=[1])]
    links: Annotated[list[str], Meta(description="None yet.", examples=[[]])] = []


class Addendum(msgspec.Struct, kw_only=True):
    """What the author added to the text, which itself stays."""

    id: fields.SerialId
    body: fields.Markdown
    body_html: fields.Html
    added_at: fields.Moment


class Version(msgspec.Struct, kw_only=True):
    """One text that a proposal had; version 1 is the published one."""

    version: Annotated[int, Meta(ge=1, examples=[1])]
    title: fields.Title
    body: fields.Markdown
    edited_at: fields.Moment


class Draft(msgspec.Struct, kw_only=True):
    """One's own unpublished text; it has no number yet."""

    id: fields.SerialId
    number: None = None
    visibility: Literal["draft"] = "draft"
    stage: Literal["draft"] = "draft"
    language: fields.Language
    title: fields.Title
    body: fields.Markdown
    body_html: fields.Html
    topic: fields.Topic | None
    area: fields.Area
    place: Place | None
    photos: list[AttachedPhoto]
    version: Annotated[
        int, Meta(ge=1, description="Grows with every other text; the `ETag` too.", examples=[3])
    ]
    created_at: fields.Moment
    updated_at: fields.Moment


class NewProposal(Input):
    """A proposal to publish at once. ``language`` is the caller's unless given."""

    title: Title
    body: Body
    topic: TopicId
    area: AreaId | None = None
    place: Place | None = None
    photos: PhotoChoices | msgspec.UnsetType = msgspec.UNSET
    language: Language | None = None


class ProposalChange(Input):
    """What of a proposal is to change; what is not named stays."""

    title: Title | msgspec.UnsetType = msgspec.UNSET
    body: Body | msgspec.UnsetType = msgspec.UNSET
    topic: TopicId | msgspec.UnsetType = msgspec.UNSET
    area: AreaId | msgspec.UnsetType | None = msgspec.UNSET
    place: Place | msgspec.UnsetType | None = msgspec.UNSET
    photos: PhotoChoices | msgspec.UnsetType = msgspec.UNSET


class NewDraft(Input):
    """A text begun; nothing is required."""

    title: DraftTitle = ""
    body: DraftBody = ""
    topic: TopicId | None = None
    area: AreaId | None = None
    place: Place | None = None
    photos: PhotoChoices | msgspec.UnsetType = msgspec.UNSET
    language: Language | None = None


class DraftChange(Input):
    """What of a draft is to change; what is not named stays."""

    title: DraftTitle | msgspec.UnsetType = msgspec.UNSET
    body: DraftBody | msgspec.UnsetType = msgspec.UNSET
    topic: TopicId | msgspec.UnsetType | None = msgspec.UNSET
    area: AreaId | msgspec.UnsetType | None = msgspec.UNSET
    place: Place | msgspec.UnsetType | None = msgspec.UNSET
    photos: PhotoChoices | msgspec.UnsetType = msgspec.UNSET


class Publication(ProposalChange):
    """How one's draft is published: what is not named is taken as it was kept."""

    version: Annotated[
        int | msgspec.UnsetType,
        Meta(description="The draft's `version` that this was written on.", examples=[3]),
    ] = msgspec.UNSET


class NewAddendum(Input):
    """Markdown that is appended, dated."""

    body: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=5000,
            description="Markdown without HTML.",
            examples=["지붕도 있으면 좋겠습니다."],
        ),
    ]
