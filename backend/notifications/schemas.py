"""What goes out of, and comes into, the inbox."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.notifications.kinds import About, KindName
from backend.paging import Moment


class Notification(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something that happened to what one cares about. What is there beside the first fields
    depends on the kind."""

    id: fields.SerialId
    kind: KindName
    about: About
    at: fields.Moment
    unread: bool
    proposal: fields.Number
    title: Annotated[
        str | None,
        Meta(description="Null while it is hidden.", examples=["역마다 실내 자전거 주차장을"]),
    ]
    path: Annotated[
        str, Meta(description="The page that shows it.", examples=["/proposals/1234#comment-7"])
    ]
    count: Annotated[
        int, Meta(description="How many comments or replies of one day.", examples=[12])
    ] = 1
    threshold: Annotated[int | None, Meta(examples=[50])] = None
    department: fields.Department | None = None
    due_at: Annotated[fields.Moment | None, Meta(description="When an answer is due.")] = None
    decision: Annotated[str | None, Meta(description="Of an answer.", examples=["adopted"])] = None
    state: Annotated[str | None, Meta(description="Of a milestone.", examples=["started"])] = None
    date: Annotated[date | None, Meta(description="Of a milestone.", examples=["2027-03-02"])] = (
        None
    )
    reason: Annotated[
        str | None, Meta(description="Why it was hidden (a code).", examples=["spam"])
    ] = None


class ReadUntil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until when somebody has read: the ``at`` of the newest that they saw."""

    until: Annotated[Moment, Meta(examples=["2026-11-22T03:00:00Z"])]


class Unread(msgspec.Struct, frozen=True):
    """How much is unread."""

    unread: Annotated[int, Meta(description="At most 100.", ge=0, le=100, examples=[3])]
