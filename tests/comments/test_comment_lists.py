"""Reading a discussion, page by page."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.city.city import City
from backend.comments import queries
from backend.database.engine import DB
from tests.conftest import Clock
from tests.square import Square


async def pages(square: Square, path: str) -> list[list[int]]:
    """The ids of every page of a list, in order."""
    found = []
    cursor = ""
    while True:
        page = await square.get(f"{path}&cursor={cursor}")
        found.append([item["id"] for item in page["items"]])
        cursor = page["next"]
        if cursor is None:
            return found


async def test_the_newest_thread_comes_first_and_pages_meet_without_gap(
    square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    made = []
    for index in range(5):
        # Two threads of the same moment keep their order across pages too.
        clock.now += timedelta(seconds=index // 2)
        made.append((await square.comment(number))["id"])
    found = await pages(square, f"/proposals/{number}/comments?limit=2")
    assert found == [[made[4], made[3]], [made[2], made[1]], [made[0]]]


async def test_replies_do_not_count_towards_a_page(square: Square) -> None:
    number = await square.proposal()
    threads = [(await square.comment(number))["id"] for _ in range(2)]
    for _ in range(3):
        await square.comment(number, reply_to=threads[0])
    page = await square.get(f"/proposals/{number}/comments?limit=2")
    assert [len(thread["replies"]) for thread in page["items"]] == [0, 3]
    assert page["next"] is None


async def test_the_most_helpful_thread_can_come_first(square: Square) -> None:
    number = await square.proposal()
    readers = [await square.people.account() for _ in range(2)]
    made = [(await square.comment(number))["id"] for _ in range(4)]
    for id, marks in ((made[1], 2), (made[2], 1)):
        for reader in readers[:marks]:
            await square.call("PUT", f"/comments/{id}/helpful", reader)
    found = await pages(square, f"/proposals/{number}/comments?sort=helpful&limit=3")
    assert found == [[made[1], made[2], made[3]], [made[0]]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=many", "sort=old", "cursor=broken", "cursor=WzFd"]
)
async def test_a_query_that_does_not_fit_is_a_clear_400(square: Square, query: str) -> None:
    number = await square.proposal()
    assert (await square.refused("GET", f"/proposals/{number}/comments?{query}"))[0] == 400


async def test_a_visitor_reads_nobody_as_themselves(square: Square) -> None:
    number = await square.proposal()
    await square.comment(number)
    (thread,) = (await square.get(f"/proposals/{number}/comments"))["items"]
    assert (thread["mine"], thread["helped"], thread["editable_until"]) == (None, None, None)


async def test_two_statements_read_any_number_of_comments(
    square: Square, city: City, clock: Clock
) -> None:
    number = await square.proposal()
    for _ in range(3):
        thread = await square.comment(number)
        await square.comment(number, reply_to=thread["id"])
    current = DB.current_transaction.get()
    assert current is not None
    statements: list[str] = []
    with current.connection.query_logger(lambda record: statements.append(record.query)):
        page = await queries.comments(number, caller=None, city=city, now=clock.now)
        # The connection reports each statement a turn of the loop later.
        await asyncio.sleep(0)
    assert [len(thread.replies) for thread in page.items] == [1, 1, 1]
    assert len(statements) == 2
