"""A small server that answers as a test wants it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, NamedTuple

from tests.conftest import CHECKOUT

SCRIPTS = CHECKOUT / "pwa" / "scripts"
PROBLEM = "application/problem+json"


class Asked(NamedTuple):
    """One request to the API; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """One answer. ``status`` 0 ends the connection instead, and -1 never answers."""

    status: int = 200
    body: Any = None
    headers: tuple[str, ...] = ()
    media_type: str = "application/json"


class Answering:
    """Serves our scripts to one page, and to each path of the API the answers planned for it, one
    after the other; then, or where none are planned, ``{}``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.planned: dict[str, list[Answer]] = defaultdict(list)
        self.going_on = asyncio.Event()
        self.going_on.set()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer. On a connection used before, browsers try again unasked."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            answer = await self._answer(Asked(method, path, headers, body))
            if answer is not None:
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            # The browser has left.
            pass
        finally:
            writer.close()

    async def _answer(self, asked: Asked) -> bytes | None:
        if asked.path.startswith("/scripts/"):
            script = (SCRIPTS / asked.path.removeprefix("/scripts/")).read_bytes()
            return _message(200, "text/javascript", script)
        if not asked.path.startswith("/api/"):
            return _message(200, "text/html", b'<!doctype html><html lang="ko"><title>.</title>')
        self.asked.append(asked)
        planned = self.planned[asked.path]
        answer = planned.pop(0) if planned else Answer(body={})
        await self.going_on.wait()
        if answer.status <= 0:
            if answer.status < 0:
                await asyncio.Event().wait()
            return None
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        media_type = PROBLEM if answer.status >= 400 else answer.media_type
        return _message(answer.status, media_type, body, *answer.headers)


def _message(status: int, media_type: str, body: bytes, *headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.asynccontextmanager
async def answering() -> AsyncIterator[Answering]:
    """A server of one's own while the block lasts."""
    servers: list[Answering] = []
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(servers[0].serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    servers.append(Answering(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    try:
        yield servers[0]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
