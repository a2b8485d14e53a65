"""A proposal's row held still, so that what is checked is still true when it is written."""

from __future__ import annotations

import asyncpg

from backend.database.engine import fetch_row
from backend.errors import NotFound, NotPermitted, WrongState
from backend.http.callers import Caller


class ProposalHidden(WrongState):
    """Moderators hid the proposal: nothing can be added to it."""

    slug = "proposal-hidden"


class ProposalWithdrawn(WrongState):
    """The author withdrew the proposal: nothing can be added to it."""

    slug = "proposal-withdrawn"


class GatheringClosed(WrongState):
    """The time for gathering supports is over."""

    slug = "gathering-closed"


async def locked(number: int) -> asyncpg.Record:
    """The proposal's row, locked until the transaction ends. Raises ``NotFound``.

    Rows that refer to it can still be added meanwhile: their foreign keys need no more than its
    number. Whoever locks several takes them in the order of their numbers.
    """
    row = await fetch_row("SELECT * FROM proposal WHERE number = $1 FOR NO KEY UPDATE", number)
    if row is None:
        raise NotFound
    return row


def require_open_to_writing(row: asyncpg.Record) -> None:
    """Raise ``ProposalHidden`` or ``ProposalWithdrawn`` where the public text is gone."""
    if row["hidden_at"] is not None:
        raise ProposalHidden
    if row["withdrawn_at"] is not None:
        raise ProposalWithdrawn


def require_author(row: asyncpg.Record, caller: Caller) -> None:
    """Raise ``NotPermitted`` for anyone but the author."""
    if row["author"] != caller.account:
        raise NotPermitted
