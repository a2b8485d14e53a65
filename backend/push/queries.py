"""What somebody's devices are."""

from __future__ import annotations

import asyncpg

from backend.database.engine import fetch
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.push.schemas import Subscription

_SUBSCRIPTIONS = """
    SELECT p.*, s.device FROM push_subscription p JOIN session s ON s.id = p.session
    WHERE p.account = $1
"""


async def subscriptions(caller: Caller) -> list[Subscription]:
    """The caller's devices that are told by push, the newest first."""
    rows = await fetch(f"{_SUBSCRIPTIONS} ORDER BY p.id DESC", caller.account)
    return [_subscription(row, caller) for row in rows]


async def subscription(caller: Caller, id: int) -> Subscription:
    """One of them. Raises ``NotFound``."""
    rows = await fetch(f"{_SUBSCRIPTIONS} AND p.id = $2", caller.account, id)
    if not rows:
        raise NotFound
    return _subscription(rows[0], caller)


def _subscription(row: asyncpg.Record, caller: Caller) -> Subscription:
    return Subscription(
        id=row["id"],
        device=row["device"],
        current=row["session"] == caller.session,
        created_at=row["created_at"],
        last_success_at=row["last_success_at"],
        last_error=row["last_error"],
    )
