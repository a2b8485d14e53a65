"""What comes in about comments, and what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http.reading import Input
from backend.proposals.schemas import Author

Stance = Literal["for", "against", "neutral"]
Sort = Literal["new", "helpful"]
CommentBody = Annotated[str, Meta(min_length=1, max_length=5000, description="Markdown.")]


class Comment(msgspec.Struct, kw_only=True):
    """A remark. ``hidden`` is the reason's code; ``body`` is null where it is hidden or deleted.

    ``helped`` and ``mine`` are the caller's own, null for visitors. ``editable_until`` is set for
    the author while the text may still change. ``department`` is an official's when writing.
    ``replies`` are all there are, oldest first; a reply has none.
    """

    id: int
    proposal: int
    body: str | None
    body_html: str | None
    stance: Stance
    author: Author
    department: str | None
    created_at: datetime
    edited_at: datetime | None
    deleted: bool
    reply_to: int | None
    helpful: int
    hidden: str | None
    helped: bool | None
    mine: bool | None
    editable_until: datetime | None
    replies: list[Comment] = []


class NewComment(Input):
    """A remark to add; ``reply_to`` is the id of a comment that is itself no reply."""

    body: CommentBody
    stance: Stance = "neutral"
    reply_to: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


class CommentChange(Input):
    """What of a comment is to change; what is not named stays."""

    body: CommentBody | msgspec.UnsetType = msgspec.UNSET
    stance: Stance | msgspec.UnsetType = msgspec.UNSET


class Helpful(msgspec.Struct, frozen=True):
    """How many found a comment helpful."""

    helpful: int
