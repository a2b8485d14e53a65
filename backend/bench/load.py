"""Fill a database with as many proposals and supports as a great city has after years.

The square grew evenly over eight years, so that one proposal in fifty is still open, whatever
their number. Supports follow a power law: half of the proposals have a handful, the hottest one
about a hundredth of them all.
"""

from __future__ import annotations

import asyncio
import math
import random
from array import array
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from backend.bench.lives import COLUMNS, Lives
from backend.bench.people import make_accounts
from backend.city.city import City
from backend.database.engine import copy_rows, execute, fetch, fetch_value, transaction

AGE = timedelta(days=8 * 365)
WINDOW = timedelta(days=30)

# Pareto's exponent of "a fifth of the proposals has four fifths of the supports".
SKEW = 1.16

# Bytes on disk, with indexes and the database's own log, as measured.
BYTES_OF_A_PROPOSAL = 12_000
BYTES_OF_A_SUPPORT = 250

PROPOSALS_AT_ONCE = 5_000
VOTES_AT_ONCE = 500_000

TABLES = [*COLUMNS, "search_entry", "vote"]
IDENTITIES = {
    "proposal": "number",
    "comment": "id",
    "obligation": "id",
    "decision": "id",
}

Progress = Callable[[str, float], None]


def disk_needed(proposals: int, supports: int) -> int:
    """About how many bytes of disk a load takes, the database's own log included."""
    return proposals * BYTES_OF_A_PROPOSAL + supports * BYTES_OF_A_SUPPORT


async def load(
    *, proposals: int, supports: int, city: City, now: datetime, progress: Progress
) -> None:
    """Add so many proposals with all that belongs to them, and so many supports of strangers.

    All of it is one transaction: cut off, it leaves nothing behind. Nobody else can read these
    tables meanwhile, since their indexes are dropped, and made anew at the end. ``progress`` is
    told what is being done, and the share of it that is done.
    """
    async with transaction():
        # Whatever else is under way in them ends first, and nothing new begins.
        await execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
        first = {table: await _next_id(table, column) for table, column in IDENTITIES.items()}
        chance = random.Random(first["proposal"])
        counts = _spread(supports, list(_ages(proposals, chance)), chance)
        authors = await make_accounts(
            min(max(proposals // 20, 30), 50_000), city=city, now=now - AGE
        )
        lives = Lives(city=city, now=now, chance=chance, authors=authors, first_ids=first)
        async with _bare_tables(progress):
            fates = zip(_ages(proposals, chance), counts, strict=True)

            def lived() -> dict[str, list[tuple[Any, ...]]]:
                for age, count in islice(fates, PROPOSALS_AT_ONCE):
                    lives.live(now - age, count)
                return lives.take()

            # While the database writes some, the next ones live in a thread.
            coming = asyncio.create_task(asyncio.to_thread(lived))
            for done in range(0, proposals, PROPOSALS_AT_ONCE):
                progress("proposals", done / proposals)
                written = await coming
                coming = asyncio.create_task(asyncio.to_thread(lived))
                for table, rows in written.items():
                    await copy_rows(table, COLUMNS[table].split(), rows)
            await coming
            await _cast(first["proposal"], counts, city, now, progress)
        for table, column in IDENTITIES.items():
            await execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column}))"
                f" FROM {table} HAVING max({column}) IS NOT NULL"
            )
        # Once for all of it: whoever keeps pages drops them.
        await execute("SELECT pg_notify('proposal_changed', '')")


async def tidy(progress: Progress) -> None:
    """What a database does by and by for itself: count what it has, and mark what all can see."""
    for done, table in enumerate(TABLES):
        progress("statistics", done / len(TABLES))
        await execute(f"VACUUM (ANALYZE) {table}")
    progress("statistics", 1)


def _ages(count: int, chance: random.Random) -> Iterator[timedelta]:
    """How old each proposal is, oldest first: what is published in a day grows evenly."""
    for index in range(count):
        yield AGE * (1 - math.sqrt((index + chance.random()) / count))


def _spread(total: int, ages: list[timedelta], chance: random.Random) -> array[int]:
    """So many supports in all, given to proposals of these ages."""
    most = len(ages) * 0.05
    weights = array(
        "d",
        (
            min(chance.paretovariate(SKEW), most) * min(1, (age + WINDOW / 30) / WINDOW)
            for age in ages
        ),
    )
    share = total / sum(weights)
    counts, owed = array("L"), 0.0
    for weight in weights:
        # What is less than a whole one goes to the next.
        owed += weight * share
        counts.append(int(owed))
        owed -= int(owed)
    counts[-1] += total - sum(counts)
    return counts


async def _cast(
    first: int, counts: array[int], city: City, now: datetime, progress: Progress
) -> None:
    """The supports, as rows: sixteen random bytes, and a day on which gathering was open."""
    begin, some, done, total = first, 0, 0, max(1, sum(counts))
    for number, count in enumerate(counts, first):
        some += count
        if some < VOTES_AT_ONCE and number < first + len(counts) - 1:
            continue
        await execute(
            """
            INSERT INTO vote (proposal, voter, day)
            SELECT number, decode(md5(random()::text || n), 'hex'),
                   ((published_at + random() * (least(closes_at, $3) - published_at))
                    AT TIME ZONE $4)::date
            FROM proposal, generate_series(1, supports) n WHERE number BETWEEN $1 AND $2
            """,
            begin,
            number,
            now,
            city.time_zone,
        )
        begin, done, some = number + 1, done + some, 0
        progress("supports", done / total)


@asynccontextmanager
async def _bare_tables(progress: Progress) -> AsyncIterator[None]:
    """Inside, the tables have no foreign keys, no indexes but unique ones, and no trigger but the
    one that marks proposals for search.

    All of them are there again afterwards, and what the foreign keys say has been checked.
    """
    indexes = await fetch(
        """
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
        FROM pg_index WHERE indrelid = ANY ($1::text[]::regclass[]) AND NOT indisunique
        ORDER BY indexrelid
        """,
        TABLES,
    )
    foreign_keys = await fetch(
        """
        SELECT conrelid::regclass::text AS table, conname AS name,
               pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::text[]::regclass[])
        ORDER BY oid
        """,
        TABLES,
    )
    for key in foreign_keys:
        await execute(f"ALTER TABLE {key['table']} DROP CONSTRAINT {key['name']}")
    for index in indexes:
        await execute(f"DROP INDEX {index['name']}")
    for table in TABLES:
        await execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await execute("ALTER TABLE proposal ENABLE TRIGGER keep_search_entry")
    yield
    await execute("SELECT set_config('maintenance_work_mem', '512MB', true)")
    for table in TABLES:
        await execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for done, index in enumerate(indexes):
        progress("indexes", done / len(indexes))
        await execute(index["definition"])
    for done, key in enumerate(foreign_keys):
        progress("foreign keys", done / len(foreign_keys))
        await execute(
            f"ALTER TABLE {key['table']} ADD CONSTRAINT {key['name']} {key['definition']}"
        )
    progress("foreign keys", 1)


async def _next_id(table: str, column: str) -> int:
    """The number that the next row will have: with the table locked nobody else takes one."""
    number: int = await fetch_value(
        f"SELECT nextval(pg_get_serial_sequence('{table}', '{column}'))"
    )
    return number
