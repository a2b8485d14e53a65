"""Votes written: all that arrive at one moment with one statement and one commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from backend.city.city import City
from backend.database.batching import Batched
from backend.database.engine import execute, fetch, transaction
from backend.http.metrics import SUPPORTS
from backend.responses.obligations import count_changed, thresholds


class Cast(msgspec.Struct, frozen=True, gc=False):
    """Somebody gives a support to proposal ``number``, or takes it back (not ``giving``).

    ``ballot`` is what stands in the vote's row (see ``votes.ballot``); ``at`` is when they asked.
    """

    number: int
    ballot: bytes
    account: int
    giving: bool
    at: datetime
    city: City


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of one cast: it was counted only where ``stayed`` (the account is still there)
    and ``proposal`` (None: there is none) is open to supports. ``proposal["after"]`` is the count
    after the whole batch."""

    stayed: bool
    proposal: asyncpg.Record | None


# Everyone locks accounts before proposals, and both in the order of their keys: two processes
# whose batches share some of them wait for one another, and never each for the other. A proposal
# that is locked shows its latest count, whoever changed it a moment ago.
#
# What a threshold brings about takes more than this statement. Where one might be crossed ($7,
# null where the caller sees to it in the same transaction), nothing is written, and all are
# ``near``.
WRITE = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::boolean[], $5::timestamptz[])
        AS asked (proposal, voter, account, giving, at)
), staying AS MATERIALIZED (
    -- Leaving looks for the open supports of an account: none may come while it looks.
    SELECT id FROM account WHERE id = ANY ($3) ORDER BY id FOR KEY SHARE
), held AS MATERIALIZED (
    SELECT number, topic, supports, hidden_at, withdrawn_at, closes_at FROM proposal
    WHERE number = ANY ($1) AND (SELECT count(*) FROM staying) >= 0
    ORDER BY number FOR NO KEY UPDATE
), near AS MATERIALIZED (
    SELECT count(*) > 0 AS near FROM held JOIN (
        SELECT proposal, count(*) FILTER (WHERE giving) AS most,
               count(*) FILTER (WHERE NOT giving) AS least FROM asked GROUP BY proposal
    ) move ON move.proposal = held.number
    JOIN unnest($7::integer[]) AS at ON supports - least < at AND at <= supports + most
), valid AS MATERIALIZED (
    SELECT asked.proposal, asked.voter, asked.giving FROM asked
    JOIN held ON held.number = asked.proposal
    JOIN staying ON staying.id = asked.account
    WHERE held.hidden_at IS NULL AND held.withdrawn_at IS NULL AND asked.at <= held.closes_at
      AND NOT (SELECT near FROM near)
), given AS (
    INSERT INTO vote (proposal, voter, day)
    SELECT proposal, voter, $6 FROM valid WHERE giving ORDER BY proposal, voter
    ON CONFLICT DO NOTHING
    RETURNING proposal
), taken AS (
    DELETE FROM vote USING valid
    WHERE NOT valid.giving AND vote.proposal = valid.proposal AND vote.voter = valid.voter
    RETURNING vote.proposal
), change AS MATERIALIZED (
    SELECT proposal, sum(given)::integer AS given, sum(taken)::integer AS taken FROM (
        SELECT proposal, 1 AS given, 0 AS taken FROM given
        UNION ALL SELECT proposal, 0, 1 FROM taken
    ) each GROUP BY proposal
), counted AS (
    UPDATE proposal SET supports = supports + given - taken FROM change
    WHERE proposal.number = change.proposal AND given <> taken
)
SELECT held.*, supports + coalesce(given - taken, 0) AS after,
       coalesce(given, 0) AS given, coalesce(taken, 0) AS taken,
       (SELECT array_agg(id) FROM staying) AS staying, (SELECT near FROM near) AS near
FROM held LEFT JOIN change ON change.proposal = held.number
"""


# A statement sees what was committed before it began, and not what was while it waited for a lock.
# To an insert that is all one, since it meets the key; a delete would miss the row. Hence the locks
# are taken in a statement before. A proposal that changes twice in one transaction, as where a
# threshold is crossed, has its author looked for anew, who may just be leaving: they stay, too.
LOCK = """
WITH staying AS MATERIALIZED (
    SELECT id FROM account WHERE id = ANY ($1 || ARRAY(
        SELECT author FROM proposal WHERE number = ANY ($2) AND author IS NOT NULL
    )) ORDER BY id FOR KEY SHARE
)
SELECT FROM proposal WHERE number = ANY ($2) AND (SELECT count(*) FROM staying) >= 0
ORDER BY number FOR NO KEY UPDATE
"""


async def write(casts: Sequence[Cast]) -> list[Outcome]:
    """Write the casts, all or none; no two of them may share proposal and ballot.

    Each is counted where its proposal is published and open at its moment. What the city owes by
    the new counts exists with them.
    """
    city = casts[0].city
    rows = None
    if all(cast.giving for cast in casts):
        rows = await _write(casts, thresholds(city))
    if rows is None or (rows and rows[0]["near"]):
        async with transaction():
            await execute(LOCK, [cast.account for cast in casts], [cast.number for cast in casts])
            rows = await _write(casts, None)
            for row in rows:
                await count_changed(
                    number=row["number"],
                    before=row["supports"],
                    after=row["after"],
                    topic=row["topic"],
                    city=city,
                    now=casts[0].at,
                )
    SUPPORTS.labels("given").inc(sum(row["given"] for row in rows))
    SUPPORTS.labels("withdrawn").inc(sum(row["taken"] for row in rows))
    held = {row["number"]: row for row in rows}
    staying = set(rows[0]["staying"] or ()) if rows else set()
    return [Outcome(cast.account in staying, held.get(cast.number)) for cast in casts]


async def _write(casts: Sequence[Cast], crossing: list[int] | None) -> list[asyncpg.Record]:
    return await fetch(
        WRITE,
        [cast.number for cast in casts],
        [cast.ballot for cast in casts],
        [cast.account for cast in casts],
        [cast.giving for cast in casts],
        [cast.at for cast in casts],
        casts[0].city.today(casts[0].at),
        crossing,
    )


# Twice the same person and proposal at one moment: the later waits, and finds what the earlier did.
cast_together = Batched(write, key=lambda cast: (cast.number, cast.ballot))
