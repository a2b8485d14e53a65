"""What goes out about what happened."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields

EventKind = Literal[
    "published",
    "edited",
    "addendum",
    "threshold_reached",
    "obligation_void",
    "obligation_revived",
    "interim_note",
    "extended",
    "overdue",
    "response",
    "correction",
    "milestone",
    "name_withdrawn",
    "withdrawn",
    "hidden",
    "restored",
    "closed",
]


class TimelineItem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One public fact. What beside ``at`` and ``kind`` is there depends on the kind."""

    at: fields.Moment
    kind: EventKind
    version: Annotated[int | None, Meta(description="Of a text or an answer.", examples=[2])] = None
    threshold: Annotated[
        int | None, Meta(description="The count that was reached or missed.", examples=[50])
    ] = None
    obligation: Annotated[
        str | None, Meta(description="Its kind.", examples=["department_response"])
    ] = None
    department: fields.Department | None = None
    due_at: Annotated[fields.Moment | None, Meta(description="When an answer is due.")] = None
    decision: Annotated[str | None, Meta(description="Of an answer.", examples=["adopted"])] = None
    state: Annotated[str | None, Meta(description="Of a milestone.", examples=["started"])] = None
    date: Annotated[date | None, Meta(description="Of a milestone.", examples=["2027-03-02"])] = (
        None
    )
    note: fields.Note | None = None
    reason: Annotated[
        str | None,
        Meta(description="Why it was hidden (a code) or extended (a text).", examples=["spam"]),
    ] = None
