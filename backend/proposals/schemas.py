"""What comes in about proposals, and what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http.reading import Input
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
DraftTitle = Annotated[str, Meta(max_length=100, examples=["자전거 주차장"])]
DraftBody = Annotated[str, Meta(max_length=10_000, examples=["비가 오면"])]
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
    """Who wrote it, as they wish to be called. ``name`` is null once they withdrew it or left."""

    name: str | None
    badge: Badge | None = None


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point (WGS 84, degrees), words for it, or both: one may be had without the other."""

    latitude: Annotated[float, Meta(ge=-90, le=90, examples=[37.5561])] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180, examples=[126.9058])] | None = None
    label: Annotated[str, Meta(max_length=200, examples=["망원시장 앞"])] = ""


class ProposalSummary(msgspec.Struct, kw_only=True):
    """A proposal as lists carry it.

    ``title`` and ``excerpt`` are null where moderators hid it; ``hidden`` is then the reason's
    code. ``supported`` and ``followed`` are the caller's own, null for visitors. ``supports``
    are verified ones given here; ``imported_supports`` were counted elsewhere.
    """

    number: int | None
    language: str
    title: str | None
    excerpt: str | None
    topic: str | None
    area: str | None
    place: Place | None
    author: Author
    visibility: Visibility
    stage: Stage
    hidden: str | None
    supports: int
    imported_supports: int
    published_at: datetime | None
    closes_at: datetime | None
    updated_at: datetime
    supported: bool | None
    followed: bool | None
    comments: int
    decision: DecisionCode | None
    due_at: datetime | None
    owed_by: str | None
    combined_into: int | None = None


class Proposal(ProposalSummary, kw_only=True):
    """A proposal whole. ``body`` is as written, ``body_html`` is safe to show."""

    body: str | None
    body_html: str | None
    body_format: Literal["markdown", "plain"]
    obligations: list[Obligation]
    addenda: list[Addendum]
    mine: bool | None
    editable: bool
    version: int
    source: Source | None
    photos: list[str] = []
    links: list[str] = []


class Source(msgspec.Struct, frozen=True):
    """Where an imported proposal comes from: the board and its own number there."""

    board: str
    number: str


class Addendum(msgspec.Struct, kw_only=True):
    """What the author added after the first support."""

    id: int
    body: str
    body_html: str
    added_at: datetime


class Version(msgspec.Struct, kw_only=True):
    """One text that a proposal had; version 1 is the published one."""

    version: int
    title: str
    body: str
    edited_at: datetime


class Draft(msgspec.Struct, kw_only=True):
    """One's own unpublished text; it has no number yet."""

    id: int
    number: None = None
    visibility: Literal["draft"] = "draft"
    stage: Literal["draft"] = "draft"
    language: str
    title: str
    body: str
    body_html: str
    topic: str | None
    area: str | None
    place: Place | None
    created_at: datetime
    updated_at: datetime


class NewProposal(Input):
    """A proposal to publish at once. ``language`` is the caller's unless given."""

    title: Title
    body: Body
    topic: TopicId
    area: AreaId | None = None
    place: Place | None = None
    language: Language | None = None


class ProposalChange(Input):
    """What of a proposal is to change; what is not named stays."""

    title: Title | msgspec.UnsetType = msgspec.UNSET
    body: Body | msgspec.UnsetType = msgspec.UNSET
    topic: TopicId | msgspec.UnsetType = msgspec.UNSET
    area: AreaId | msgspec.UnsetType | None = msgspec.UNSET
    place: Place | msgspec.UnsetType | None = msgspec.UNSET


class NewDraft(Input):
    """A text begun; nothing is required."""

    title: DraftTitle = ""
    body: DraftBody = ""
    topic: TopicId | None = None
    area: AreaId | None = None
    place: Place | None = None
    language: Language | None = None


class DraftChange(Input):
    """What of a draft is to change; what is not named stays."""

    title: DraftTitle | msgspec.UnsetType = msgspec.UNSET
    body: DraftBody | msgspec.UnsetType = msgspec.UNSET
    topic: TopicId | msgspec.UnsetType | None = msgspec.UNSET
    area: AreaId | msgspec.UnsetType | None = msgspec.UNSET
    place: Place | msgspec.UnsetType | None = msgspec.UNSET


class NewAddendum(Input):
    """Markdown that is appended, dated."""

    body: Annotated[
        str, Meta(min_length=1, max_length=5000, examples=["지붕도 있으면 좋겠습니다."])
    ]
