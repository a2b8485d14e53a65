"""Giving a support and taking it back, and counting again what was counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
import structlog

from backend.accounts.locks import stay
from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.errors import Problem
from backend.http.callers import Caller
from backend.http.metrics import SUPPORTS
from backend.limits import limit
from backend.proposals.locks import GatheringClosed, locked, require_open_to_writing
from backend.responses.obligations import count_changed
from backend.settings import Settings
from backend.votes.ballot import voter
from backend.votes.schemas import SupportState

log = structlog.get_logger()

# Far more than any person decides; carriers share addresses, so that nothing else is limited.
MOST_A_MINUTE = 120


class NotVerified(Problem):
    """Only verified residents support proposals here."""

    status = 403
    slug = "not-verified"


async def support(
    *, caller: Caller, number: int, city: City, settings: Settings, now: datetime
) -> SupportState:
    """Support a proposal; twice is once. What the city owes from this support on exists when
    this returns.

    Raises ``NotVerified`` where the city's rule asks for it, ``GatheringClosed``, ``TooMany``,
    ``NotFound``, and what ``require_open_to_writing`` raises.
    """
    return await _change(
        giving=True, caller=caller, number=number, city=city, settings=settings, now=now
    )


async def withdraw_support(
    *, caller: Caller, number: int, city: City, settings: Settings, now: datetime
) -> SupportState:
    """Take a support back while gathering is open; without one nothing happens.

    Whose verification has run out meanwhile still may. Raises what ``support`` raises otherwise.
    """
    return await _change(
        giving=False, caller=caller, number=number, city=city, settings=settings, now=now
    )


async def _change(
    *,
    giving: bool,
    caller: Caller,
    number: int,
    city: City,
    settings: Settings,
    now: datetime,
) -> SupportState:
    """Write or delete the caller's vote with the proposal's row held, and count what that did."""
    # Outside the transaction, so that what is refused counts too.
    await limit(
        settings,
        "supports",
        caller.account,
        at_most=MOST_A_MINUTE,
        per=timedelta(minutes=1),
        now=now,
    )
    async with transaction():
        # Leaving looks for open supports: none may come while it looks.
        await stay(caller)
        row = await locked(number)
        require_open_to_writing(row)
        if giving and city.rules.who_may_support == "verified" and not caller.verified:
            raise NotVerified
        if now > row["closes_at"]:
            raise GatheringClosed
        ballot = voter(settings, caller.vote_secret, number)
        if giving:
            change = await execute(
                "INSERT INTO vote (proposal, voter, day) VALUES ($1, $2, $3)"
                " ON CONFLICT DO NOTHING",
                number,
                ballot,
                city.today(now),
            )
        else:
            change = -await execute(
                "DELETE FROM vote WHERE proposal = $1 AND voter = $2", number, ballot
            )
        after = await _count(row, row["supports"] + change, city, now)
    if change:
        SUPPORTS.labels("given" if giving else "withdrawn").inc()
    return SupportState(supports=after, supported=giving)


async def recount(*, city: City, now: datetime) -> int:
    """Count the votes of every proposal again and repair the counts that differ; answer how many.

    A difference is an error of ours, so each is logged, by number only. What the right count
    means for the city's obligations holds from then on.
    """
    numbers = await fetch(
        """
        SELECT p.number FROM proposal p
        LEFT JOIN (SELECT proposal, count(*) FROM vote GROUP BY proposal) cast_votes
            ON cast_votes.proposal = p.number
        WHERE p.supports <> coalesce(cast_votes.count, 0) ORDER BY p.number
        """
    )
    repaired = 0
    for (number,) in numbers:
        async with transaction():
            # A support may have come between: only with the row held do both counts stand still.
            row = await locked(number)
            before: int = row["supports"]
            votes: int = await fetch_value("SELECT count(*) FROM vote WHERE proposal = $1", number)
            await _count(row, votes, city, now)
        if before == votes:
            continue
        repaired += 1
        log.error("supports miscounted", proposal=number, counted=before, votes=votes)
    return repaired


async def _count(row: asyncpg.Record, supports: int, city: City, now: datetime) -> int:
    """Set the count of a locked proposal, and what the city owes with it; answer the count."""
    if supports != row["supports"]:
        await execute(
            "UPDATE proposal SET supports = $2 WHERE number = $1", row["number"], supports
        )
        await count_changed(
            number=row["number"],
            before=row["supports"],
            after=supports,
            topic=row["topic"],
            city=city,
            now=now,
        )
    return supports
