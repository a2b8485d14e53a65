"""A list, a search and a page read a page's worth of rows, however many there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from backend.bench.load import load, tidy
from backend.city.city import City
from backend.database.engine import DB, Transaction, execute, fetch_value
from backend.proposals.queries import feed, overdue, proposal, similar
from backend.proposals.schemas import ListedStage, Sort
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import People

PROPOSALS = 5_000

# A topic of a handful of proposals.
RARE = "rare"

LISTS: list[dict[str, Any]] = [
    *({"sort": sort} for sort in get_args(Sort)),
    *({"stage": stage, "sort": "new"} for stage in get_args(ListedStage)),
    *({"stage": stage, "sort": "supported"} for stage in get_args(ListedStage)),
    {"topic": "walking"},
    {"topic": "digital", "area": "gangdong"},
    {"topic": "walking", "stage": "answered"},
    # From words of every second text to those of none, of one syllable and more.
    *(
        {"q": q}
        for q in ("관리", "가", "자전거", "은새", "달별", "도서관 관리", "45843번지", "없는낱말")
    ),
    *({"q": "자전거", "sort": sort} for sort in get_args(Sort)),
    {"q": "관리", "stage": "done"},
    {"q": "은새", "topic": "walking", "area": "jongno"},
    {"q": "관리", "topic": RARE},
    {"q": "관리", "topic": RARE, "sort": "new"},
]


async def rows_read(action: Callable[[], Awaitable[Any]], *, planning: str = "auto") -> int:
    """How many rows of tables the database looked at meanwhile; ``planning`` is its setting
    ``plan_cache_mode``."""

    async def seen() -> int:
        rows: int = await fetch_value(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer"
            " FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        )
        return rows

    async with Transaction(DB):
        # So few rows are read through as quickly as looked up; a city's are not.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            await execute(f"SET LOCAL enable_{way} = off")
        await execute(f"SET LOCAL plan_cache_mode = {planning}")
        before = await seen()
        await action()
        return await seen() - before


async def test_nothing_reads_all_there_is(
    lasting_people: People, city: City, clock: Clock, settings: Settings
) -> None:
    def quiet(what: str, share: float) -> None:
        pass

    await load(
        proposals=PROPOSALS,
        supports=20 * PROPOSALS,
        city=city,
        now=clock.now,
        progress=quiet,
    )
    await execute("UPDATE proposal SET topic = $1 WHERE number % 1000 = 0", RARE)
    await tidy(quiet)
    await execute("ANALYZE account")
    known: dict[str, Any] = {"caller": None, "settings": settings, "now": clock.now}
    hottest = await fetch_value("SELECT number FROM proposal ORDER BY supports DESC LIMIT 1")
    read = {
        "page": await rows_read(lambda: proposal(hottest, **known)),
        "similar": await rows_read(lambda: similar("자전거 시설을 확대", **known)),
        "late": await rows_read(lambda: overdue(settings=settings, now=clock.now, limit=20)),
    }
    for asked in LISTS:
        # What is often asked has one plan for all arguments, which must do for these.
        once = "q" in asked or not {"topic", "area"} & asked.keys()
        planning = "force_generic_plan" if once else "auto"
        read[str(asked)] = await rows_read(
            lambda asked=asked: feed(**asked, **known), planning=planning
        )
    # A list of twenty with what else is shown of each, and a search that walks a while before.
    most = {what: 1000 if "q" in what or what == "similar" else 250 for what in read}
    assert {what: rows for what, rows in read.items() if rows > most[what]} == {}
