"""A push service that takes everything and does nothing, so that others are what is measured.

``python -m backend.bench.push_service PORT CERTIFICATE``: every POST is answered 201; a GET with
what came (``Came``); a DELETE lets it begin anew. It speaks TLS, as real ones do.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
import time
from collections import Counter
from typing import cast

import msgspec
import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Came(msgspec.Struct):
    """What came since it began anew: how many messages, in how many seconds between the first and
    the last; for how many devices, and how many for the one with the most."""

    messages: int
    seconds: float
    devices: int
    most: int


class Count:
    """What came since somebody asked."""

    def __init__(self) -> None:
        self.first = self.last = 0.0
        self._devices: Counter[bytes] = Counter()

    def add(self, device: bytes) -> None:
        """One more, for whoever has this path."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        self._devices[device] += 1

    def tell(self) -> bytes:
        """``Came``, as JSON."""
        counts = self._devices.values()
        seconds = self.last - self.first
        came = Came(sum(counts), seconds, len(counts), max(counts, default=0))
        return msgspec.json.encode(came)


class Connection(asyncio.Protocol):
    """One client's connection, kept for as long as it likes."""

    def __init__(self, service: Service) -> None:
        self._service = service
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
            method, path, _ = self._buffer.split(b" ", 2)
            self._answer(method, path)
            self._buffer = self._buffer[whole:]

    def _answer(self, method: bytes, path: bytes) -> None:
        if method == b"POST":
            self._service.count.add(path)
            self._transport.write(_TAKEN)
            return
        if method == b"DELETE":
            self._service.count = Count()
        body = self._service.count.tell()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


class Service:
    """What all connections share."""

    def __init__(self) -> None:
        self.count = Count()


async def _serve(port: int, certificate: str) -> None:
    service = Service()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(service), "127.0.0.1", port, ssl=tls
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), sys.argv[2]))
