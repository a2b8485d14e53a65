"""What visitors ask the API for at one moment is read once, and is each one's own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any

import asyncpg
import httpx
import pytest

from backend.http.together import Together
from backend.proposals import queries
from tests.people import People
from tests.square import Square
from tests.waiting import until, until_waited_for


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Hashable]:
    """What was asked for together, in this order."""
    keys: list[Hashable] = []
    ours = Together.made

    async def made(self: Together[Any], key: Hashable, make: Any) -> Any:
        keys.append(key)
        return await ours(self, key, make)

    monkeypatch.setattr(Together, "made", made)
    return keys


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The proposals that were read, each time."""
    numbers: list[int] = []
    ours = queries.proposal

    async def proposal(number: int, **rest: Any) -> Any:
        numbers.append(number)
        return await ours(number, **rest)

    monkeypatch.setattr(queries, "proposal", proposal)
    return numbers


async def test_in_a_crowd_everybody_gets_what_they_would_get_alone(
    visitor: httpx.AsyncClient, lasting_people: People, reads: list[int]
) -> None:
    square = Square(visitor, lasting_people)
    number, other = await square.proposal(), await square.proposal()
    for _ in range(12):
        await square.comment(number)
    resident = await lasting_people.resident()
    await square.call("PUT", f"/proposals/{number}/support", resident)
    asked = [
        (f"/api/v1{path}", headers | {"Accept-Encoding": encoding})
        for path in (
            "/proposals",
            "/proposals?sort=new&limit=1",
            "/proposals?limit=0",
            f"/proposals/{number}",
            f"/proposals/{other}",
            "/proposals/999999999",
            f"/proposals/{number}/comments",
            f"/proposals/{number}/comments?limit=5",
        )
        for headers in ({}, {}, {"Accept-Language": "en"}, resident.headers)
        for encoding in ("gzip", "identity")
    ]

    async def ask(path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        answer = await visitor.get(path, headers=headers)
        kept = dict(answer.headers)
        assert kept.pop("x-request-id")
        return answer.status_code, answer.content, kept

    alone = [await ask(*one) for one in asked]
    assert {status for status, _, _ in alone} == {200, 400, 404}
    reads.clear()
    together = await asyncio.gather(*(ask(*one) for one in asked))
    assert together == alone
    # Six visitors of two languages, two who are signed in; and it may take a second look.
    assert reads.count(number) <= 2 * 2 + 2
    # What was compressed once is the same, and only sent to who takes it.
    for (_, headers), (status, body, sent) in zip(asked, together, strict=True):
        zipped = headers["Accept-Encoding"] == "gzip" and status == 200 and len(body) >= 860
        assert ("content-encoding" in sent) == zipped
    of_resident = await visitor.get(f"/api/v1/proposals/{number}", headers=resident.headers)
    of_visitor = await visitor.get(f"/api/v1/proposals/{number}")
    assert (of_resident.json()["supported"], of_visitor.json()["supported"]) == (True, None)


async def test_who_asks_after_a_change_sees_it_whatever_is_being_read(
    visitor: httpx.AsyncClient,
    lasting_people: People,
    database_url: str,
    asked: list[Hashable],
    reads: list[int],
) -> None:
    number = await Square(visitor, lasting_people).proposal()
    path = f"/api/v1/proposals/{number}"
    holding, changing = [await asyncpg.connect(database_url) for _ in range(2)]
    asked.clear()
    reads.clear()
    try:
        async with holding.transaction():
            # Read after the proposal itself.
            await holding.execute("LOCK TABLE addendum IN ACCESS EXCLUSIVE MODE")
            before = asyncio.create_task(visitor.get(path))
            await until_waited_for("addendum", changing)
            await changing.execute("UPDATE proposal SET supports = 7 WHERE number = $1", number)
            after = [asyncio.create_task(visitor.get(path)) for _ in range(5)]
            await until(lambda: len(asked) == 6)
            assert len(set(asked)) == 1 and reads == [number]
        assert (await before).json()["supports"] == 0
        assert {(await one).json()["supports"] for one in after} == {7}
        assert reads == [number] * 2
    finally:
        await holding.close()
        await changing.close()
