"""Writing down what happened, and telling who follows, in the transaction that made it true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend.database.engine import execute
from backend.notifications.actions import tell_followers
from backend.notifications.kinds import KindName
from backend.timeline.schemas import EventKind

# What the timeline says in public is told to all who follow, but for what they can't act on and
# what goes without saying.
TOLD: dict[EventKind, KindName] = {
    "threshold_reached": "threshold_reached",
    "response": "response",
    "correction": "correction",
    "interim_note": "interim_note",
    "extended": "extended",
    "milestone": "milestone",
    "addendum": "addendum",
    "withdrawn": "withdrawn",
}
# Texts stay where they can be hidden.
TOLD_DETAILS = ("threshold", "department", "due_at", "decision", "state", "date")


async def record(*, proposal: int, kind: EventKind, at: datetime, **details: Any) -> None:
    """Add one public fact to a proposal's timeline, and tell its followers where it is news.

    ``details`` are fields of ``TimelineItem``; those that are None are left out. Call it inside
    the transaction that it tells of.
    """
    known = {name: value for name, value in details.items() if value is not None}
    await execute(
        "INSERT INTO event (proposal, kind, at, details) VALUES ($1, $2, $3, $4::jsonb)",
        proposal,
        kind,
        at,
        msgspec.json.encode(known).decode(),
    )
    told = TOLD.get(kind)
    if told is not None:
        details = {name: known[name] for name in TOLD_DETAILS if name in known}
        await tell_followers(proposal=proposal, kind=told, at=at, **details)
