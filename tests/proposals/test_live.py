"""Reading along: whoever has a proposal open is told what it counts, as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from backend.city.city import City
from backend.database.engine import execute
from backend.database.listening import listening
from backend.proposals import live
from backend.proposals.actions import publish
from backend.proposals.live import Counts, Live
from backend.proposals.schemas import NewProposal
from tests.conftest import Clock
from tests.live import LiveServer, live_server
from tests.people import People
from tests.square import TEXT, hide

SUPPORT = "UPDATE proposal SET supports = supports + 1 WHERE number = $1"


@pytest.fixture
async def number(lasting_people: People, city: City, clock: Clock) -> int:
    """A proposal that is really there."""
    caller = await lasting_people.caller(await lasting_people.account())
    return await publish(caller=caller, data=NewProposal(**TEXT), city=city, now=clock.now)


@pytest.fixture
async def hub(database_url: str, number: int) -> AsyncIterator[Live]:
    """Whoever reads along in this process, in hearing of the database."""
    hub = Live()
    async with listening(database_url, [hub]):
        yield hub


async def next_counts(reader: AsyncIterator[Counts | None]) -> Counts | None:
    async with asyncio.timeout(10):
        return await anext(reader)


async def test_a_reader_is_told_at_once_and_after_each_change(hub: Live, number: int) -> None:
    reader = hub.counts(number)
    assert await next_counts(reader) == Counts(supports=0, comments=0)
    await execute(SUPPORT, number)
    assert await next_counts(reader) == Counts(supports=1, comments=0)
    await execute("UPDATE proposal SET comments = 3 WHERE number = $1", number)
    assert await next_counts(reader) == Counts(supports=1, comments=3)
    await reader.aclose()


async def test_readers_of_one_proposal_share_each_look_at_it(hub: Live, number: int) -> None:
    readers = [hub.counts(number) for _ in range(50)]

    async def told() -> None:
        await asyncio.gather(*map(next_counts, readers))

    await told()
    await execute(SUPPORT, number)
    await told()
    assert len(hub._open) == 1
    for reader in readers:
        await reader.aclose()
    assert hub._open == {}


async def test_many_changes_at_one_moment_are_looked_at_together(hub: Live, number: int) -> None:
    reader = hub.counts(number)
    await next_counts(reader)
    for _ in range(20):
        await execute(SUPPORT, number)
    seen: list[Counts | None] = []
    while not seen or seen[-1] != Counts(supports=20, comments=0):
        seen.append(await next_counts(reader))
    assert len(seen) <= 3
    await reader.aclose()


async def test_it_ends_where_there_is_nothing_to_be_read(
    hub: Live, number: int, clock: Clock
) -> None:
    assert [counts async for counts in hub.counts(987_654)] == []
    reader = hub.counts(number)
    await next_counts(reader)
    await hide(number, clock.now)
    with pytest.raises(StopAsyncIteration):
        await next_counts(reader)
    assert [counts async for counts in hub.counts(number)] == []


async def test_what_was_missed_while_out_of_hearing_is_told_afterwards(number: int) -> None:
    hub = Live()
    hub.believe(1.0)
    reader = hub.counts(number)
    await next_counts(reader)
    hub.believe(None)
    await execute(SUPPORT, number)
    hub.believe(2.0)
    assert await next_counts(reader) == Counts(supports=1, comments=0)
    await reader.aclose()


async def test_who_is_slow_to_take_what_they_are_told_misses_neither_a_change_nor_the_end(
    hub: Live, number: int
) -> None:
    reader = hub.counts(number)
    await next_counts(reader)
    # While they take that, and wait for nothing.
    quick = hub.counts(number)
    await next_counts(quick)
    await execute(SUPPORT, number)
    assert await next_counts(quick) == Counts(supports=1, comments=0)
    await quick.aclose()
    assert await next_counts(reader) == Counts(supports=1, comments=0)
    hub.end()
    with pytest.raises(StopAsyncIteration):
        await next_counts(reader)


async def test_a_silent_reader_hears_that_nothing_happened(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)
    reader = Live().counts(number)
    assert await next_counts(reader) == Counts(supports=0, comments=0)
    assert await next_counts(reader) is None
    await reader.aclose()


@pytest.fixture
def server(server_url: str, tmp_path: Path) -> Iterator[LiveServer]:
    """A process of its own, to be stopped."""
    with live_server(server_url, tmp_path) as server:
        yield server


async def test_readers_are_let_go_when_the_server_stops(server: LiveServer) -> None:
    author = await server.person("하나")
    async with httpx.AsyncClient(base_url=server.base_url, headers=author.headers) as client:
        number = (await client.post("/api/v1/proposals", json=TEXT)).json()["number"]
        # A connection that is cut in the middle of an answer would raise.
        async with client.stream("GET", f"/proposals/{number}/live") as answer:
            lines = answer.aiter_lines()
            while (told := await anext(lines)).startswith("retry"):
                pass
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            rest = [line async for line in lines]
            await stopping
    assert told == 'data: {"supports":0,"comments":0}'
    # Whoever is told nothing more asks again elsewhere.
    assert not any(line.startswith("data: ") for line in rest)


def test_there_is_an_end_to_how_many_read_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_READERS", 1)
    hub = Live()
    before = hub.full
    with hub.place():
        during = hub.full
    assert (before, during, hub.full) == (False, True, False)
