"""A line that breaks: what it carries reaches the server, and some of the answers nobody."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Cutting:
    """A line to a server. Requests that begin with ``lost`` arrive; their answers are cut off.

    ``cut`` counts those, so that a test can prove that it lost something.
    """

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        self.lost: bytes | None = None
        self.cut = 0
        self._port = port

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side ends it."""
        there, to_there = await asyncio.open_connection("127.0.0.1", self._port)
        losing = asyncio.Event()

        async def forth() -> None:
            while data := await reader.read(65536):
                if self.lost is not None and data.startswith(self.lost):
                    losing.set()
                to_there.write(data)
                await to_there.drain()

        async def back() -> None:
            # The server has done its work before it begins to answer.
            while data := await there.read(65536):
                if losing.is_set():
                    self.cut += 1
                    return
                writer.write(data)
                await writer.drain()

        ways = [asyncio.create_task(forth()), asyncio.create_task(back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, to_there):
                end.close()


@contextlib.asynccontextmanager
async def cutting(base_url: str) -> AsyncIterator[Cutting]:
    """A line of one's own to the server at ``base_url``."""
    port = urlsplit(base_url).port
    assert port is not None
    lines: list[Cutting] = []
    server = await asyncio.start_server(
        lambda reader, writer: lines[0].carry(reader, writer), "127.0.0.1", 0
    )
    mine: int = server.sockets[0].getsockname()[1]
    lines.append(Cutting(f"http://127.0.0.1:{mine}", port))
    async with server:
        yield lines[0]
