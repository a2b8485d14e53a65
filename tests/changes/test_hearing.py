"""Which changes a process hears of: everything that visitors can see, by whatever hand."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable

import asyncpg
import pytest

from backend.changes import Changes
from backend.city.city import City
from backend.database.engine import execute
from backend.database.listening import listening
from backend.proposals.actions import publish
from backend.proposals.schemas import NewProposal
from tests.conftest import Clock
from tests.people import People, Person
from tests.square import TEXT, owe
from tests.waiting import until


@pytest.fixture
async def author(lasting_people: People) -> Person:
    return await lasting_people.account("하나")


@pytest.fixture
async def numbers(lasting_people: People, author: Person, city: City, clock: Clock) -> list[int]:
    """Two proposals of one author."""
    caller = await lasting_people.caller(author)
    return [
        await publish(caller=caller, data=NewProposal(**TEXT), city=city, now=clock.now)
        for _ in range(2)
    ]


@pytest.fixture
async def changes(database_url: str, numbers: list[int]) -> AsyncIterator[Changes]:
    """What this process hears, from after those were published."""
    changes = Changes()
    async with listening(database_url, [changes]):
        await until(lambda: changes.unchanged_since(time.monotonic(), None))
        yield changes


PARTS = {
    "its supports": "UPDATE proposal SET supports = supports + 1 WHERE number = $1",
    "its text": "UPDATE proposal SET title = '다른 제목' WHERE number = $1",
    "its versions": "INSERT INTO proposal_version VALUES ($1, 9, 'a title', 'a text', now())",
    "an addendum": "INSERT INTO addendum (proposal, body, added_at) VALUES ($1, 'x', now())",
    "an event": "INSERT INTO event (proposal, kind, at) VALUES ($1, 'restored', now())",
    "a comment": "INSERT INTO comment (proposal, body, created_at) VALUES ($1, 'x', now())",
    "a milestone": "INSERT INTO milestone (proposal, state, date, note, recorded_at)"
    " VALUES ($1, 'done', now(), 'x', now())",
    "an answer": "INSERT INTO response (proposal, department, version, decision, body,"
    " published_at) VALUES ($1, 'pedestrian', 1, 'adopted', repeat('x', 20), now())",
    "a photo": "INSERT INTO photo (id, width, height, widths, proposal, made_at, stored_at)"
    " VALUES ('x', 9, 9, '{9}', $1, now(), now())",
    "the end of it": "DELETE FROM proposal WHERE number = $1",
}


@pytest.mark.parametrize("statement", PARTS.values(), ids=PARTS)
async def test_a_change_of_any_part_is_heard_and_of_no_other_proposal(
    changes: Changes, numbers: list[int], statement: str
) -> None:
    changed, other = numbers
    before = time.monotonic()
    await execute(statement, changed)
    await until(lambda: not changes.unchanged_since(before, changed))
    assert changes.unchanged_since(before, other)
    assert not changes.unchanged_since(before, None)
    assert changes.unchanged_since(time.monotonic(), changed)


async def test_a_photo_is_heard_where_it_goes_and_where_it_was(
    changes: Changes, numbers: list[int]
) -> None:
    await execute(PARTS["a photo"], numbers[0])
    for statement, heard in (
        ("UPDATE photo SET alt = 'x'", numbers[:1]),
        (f"UPDATE photo SET proposal = {numbers[1]}", numbers),
        ("UPDATE photo SET proposal = NULL", numbers[1:]),
    ):
        before = time.monotonic()
        await execute(statement)
        for number in heard:
            await until(lambda n=number, since=before: not changes.unchanged_since(since, n))


async def test_an_obligation_its_notes_and_what_becomes_of_them_are_heard(
    changes: Changes, numbers: list[int], clock: Clock
) -> None:
    changed, other = numbers
    began = time.monotonic()

    async def heard(change: Awaitable[object]) -> None:
        before = time.monotonic()
        await change
        await until(lambda: not changes.unchanged_since(before, changed))

    await heard(owe(changed, clock.now, clock.now))
    await heard(
        execute(
            "INSERT INTO interim_note (obligation, note, noted_at)"
            " SELECT id, 'x', now() FROM obligation"
        )
    )
    await heard(execute("UPDATE interim_note SET note = 'y'"))
    await heard(execute("UPDATE obligation SET met_at = now()"))
    await heard(execute("DELETE FROM interim_note"))
    await heard(execute("DELETE FROM obligation"))
    assert changes.unchanged_since(began, other)


async def test_another_name_is_heard_where_its_bearer_wrote_and_only_there(
    changes: Changes, numbers: list[int], author: Person, lasting_people: People
) -> None:
    proposed, commented = numbers
    talker = await lasting_people.account("둘")
    before = time.monotonic()
    await execute(
        "INSERT INTO comment (proposal, author, body, created_at) VALUES ($1, $2, 'x', now())",
        commented,
        talker.account,
    )
    await until(lambda: not changes.unchanged_since(before, commented))

    before = time.monotonic()
    await execute("UPDATE account SET name = '새 이름' WHERE id = $1", talker.account)
    await until(lambda: not changes.unchanged_since(before, commented))
    assert changes.unchanged_since(before, proposed)
    before = time.monotonic()
    await execute("DELETE FROM account WHERE id = $1", author.account)
    await until(lambda: not changes.unchanged_since(before, proposed))


async def test_one_statement_tells_once_however_much_it_touches(
    database_url: str, changes: Changes, numbers: list[int]
) -> None:
    told: list[str] = []
    connection = await asyncpg.connect(database_url)
    try:
        await connection.add_listener(Changes.channel, lambda *sent: told.append(str(sent[-1])))
        await execute("UPDATE proposal SET supports = supports + 1")
        await until(lambda: bool(told))
        assert sorted(map(int, told.pop().split(","))) == numbers
        before = time.monotonic()
        # So many that their numbers fit into no notification: it means any of them.
        await execute(
            """
            INSERT INTO proposal (language, title, body, topic, published_at, closes_at, updated_at)
            SELECT 'ko', 'a title', repeat('x', 20), 'walking', now(), now(), now()
            FROM generate_series(1, 5000)
            """
        )
        await until(lambda: bool(told))
        assert told == [""]
        await until(lambda: not changes.unchanged_since(before, numbers[0]))
        await execute("UPDATE proposal SET supports = supports + 1 WHERE number = -1")
        await execute("SELECT pg_notify($1, '0')", Changes.channel)
        await until(lambda: told == ["", "0"])
    finally:
        await connection.close()


async def test_what_may_have_happened_out_of_hearing_counts_as_changed(database_url: str) -> None:
    changes = Changes()
    begun = time.monotonic()
    assert not changes.listening
    assert not changes.unchanged_since(begun, 1)
    async with listening(database_url, [changes]):
        await until(lambda: changes.listening)
        assert not changes.unchanged_since(begun, 1)
        assert changes.unchanged_since(time.monotonic(), 1)
    assert not changes.unchanged_since(time.monotonic(), 1)


def test_what_is_remembered_of_changes_is_bounded_and_never_too_old() -> None:
    changes = Changes()
    changes.believe(time.monotonic())
    before = time.monotonic()
    changes.hear(",".join(map(str, range(1, 20_000))))
    assert len(changes._each) < 20_000
    assert not any(changes.unchanged_since(before, number) for number in range(1, 20_000))
