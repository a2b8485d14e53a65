"""Following a proposal, and no longer."""

from __future__ import annotations

from backend.database.engine import execute, fetch_row, transaction
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.notifications.actions import unmute
from backend.proposals.locks import require_open_to_writing


async def follow(*, caller: Caller, number: int) -> None:
    """Tell the caller what becomes of a proposal from now on, also where they muted it before they
    followed it. Twice is once.

    Raises ``NotFound``, ``ProposalHidden``, ``ProposalWithdrawn``.
    """
    row = await fetch_row("SELECT hidden_at, withdrawn_at FROM proposal WHERE number = $1", number)
    if row is None:
        raise NotFound
    require_open_to_writing(row)
    async with transaction():
        if await execute(
            "INSERT INTO follow (proposal, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            number,
            caller.account,
        ):
            await unmute(caller=caller, number=number)


async def unfollow(*, caller: Caller, number: int) -> None:
    """Tell the caller no longer, whatever became of the proposal. Raises ``NotFound``."""
    row = await fetch_row(
        """
        WITH gone AS (DELETE FROM follow WHERE proposal = $1 AND account = $2)
        SELECT number FROM proposal WHERE number = $1
        """,
        number,
        caller.account,
    )
    if row is None:
        raise NotFound
