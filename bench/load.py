"""A load generator: ``python -m bench.load HOST PORT PATH CONNECTIONS SECONDS [TOKEN]``.

Each connection sends its next request as soon as the answer to the last is there. It speaks just
enough HTTP for answers without a body, so that it is never the slower side. Prints requests a
second.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from typing import cast

import uvloop


class Caller(asyncio.Protocol):
    """One connection. Counts its answers; raises nothing, but remembers a wrong one."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None
        self.answers = 0
        self.wrong: bytes | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        # uvloop's transports don't derive from asyncio's.
        self._transport = cast(asyncio.WriteTransport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Send the next request once the whole head of an answer is there."""
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        if not self._received.startswith(b"HTTP/1.1 204"):
            self.wrong = self._received[:200]
            return
        self._received = b""
        self.answers += 1
        assert self._transport is not None
        self._transport.write(self._request)


async def load(
    host: str, port: int, path: str, connections: int, seconds: float, token: str | None
) -> float:
    """Requests a second over ``seconds``. Raises ``RuntimeError`` for an answer but 204."""
    head = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}"]
    if token is not None:
        head.append(f"Authorization: Bearer {token}")
    request = "\r\n".join([*head, "", ""]).encode()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    callers = [
        (await loop.create_connection(partial(Caller, request), host, port))[1]
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds)
    answers = sum(caller.answers for caller in callers)
    elapsed = time.perf_counter() - began
    for caller in callers:
        if caller.wrong is not None:
            raise RuntimeError(f"not the answer that is measured: {caller.wrong!r}")
    return answers / elapsed


def main() -> None:
    """Measure once."""
    host, port, path, connections, seconds, *token = sys.argv[1:]
    measured = load(
        host, int(port), path, int(connections), float(seconds), token[0] if token else None
    )
    print(uvloop.run(measured))


if __name__ == "__main__":
    main()
