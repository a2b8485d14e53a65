"""A process that has too much to do refuses what can be asked again, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from backend.http import crowding
from backend.http.metrics import REQUESTS
from pwa.assets import asset
from tests.people import People, Person
from tests.square import TEXT, Square
from tests.waiting import until

FEW = 12


@pytest.fixture
async def resident(lasting_people: People) -> Person:
    """Somebody who wants something done meanwhile."""
    return await lasting_people.resident()


@pytest.fixture
async def crowded(
    visitor: httpx.AsyncClient,
    lasting_people: People,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    resident: Person,
) -> AsyncIterator[str]:
    """As many requests wait as a process takes, here a few; the page that they want."""
    monkeypatch.setattr(crowding, "CROWDED", FEW)
    page = f"/proposals/{await Square(visitor, lasting_people).proposal()}"
    holding = await asyncpg.connect(database_url)
    try:
        async with holding.transaction():
            # What a proposal's page reads, and nothing that is asked below.
            await holding.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
            waiting = [asyncio.create_task(visitor.get(page)) for _ in range(FEW)]
            await until(lambda: REQUESTS.under_way == FEW)
            yield page
            assert REQUESTS.under_way == FEW
    finally:
        await holding.close()
    assert {(await one).status_code for one in waiting} == {200}


@pytest.mark.parametrize(
    ("language", "title"), [("ko", "지금 아주 많은 분이"), ("en", "Very many people are here")]
)
async def test_a_page_is_refused_in_the_readers_language_and_asks_again_by_itself(
    visitor: httpx.AsyncClient, crowded: str, language: str, title: str
) -> None:
    before = REQUESTS.refused_crowded
    answer = await visitor.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert f"<h1>{title}" in answer.text and f'<html lang="{language}">' in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert answer.headers["retry-after"] == answer.headers["refresh"]
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    head = await visitor.head("/")
    assert (head.status_code, head.content) == (503, b"")
    assert head.headers["content-length"] != "0"
    assert REQUESTS.refused_crowded == before + 2


async def test_the_api_refuses_with_a_problem_and_nothing_was_done(
    visitor: httpx.AsyncClient, crowded: str, resident: Person
) -> None:
    path = f"/api/v1{crowded}"
    for method, there in (("GET", path), ("PUT", f"{path}/support"), ("POST", "/api/v1/proposals")):
        answer = await visitor.request(
            method, there, headers=resident.headers, json=TEXT if method == "POST" else None
        )
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert 5 <= int(answer.headers["retry-after"]) <= 9 and "refresh" not in answer.headers
        problem = answer.json()
        assert (problem["type"], problem["status"]) == ("/problems/crowded", 503)
        assert problem["title"] and problem["detail"]


async def test_a_crowd_that_was_refused_in_one_moment_does_not_come_back_in_one(
    visitor: httpx.AsyncClient, crowded: str
) -> None:
    for path in ("/", "/api/v1/proposals"):
        answers = [await visitor.get(path) for _ in range(2 * len(crowding.AGAIN))]
        again = [int(answer.headers["retry-after"]) for answer in answers]
        assert sorted(again) == sorted([*crowding.AGAIN] * 2)


async def test_forms_operators_and_assets_are_always_answered(
    visitor: httpx.AsyncClient, crowded: str
) -> None:
    chosen = await visitor.post(
        "/language",
        data={"language": "en", "to": "/about"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert chosen.status_code == 303
    for path in ("/health/live", asset("styles/app.css")):
        assert (await visitor.get(path)).status_code == 200
    told = (await visitor.get("/metrics")).text
    assert f"\nmadang_refused_crowded_total {REQUESTS.refused_crowded}.0\n" in told


async def test_whoever_comes_when_there_is_room_again_is_let_in(
    visitor: httpx.AsyncClient, crowded: str
) -> None:
    assert (await visitor.get("/about")).status_code == 503
    REQUESTS.under_way -= 1
    try:
        assert (await visitor.get("/about")).status_code == 200
    finally:
        REQUESTS.under_way += 1
