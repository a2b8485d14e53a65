"""What is fetched before anybody wants to see it is refused while a process is busy."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from litestar.exceptions import LitestarException
from litestar.types import ASGIApp

from backend.http.crowding import BUSY
from backend.http.metrics import REQUESTS
from tests.live import LiveServer, live_server
from tests.people import People
from tests.square import TEXT, Square
from tests.waiting import until

AHEAD = {"Purpose": "prefetch"}


@contextlib.asynccontextmanager
async def held(database_url: str) -> AsyncIterator[None]:
    """Pages of proposals wait while the block lasts: they read what happened, which is locked."""
    holding = await asyncpg.connect(database_url)
    try:
        async with holding.transaction():
            await holding.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await holding.close()


@pytest.fixture
async def page(visitor: httpx.AsyncClient, lasting_people: People) -> str:
    """The address of a page that waits where ``held``."""
    return f"/proposals/{await Square(visitor, lasting_people).proposal()}"


@contextlib.asynccontextmanager
async def under_way(
    count: int, visitor: httpx.AsyncClient, page: str, database_url: str
) -> AsyncIterator[None]:
    """So many requests are being answered while the block lasts."""
    assert REQUESTS.under_way == 0
    async with held(database_url):
        waiting = [asyncio.create_task(visitor.get(page)) for _ in range(count)]
        await until(lambda: REQUESTS.under_way == count)
        yield
        assert not any(one.done() for one in waiting)
    assert {(await one).status_code for one in waiting} == {200}
    assert REQUESTS.under_way == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
        ("Sec-Purpose", "prefetch;prerender"),
    ],
)
async def test_a_busy_process_refuses_what_nobody_waits_for(
    visitor: httpx.AsyncClient, page: str, database_url: str, name: str, value: str
) -> None:
    usual = await visitor.get("/about", headers={name: value})
    assert usual.status_code == 200
    assert "purpose" not in usual.headers["vary"].lower()
    before = REQUESTS.refused_ahead
    answered = dict(REQUESTS._answered)
    async with under_way(BUSY, visitor, page, database_url):
        refused = await visitor.get("/about", headers={name: value})
        assert (refused.status_code, refused.content) == (503, b"")
        assert refused.headers["retry-after"] == "600"
        assert refused.headers["cache-control"] == "no-store"
        assert refused.headers["content-length"] == "0"
        # What stands on every answer stands on this one.
        assert refused.headers["x-request-id"] != usual.headers["x-request-id"]
        for header in ("content-security-policy", "x-content-type-options", "referrer-policy"):
            assert refused.headers[header] == usual.headers[header]
        assert REQUESTS.refused_ahead == before + 1
        # It is no failure: nothing is counted among the answers until those who wait have theirs.
        assert dict(REQUESTS._answered) == answered
        assert REQUESTS.under_way == BUSY
    assert (await visitor.get("/about", headers={name: value})).status_code == 200


async def test_nothing_else_is_refused(
    visitor: httpx.AsyncClient, page: str, database_url: str
) -> None:
    others: list[tuple[str, dict[str, str]]] = [
        ("GET", {}),
        ("GET", {"Purpose": "preview"}),
        ("GET", {"Sec-Purpose": ""}),
        ("HEAD", AHEAD),
        ("POST", AHEAD),
        ("PUT", AHEAD),
    ]
    before = REQUESTS.refused_ahead
    async with under_way(BUSY, visitor, page, database_url):
        for method, headers in others:
            answer = await visitor.request(method, "/about", headers=headers)
            assert answer.status_code == (405 if method in ("POST", "PUT") else 200)
        told = (await visitor.get("/metrics")).text
    assert f"\nmadang_requests_under_way {BUSY + 1}.0\n" in told
    assert f"\nmadang_refused_ahead_total {before}.0\n" in told


async def test_a_process_with_one_less_to_do_answers(
    visitor: httpx.AsyncClient, page: str, database_url: str
) -> None:
    async with under_way(BUSY - 1, visitor, page, database_url):
        assert (await visitor.get("/about", headers=AHEAD)).status_code == 200


async def test_who_stops_waiting_is_no_longer_counted(
    visitor: httpx.AsyncClient, page: str, database_url: str
) -> None:
    async with held(database_url):
        waiting = [asyncio.create_task(visitor.get(page)) for _ in range(BUSY)]
        await until(lambda: REQUESTS.under_way == BUSY)
        for one in waiting:
            one.cancel()
        await asyncio.wait(waiting)
        assert REQUESTS.under_way == 0
        assert (await visitor.get("/about", headers=AHEAD)).status_code == 200


async def test_an_error_of_ours_leaves_nothing_counted(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        assert REQUESTS.under_way == 1
        raise RuntimeError("no")

    monkeypatch.setattr("backend.proposals.queries.feed", fail)
    assert (await client.get("/")).status_code == 500
    assert REQUESTS.under_way == 0


@pytest.mark.parametrize("taken", [0, 1])
async def test_an_answer_that_nobody_takes_leaves_nothing_counted(
    app: ASGIApp, rolled_back: None, taken: int
) -> None:
    messages: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if len(messages) == taken:
            raise ConnectionResetError
        messages.append(message)

    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/robots.txt",
        "raw_path": b"/robots.txt",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8000),
    }
    with pytest.raises(LitestarException, match="after response started"):
        await app(scope, receive, send)
    assert len(messages) == taken
    assert REQUESTS.under_way == 0


@pytest.fixture
def server(server_url: str, tmp_path: Path) -> Iterator[LiveServer]:
    """A process of its own, whose connections are real."""
    with live_server(server_url, tmp_path) as server:
        yield server


async def counted(client: httpx.AsyncClient) -> int:
    """How many requests the process says are under way, beside the one that asks."""
    told = (await client.get("/metrics")).text
    found = re.search(r"^madang_requests_under_way (\d+)", told, re.MULTILINE)
    assert found is not None
    return int(found[1]) - 1


async def test_who_reads_along_or_hung_up_does_not_make_a_server_busy(server: LiveServer) -> None:
    author = await server.person("하나")
    address = urlsplit(server.base_url)
    assert address.port is not None
    connections = []

    async def connect(path: str) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
        connections.append(writer)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        await writer.drain()
        return reader

    async with httpx.AsyncClient(base_url=server.base_url, timeout=30) as client:

        async def say(count: int) -> None:
            async with asyncio.timeout(10):
                while await counted(client) != count:
                    await asyncio.sleep(0.02)

        posted = await client.post("/api/v1/proposals", json=TEXT, headers=author.headers)
        page = f"/proposals/{posted.json()['number']}"
        for _ in range(BUSY):
            told = await connect(f"{page}/live")
            await told.readuntil(b"data: ")
        await say(0)
        assert (await client.get("/about", headers=AHEAD)).status_code == 200

        async with held(server.environment["MADANG_DATABASE_URL"]):
            for _ in range(BUSY):
                await connect(page)
            await say(BUSY)
            assert (await client.get("/about", headers=AHEAD)).status_code == 503
            for connection in connections:
                connection.close()
        await say(0)
        assert (await client.get("/about", headers=AHEAD)).status_code == 200
        assert "\nmadang_refused_ahead_total 1.0\n" in (await client.get("/metrics")).text
