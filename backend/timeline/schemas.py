"""What goes out about what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

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

    at: datetime
    kind: EventKind
    version: int | None = None
    threshold: int | None = None
    obligation: str | None = None
    department: str | None = None
    due_at: datetime | None = None
    decision: str | None = None
    state: str | None = None
    date: date | None = None
    note: str | None = None
    reason: str | None = None
