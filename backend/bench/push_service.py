"""A push service that takes everything and does nothing, so that others are what is measured.

``python -m backend.bench.push_service PORT``: every POST is answered 201; a GET with how many there
were and how many seconds lay between the first and the last of them; a DELETE lets it begin anew.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from typing import cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Count:
    """What came since somebody asked."""

    def __init__(self) -> None:
        self.count = 0
        self.first = self.last = 0.0

    def add(self) -> None:
        """One more."""
        self.last = time.monotonic()
        if not self.count:
            self.first = self.last
        self.count += 1

    def tell(self) -> bytes:
        """How many there were, and in how many seconds."""
        return f"{self.count} {self.last - self.first}".encode()


class Connection(asyncio.Protocol):
    """One client's connection, kept for as long as it likes."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody comes."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Part of a request, or several."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            self._answer(self._buffer[:4])
            self._buffer = self._buffer[whole:]

    def _answer(self, method: bytes) -> None:
        if method == b"POST":
            self._count.add()
            self._transport.write(_TAKEN)
            return
        if method == b"DELE":
            self._count.count = 0
        body = self._count.tell()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def _serve(port: int) -> None:
    count = Count()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(count), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
