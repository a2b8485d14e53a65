"""Reading costs a fixed number of statements, however much there is to read."""

from __future__ import annotations

import httpx
import pytest

from backend.database.engine import execute
from tests.conftest import Clock
from tests.people import People, Person
from tests.square import Square, owe, publish
from tests.statements import statements


@pytest.mark.parametrize(
    "path",
    [
        "/proposals",
        "/proposals?sort=supported&topic=walking&stage=awaiting_response&q=자전거",
        "/proposals/similar?text=자전거 주차장",
        "/proposals/{number}",
        "/proposals/{number}/comments",
        "/proposals/{number}/timeline",
        "/proposals/{number}/versions",
        "/me/follows",
    ],
)
async def test_more_rows_take_no_more_statements(
    client: httpx.AsyncClient, people: People, clock: Clock, path: str
) -> None:
    author = await people.resident()
    number = (await publish(client, author))["number"]
    await owe(number, clock.now, clock.now)
    await talk(number, author, clock)

    async def read() -> None:
        answer = await client.get("/api/v1" + path.format(number=number), headers=author.headers)
        assert answer.status_code == 200, answer.text

    await read()  # The session is touched once a day; that is not what is counted here.
    few = await statements(read)
    for _ in range(5):
        more = (await publish(client, author))["number"]
        await owe(more, clock.now, clock.now)
    for text in ("하나", "둘", "셋"):
        await client.post(
            f"/api/v1/proposals/{number}/addenda", json={"body": text}, headers=author.headers
        )
    for _ in range(9):
        await talk(number, author, clock)
    await execute(
        "INSERT INTO photo (id, width, height, widths, proposal, made_at, stored_at)"
        " SELECT 'photo' || n, 9, 9, '{9}', $1, $2, $2 FROM generate_series(1, 5) n",
        number,
        clock.now,
    )
    many = await statements(read)
    assert many == few
    assert 1 <= len(few) <= 6


async def talk(number: int, author: Person, clock: Clock) -> None:
    """A thread with a reply in it."""
    await execute(
        "WITH thread AS (INSERT INTO comment (proposal, author, body, created_at)"
        " VALUES ($1, $2, '동의해요', $3) RETURNING id)"
        " INSERT INTO comment (proposal, author, body, created_at, reply_to)"
        " SELECT $1, $2, '저도요', $3, id FROM thread",
        number,
        author.account,
        clock.now,
    )


@pytest.mark.parametrize(("path", "most"), [("/", 1), ("/proposals/{number}", 8)])
@pytest.mark.parametrize("signed_in", [False, True])
async def test_a_page_takes_few_statements(
    client: httpx.AsyncClient,
    people: People,
    square: Square,
    clock: Clock,
    path: str,
    most: int,
    signed_in: bool,
) -> None:
    number = await square.proposal()
    await owe(number, clock.now, clock.now)
    thread = await square.comment(number)
    await square.comment(number, reply_to=thread["id"])
    headers = (await people.resident()).headers if signed_in else {}

    async def read() -> None:
        answer = await client.get(path.format(number=number), headers=headers)
        assert answer.status_code == 200, answer.text

    await read()  # The session is touched once a day; that is not what is counted here.
    # Whose session it is, which a process that hears of the database knows, and what they have to
    # do with the proposal.
    theirs = signed_in * (2 if "number" in path else 1)
    assert 1 <= len(await statements(read)) <= most + theirs
