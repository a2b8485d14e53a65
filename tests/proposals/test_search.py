"""The search finds exactly what a reader of every text would, in the order of the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, get_args

import httpx
import pytest

from backend.bench.load import load
from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value
from backend.proposals import search
from backend.proposals.feed import feed
from backend.proposals.lists import Arguments, Listing
from backend.proposals.schemas import Sort
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import People
from tests.square import cast_votes, publish
from tests.statements import statements

# Some words of the vocabulary, from frequent to absent; one and two syllables, parts of words,
# particles with them, several words, and what LIKE and SQL would take for signs of their own.
SEARCHES = [
    *("관리", "자전거", "다리", "가", "번지", "시설을", "니다.", "도서관 관리", "관리 관리 니다"),
    *("거리 쉼터 공원", "없는낱말", "BUS", "the", "%", "_", "\\", "'", "1", "12번지", "주세요"),
    *("PEOPLE 번지", "People make", "없는낱말 the"),
]
FILTERS: list[dict[str, Any]] = [
    {},
    {"stage": "gathering"},
    {"stage": "closed"},
    {"stage": "answered"},
    {"stage": "awaiting_response"},
    {"topic": "walking"},
    {"area": "jongno"},
    {"topic": "transit", "area": "jung", "stage": "closed"},
]


@pytest.fixture
async def filled(
    lasting_people: People, city: City, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """A few hundred proposals of eight years, of which a walk sees only the first few: the same
    ones whatever was written before, since their first number decides what they are."""
    await execute("TRUNCATE proposal RESTART IDENTITY CASCADE")
    await load(
        proposals=600, supports=30_000, city=city, now=clock.now, progress=lambda what, share: None
    )
    monkeypatch.setattr(search, "WALKED", 4)
    yield


async def read_through(listing: Listing, q: str) -> list[int]:
    """The numbers of all proposals of a list that hold the words, found without any index."""
    arguments = Arguments()
    page = listing.first("LIMIT ALL", arguments.bind)
    rows = await fetch(f"SELECT number, title || ' ' || body AS text FROM ({page}) p", *arguments)
    words = q.lower().split()
    return [row["number"] for row in rows if all(word in row["text"].lower() for word in words)]


@pytest.mark.parametrize("sort", get_args(Sort))
async def test_pages_of_a_search_hold_all_that_a_reader_would_find(
    filled: None, settings: Settings, clock: Clock, sort: Sort
) -> None:
    looked_further = 0
    for filters in FILTERS:
        listing = Listing(
            **({"sort": sort, "stage": None, "topic": "", "area": "", "after": None} | filters),
            now=clock.now,
        )
        for q in SEARCHES:
            expected = await read_through(listing, q)
            looked_further += len(expected) > search.WALKED
            found: list[int] = []
            cursor = None
            for _ in range(3):
                page = await feed(
                    sort=sort,
                    **filters,
                    q=q,
                    cursor=cursor,
                    limit=7,
                    caller=None,
                    settings=settings,
                    now=clock.now,
                )
                found += [item.number for item in page.items]
                cursor = page.next
                if cursor is None:
                    break
            assert found == expected[: 3 * 7], (filters, q)
            assert (cursor is None) is (len(expected) <= 3 * 7)
    assert looked_further > 5


async def test_a_place_in_a_list_never_lags_further_behind_than_the_search_looks(
    filled: None,
) -> None:
    await execute(
        """
        UPDATE proposal p SET supports = given.supports, comments = given.comments
        FROM (SELECT number, (2 ^ (random() * 30))::integer - 1 AS supports,
                     (2 ^ (random() * 12))::integer - 1 AS comments FROM proposal) given
        WHERE given.number = p.number
        """
    )
    behind = await fetch(
        """
        SELECT DISTINCT search_place(hot) - split_part(mark, ':', 2)::integer
        FROM proposal JOIN search_entry ON proposal = number, unnest(marks) mark
        WHERE mark ~ '^hot:[0-9]'
        """
    )
    assert {lag for (lag,) in behind} == set(range(search.LAG["hot"] + 1))


async def test_every_change_of_a_proposal_is_searched_from_then_on(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]

    async def marks() -> set[str]:
        return set(await fetch_value("SELECT marks FROM search_entry WHERE proposal = $1", number))

    assert {"자", "자전", "topic:walking", "area:mapo", "supported:0"} <= await marks()
    await client.patch(
        f"/api/v1/proposals/{number}",
        json={"title": "놀이터에 그늘막을", "topic": "park", "area": None},
        headers=author.headers,
    )
    assert {"그늘", "topic:park"} <= await marks()
    assert not {"topic:walking", "area:mapo"} & await marks()
    await cast_votes(number, 15, clock.now)
    assert "supported:1" in await marks()
    await execute("UPDATE proposal SET answered_at = $1", clock.now + timedelta(days=8))
    assert {"answered:", "standing:answered"} <= await marks()
    await execute("DELETE FROM proposal")
    assert not await fetch("SELECT FROM search_entry")


async def test_a_support_hardly_ever_marks_a_proposal_anew(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number = (await publish(client, await people.account()))["number"]
    await cast_votes(number, 20, clock.now)
    before = await fetch_value("SELECT xmin || ctid::text FROM search_entry")
    await cast_votes(number, 200, clock.now)
    assert await fetch_value("SELECT xmin || ctid::text FROM search_entry") == before


async def test_a_search_takes_seven_statements_at_most(
    client: httpx.AsyncClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await people.account()
    for _ in range(5):
        await publish(client, author)
    for word in ("자전거길", "자전거길과 버스길"):
        await publish(client, author, title=f"{word} 옆에 나무를 심어 주세요")
    monkeypatch.setattr(search, "WALKED", 2)

    async def taken(word: str, limit: int = 3) -> int:
        async def read() -> None:
            asked = {"q": word, "sort": "new", "limit": limit}
            await client.get("/api/v1/proposals", params=asked)

        return len(await statements(read))

    # A walk of two, the steps and what was found. Where the walk meets nothing it takes a step
    # less; where it meets half of what is asked for, it goes on.
    assert await taken("없는낱말") == 4
    assert await taken("버스길") == 6
    assert await taken("자전거길") == 7
    # Whether there is more after one is known from a second one, the last of the walk.
    assert await taken("자전거길", limit=1) == 2
