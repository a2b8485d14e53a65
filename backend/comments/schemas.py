"""What comes in about comments, and what goes out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input
from backend.proposals.schemas import Author

Stance = Literal["for", "against", "neutral"]
Sort = Literal["new", "helpful"]
CommentBody = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=5000,
        description="Markdown without HTML.",
        examples=["**꼭** 필요해요."],
    ),
]


class Comment(msgspec.Struct, kw_only=True):
    """A remark on a proposal, or a reply to one.

    Its texts are null where it is deleted, or hidden from this reader.
    """

    id: fields.SerialId
    proposal: fields.Number
    body: fields.Markdown | None
    body_html: fields.Html | None
    stance: Stance
    author: Author
    department: Annotated[
        fields.Department | None,
        Meta(description="The one that an official spoke for.", examples=["pedestrian"]),
    ]
    created_at: fields.Moment
    edited_at: fields.Moment | None
    deleted: Annotated[bool, Meta(description="Only its place is left, above its replies.")]
    reply_to: Annotated[
        int | None, Meta(description="The id of the comment that this answers.", examples=[None])
    ]
    helpful: Annotated[fields.Count, Meta(description="How many found it helpful.")]
    hidden: Annotated[
        str | None,
        Meta(description="The code of the reason why moderators hid it.", examples=[None]),
    ]
    helped: Annotated[
        bool | None, Meta(description="Whether the caller found so; null for visitors.")
    ]
    mine: Annotated[bool | None, Meta(description="By the caller; null for visitors.")]
    editable_until: Annotated[
        fields.Moment | None, Meta(description="For its author, while the text may still change.")
    ]
    replies: Annotated[
        list[Comment], Meta(description="All there are, oldest first; a reply has none.")
    ] = []


class NewComment(Input):
    """A remark to add."""

    body: CommentBody
    stance: Stance = "neutral"
    reply_to: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=2**63 - 1,
                description="The id of a comment that is itself no reply.",
                examples=[7],
            ),
        ]
        | None
    ) = None


class CommentChange(Input):
    """What of a comment is to change; what is not named stays."""

    body: CommentBody | msgspec.UnsetType = msgspec.UNSET
    stance: Stance | msgspec.UnsetType = msgspec.UNSET


class Helpful(msgspec.Struct, frozen=True):
    """How many found a comment helpful."""

    helpful: fields.Count
