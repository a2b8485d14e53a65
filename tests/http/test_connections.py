"""How many may come at one time: readers who stay for hours keep nobody else out."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from backend.proposals.live import MOST_READERS
from tests.live import LiveServer, live_server
from tests.square import TEXT

# More than a server takes in that was not told otherwise.
CROWD = 1_500

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def server(server_url: str, tmp_path: Path) -> Iterator[LiveServer]:
    """A process of its own, and files enough for a crowd in front of it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2 * CROWD), before[1]))
    try:
        with live_server(server_url, tmp_path) as server:
            yield server
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


async def opened(server: LiveServer, path: str = "") -> Line:
    """A connection on which that path was asked for, or nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.base_url).port)
    if path:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return reader, writer


async def status(line: Line) -> int:
    """The status of the answer that comes on it."""
    async with asyncio.timeout(20):
        return int((await line[0].readline()).split()[1])


async def test_a_crowd_that_reads_along_keeps_nobody_out(server: LiveServer) -> None:
    author = await server.person("하나")
    async with httpx.AsyncClient(base_url=server.base_url, headers=author.headers) as client:
        number = (await client.post("/api/v1/proposals", json=TEXT)).json()["number"]
        crowd = [await opened(server, f"/proposals/{number}/live") for _ in range(CROWD)]
        try:
            statuses = [await status(line) for line in crowd]
            # Whoever comes when there are enough has a page that stands still.
            assert (statuses.count(200), statuses.count(204)) == (
                MOST_READERS,
                CROWD - MOST_READERS,
            )
            # On a connection of its own.
            visitor = await opened(server, f"/proposals/{number}")
            assert await status(visitor) == 200
            visitor[1].close()
        finally:
            for _, writer in crowd:
                writer.close()
        # Those who hung up are missed at once, and others may read along.
        async with asyncio.timeout(10):
            found = 204
            while found == 204:
                line = await opened(server, f"/proposals/{number}/live")
                found = await status(line)
                line[1].close()
        assert found == 200


async def test_connections_on_which_nothing_is_asked_keep_nobody_out(server: LiveServer) -> None:
    crowd = [await opened(server) for _ in range(CROWD)]
    try:
        assert await status(await opened(server, "/health/live")) == 200
    finally:
        for _, writer in crowd:
            writer.close()


async def test_a_head_that_never_ends_is_refused(server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        for size, expected in ((30_000, 200), (100_000, 431)):
            answer = await client.get("/health/live", headers={"X-Long": "x" * size})
            assert answer.status_code == expected


def test_no_more_is_taken_in_than_the_system_grants_files_for() -> None:
    script = """
import resource
from backend.commands.web import MOST_CONNECTIONS, connections
resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {granted}))
print(connections(), MOST_CONNECTIONS, *resource.getrlimit(resource.RLIMIT_NOFILE))
"""
    for files, granted, taken, then in (
        (256, 1_000, 800, 1_000),
        (256, 256, 56, 256),
        (256, 9_000, 8_000, 8_200),
        # Nothing is taken away.
        (9_000, 9_000, 8_000, 9_000),
    ):
        told = subprocess.run(
            [sys.executable, "-c", script.format(files=files, granted=granted)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert [int(each) for each in told] == [taken, 8_000, then, granted]
