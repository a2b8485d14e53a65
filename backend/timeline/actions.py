"""Writing down what happened, in the transaction that made it true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend.database.engine import execute
from backend.timeline.schemas import EventKind


async def record(*, proposal: int, kind: EventKind, at: datetime, **details: Any) -> None:
    """Add one public fact to a proposal's timeline.

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
