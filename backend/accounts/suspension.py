"""Accounts that add nothing for a while. What they still may do stands with each route
(``while_suspended``, kept by ``http.callers.admit``).
"""

from __future__ import annotations

from datetime import datetime

from backend.database.engine import execute, fetch_row
from backend.errors import NotFound, Problem, WrongState


class OfStaff(Problem):
    """Whoever works here is suspended by nobody but who gave them their role."""

    status = 403
    slug = "of-staff"


class NotSuspended(WrongState):
    """The account is not suspended."""

    slug = "not-suspended"


async def suspend(account: int, *, until: datetime) -> None:
    """Suspend the account until that moment, whatever was said before.

    Other processes hear of it as of every change of an account. Raises ``OfStaff``, and
    ``NotFound`` for an account that has left.
    """
    row = await fetch_row("SELECT roles FROM account WHERE id = $1 FOR NO KEY UPDATE", account)
    if row is None:
        raise NotFound
    if row["roles"]:
        raise OfStaff
    await execute("UPDATE account SET suspended_until = $2 WHERE id = $1", account, until)


async def reinstate(account: int, *, now: datetime) -> None:
    """End the account's suspension. Raises ``NotSuspended``."""
    ended = await execute(
        "UPDATE account SET suspended_until = NULL WHERE id = $1 AND suspended_until >= $2",
        account,
        now,
    )
    if not ended:
        raise NotSuspended
