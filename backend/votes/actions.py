"""Giving a support and taking it back, and counting again what was counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
import structlog

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.errors import NotFound, NotSignedIn, Problem
from backend.http.callers import Caller
from backend.limits import LimitHere
from backend.proposals.locks import GatheringClosed, locked, require_open_to_writing
from backend.responses.obligations import count_changed
from backend.settings import Settings
from backend.votes.ballot import voter
from backend.votes.casting import Cast, cast_together
from backend.votes.schemas import SupportState

log = structlog.get_logger()

# Far more than any person decides; carriers share addresses, so that nothing else is limited.
OFTEN_ENOUGH = LimitHere(at_most=120, per=timedelta(minutes=1))


class NotVerified(Problem):
    """Only verified residents support proposals here."""

    status = 403
    slug = "not-verified"


async def support(
    *, caller: Caller, number: int, city: City, settings: Settings, now: datetime
) -> SupportState:
    """Support a proposal; twice is once, also when gathering has closed in between. What the city
    owes from this support on exists when this returns.

    Raises ``NotVerified`` where the city's rule asks for it, ``GatheringClosed``, ``TooMany``,
    ``NotFound``, ``NotSignedIn`` where the person has left since the request came, and what
    ``require_open_to_writing`` raises.
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
    """Write or delete the caller's vote, together with whatever else arrives at this moment."""
    OFTEN_ENOUGH.count(caller.account, now)
    if giving and city.rules.who_may_support == "verified" and not caller.verified:
        raise NotVerified
    ballot = voter(settings, caller.vote_secret, number)
    outcome = await cast_together(
        Cast(
            number=number,
            ballot=ballot,
            account=caller.account,
            giving=giving,
            at=now,
            city=city,
        )
    )
    if outcome.proposal is None:
        raise NotFound
    if not outcome.stayed:
        raise NotSignedIn
    require_open_to_writing(outcome.proposal)
    if now > outcome.proposal["closes_at"] and await _stands(number, ballot) is not giving:
        raise GatheringClosed
    return SupportState(supports=outcome.proposal["after"], supported=giving)


async def _stands(number: int, ballot: bytes) -> bool:
    """Whether that vote is there, for who asks again since no answer came the first time."""
    stands: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM vote WHERE proposal = $1 AND voter = $2)", number, ballot
    )
    return stands


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
