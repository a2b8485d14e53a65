"""What happened to a proposal, as anybody may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from backend.database.engine import fetch
from backend.errors import NotFound
from backend.timeline.schemas import TimelineItem


async def timeline(number: int, *, now: datetime) -> list[TimelineItem]:
    """Every public fact about a proposal until ``now``, in order. Raises ``NotFound``.

    Two kinds are never written down, since nobody does anything when they come true: ``closed``,
    when the time for supports is over, and ``overdue``, when an answer hasn't come in time.
    While a proposal is hidden its items hold no text but the reason why it is.
    """
    facts = await fetch(
        """
        SELECT p.closes_at, p.hidden_at, p.withdrawn_at, o.kind, o.owed_by, o.met_at, o.voided_at,
               coalesce(o.extended_until, o.due_at) AS due_at
        FROM proposal p LEFT JOIN obligation o ON o.proposal = p.number
        WHERE p.number = $1 ORDER BY o.threshold
        """,
        number,
    )
    if not facts:
        raise NotFound
    rows = await fetch(
        "SELECT kind, at, details FROM event WHERE proposal = $1 ORDER BY at, id", number
    )
    items = [_item(row, hidden=facts[0]["hidden_at"] is not None) for row in rows]
    items += _derived(facts, now)
    # Sorting keeps the order of equal moments: what was written before what is derived.
    return sorted(items, key=lambda item: item.at)


def _item(row: asyncpg.Record, *, hidden: bool) -> TimelineItem:
    details: dict[str, Any] = msgspec.json.decode(row["details"])
    if hidden:
        details.pop("note", None)
        if row["kind"] != "hidden":
            details.pop("reason", None)
    return msgspec.convert({"at": row["at"], "kind": row["kind"], **details}, TimelineItem)


def _derived(facts: list[asyncpg.Record], now: datetime) -> list[TimelineItem]:
    proposal = facts[0]
    items = []
    if _came(proposal["closes_at"], now, ended=[proposal["withdrawn_at"]]):
        items.append(TimelineItem(at=proposal["closes_at"], kind="closed"))
    for owed in facts:
        if owed["kind"] is None:
            continue
        if _came(owed["due_at"], now, ended=[owed["met_at"], owed["voided_at"]]):
            items.append(
                TimelineItem(
                    at=owed["due_at"],
                    kind="overdue",
                    obligation=owed["kind"],
                    department=owed["owed_by"],
                    due_at=owed["due_at"],
                )
            )
    return items


def _came(moment: datetime, now: datetime, *, ended: list[datetime | None]) -> bool:
    """Whether the moment passed, and passed before whatever would have kept it from counting."""
    return moment < now and all(end is None or moment < end for end in ended)
