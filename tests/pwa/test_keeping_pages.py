"""What is kept of pages, for how long, and how often a page is made."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta

import pytest

from backend.changes import Changes
from pwa.pages_of_many import Key
from pwa.readers import VISITORS, Made, Reader
from pwa.shared_pages import AT_LEAST, OVERHEAD, SharedPage, SharedPages, next_turn
from tests.conftest import NOON
from tests.waiting import until


class Maker:
    """Makes a page and counts how often. ``number`` is the proposal it is about."""

    def __init__(self, pages: SharedPages, number: int | None = 1) -> None:
        self.pages = pages
        self.number = number
        self.key = Key(f"/proposals/{number}", "ko", "", "text/html")
        self.made = 0
        self.body = b"a page"
        self.turns: list[datetime | None] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.error: Exception | None = None

    async def make(self, reader: Reader) -> Made:
        assert reader == VISITORS
        self.made += 1
        body = self.body
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        return Made(body, self.turns)

    async def find(self, now: datetime = NOON) -> SharedPage:
        return await self.pages.find(self.key, self.make, about=self.number, now=now)

    async def older(self) -> SharedPage:
        """The page, which is old enough to be wrong as soon as something changes."""
        page = await self.find()
        await asyncio.sleep(AT_LEAST)
        return page


def hear(changes: Changes) -> None:
    """Everything so far has been heard."""
    changes.believe(time.monotonic())


@pytest.fixture
def changes() -> Changes:
    """What a process in hearing has heard: nothing yet."""
    changes = Changes()
    hear(changes)
    return changes


@pytest.fixture
def pages(changes: Changes) -> SharedPages:
    return SharedPages(changes)


async def test_what_nothing_changed_is_made_once(changes: Changes, pages: SharedPages) -> None:
    one = Maker(pages)
    page = await one.older()
    changes.hear("2,3")
    hear(changes)
    assert await one.find() is page
    assert one.made == 1


@pytest.mark.parametrize("message", ["1", "7,1", ""])
async def test_what_changed_is_made_anew(
    changes: Changes, pages: SharedPages, message: str
) -> None:
    one = Maker(pages)
    page = await one.older()
    hear(changes)
    changes.hear(message)
    assert await one.find() is not page
    assert one.made == 2


async def test_a_list_changes_with_any_proposal(changes: Changes, pages: SharedPages) -> None:
    feed = Maker(pages, None)
    await feed.older()
    hear(changes)
    changes.hear("1234")
    await feed.find()
    assert feed.made == 2


async def test_a_page_that_changes_all_the_time_is_made_twice_a_second(
    changes: Changes, pages: SharedPages
) -> None:
    hot = Maker(pages)
    began = time.monotonic()
    lag = 0.0
    asked = 0
    while time.monotonic() - began < 2:
        changes.hear("1")
        hear(changes)
        hot.body = repr(time.monotonic()).encode()
        body = await sent(await hot.find())
        lag = max(lag, time.monotonic() - float(body))
        asked += 1
        await asyncio.sleep(0)
    assert asked > 20
    assert hot.made <= (time.monotonic() - began) / AT_LEAST + 1
    assert lag < 1


async def test_a_change_while_a_page_is_made_is_not_missed(
    changes: Changes, pages: SharedPages
) -> None:
    one = Maker(pages)
    one.may_end.clear()
    first = asyncio.create_task(one.find())
    await until(lambda: one.made == 1)
    changes.hear("1")
    one.may_end.set()
    await first
    await asyncio.sleep(AT_LEAST)
    hear(changes)
    await one.find()
    assert one.made == 2


async def test_a_crowd_waits_for_one_page_being_made(pages: SharedPages) -> None:
    one = Maker(pages)
    one.may_end.clear()
    crowd = [asyncio.create_task(one.find()) for _ in range(100)]
    await asyncio.sleep(0)
    crowd[0].cancel()
    await asyncio.sleep(0)
    one.may_end.set()
    found = await asyncio.gather(*crowd, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert len(set(found[1:])) == 1
    assert one.made == 1


async def test_a_page_that_takes_long_is_not_waited_for_after_a_change(
    changes: Changes, pages: SharedPages
) -> None:
    slow = Maker(pages)
    slow.may_end.clear()
    slow.body = b"old"
    first = asyncio.create_task(slow.find())
    await asyncio.sleep(AT_LEAST)
    hear(changes)
    changes.hear("1")
    slow.body = b"new"
    second = asyncio.create_task(slow.find())
    await asyncio.sleep(0)
    slow.may_end.set()
    assert await sent(await first) == b"old"
    assert await sent(await second) == b"new"
    assert await sent(await slow.find()) == b"new"
    assert slow.made == 2


async def test_what_fails_fails_those_who_wait_and_is_tried_again(pages: SharedPages) -> None:
    one = Maker(pages)
    one.may_end.clear()
    one.error = ConnectionError("no database")
    crowd = [asyncio.create_task(one.find()) for _ in range(3)]
    await asyncio.sleep(0)
    one.may_end.set()
    found = await asyncio.gather(*crowd, return_exceptions=True)
    assert found == [one.error] * 3
    one.error = None
    assert await sent(await one.find()) == b"a page"
    assert one.made == 2


async def test_out_of_hearing_a_page_is_good_for_half_a_second(
    changes: Changes, pages: SharedPages
) -> None:
    one = Maker(pages)
    page = await one.find()
    changes.believe(None)
    assert await one.find() is page
    await asyncio.sleep(AT_LEAST)
    assert await one.find() is not page
    await asyncio.sleep(AT_LEAST)
    # What is in hearing again has not heard what happened meanwhile.
    hear(changes)
    await one.find()
    assert one.made == 3


async def test_who_has_not_heard_for_a_while_may_be_out_of_hearing(
    changes: Changes, pages: SharedPages
) -> None:
    one = Maker(pages)
    await one.find()
    await asyncio.sleep(1)
    assert await one.find() is not None
    assert one.made == 2


def test_nothing_is_kept_before_hearing_begins() -> None:
    assert not SharedPages(Changes()).open


async def test_the_pages_asked_for_last_are_kept_within_bounds(changes: Changes) -> None:
    pages = SharedPages(changes, most_bytes=10 * (OVERHEAD + 1_200))
    makers = [Maker(pages, number) for number in range(1, 31)]
    for maker in makers:
        maker.body = secrets.token_bytes(1_000)
        await maker.find()
        await makers[0].find()
    for maker in makers[-9:]:
        await maker.find()
    assert [maker.made for maker in makers] == [1] * 30
    await makers[5].find()
    assert makers[5].made == 2
    huge = Maker(pages, 99)
    huge.body = secrets.token_bytes(100_000)
    assert await sent(await huge.find()) == huge.body


async def test_time_alone_ends_a_page_at_its_turns(pages: SharedPages) -> None:
    one = Maker(pages)
    closes = NOON + timedelta(seconds=20)
    one.turns = [None, closes + timedelta(days=1), closes, NOON - timedelta(seconds=1)]
    await one.find()
    await one.find(closes)
    assert one.made == 1
    await one.find(closes + timedelta(microseconds=1))
    assert one.made == 2


def test_a_page_lives_no_longer_than_the_second_in_which_days_end() -> None:
    def at(*time: int) -> datetime:
        return datetime(2026, 11, 22, *time, tzinfo=UTC)

    assert next_turn(at(14, 58, 3)) == at(14, 58, 59)
    assert next_turn(at(14, 59, 59)) == at(14, 59, 59)
    assert next_turn(at(14, 59, 59, 1)) == at(15, 0, 0)
    assert next_turn(at(15, 0, 0, 1)) == at(15, 0, 59)


async def sent(page: SharedPage) -> bytes:
    """The body of a page for somebody who takes it uncompressed."""
    bodies: list[bytes] = []

    async def send(message: dict) -> None:  # type: ignore[type-arg]
        if message["type"] == "http.response.body":
            bodies.append(message["body"])

    await page({"state": {"headers": {}}}, None, send)  # type: ignore[arg-type, typeddict-item]
    return b"".join(bodies)
