"""A crowd in front of real servers: many residents on many kept-alive connections."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

import asyncpg

from backend.accounts.sessions import hash_of

# Each with an address of its own, so that leaving leaves a tombstone behind.
SETTLE = """
    WITH made AS (
        INSERT INTO account (email, name, verified_at, vote_secret, consented_at, created_at)
        SELECT encode(token_hash, 'hex') || '@madang.example', '주민',
               CASE WHEN $3 THEN now() END, secret, now(), now()
        FROM unnest($1::bytea[], $2::bytea[]) given (token_hash, secret)
        RETURNING id, decode(split_part(email, '@', 1), 'hex') AS token_hash
    )
    INSERT INTO session (token_hash, account, created_at, last_used_on, expires_at)
    SELECT token_hash, id, now(), (now() AT TIME ZONE 'UTC')::date, now() + interval '30 days'
    FROM made RETURNING token_hash, account
"""


Database: TypeAlias = asyncpg.Connection | asyncpg.Pool

LOOKING_ON = "looking on"


def onlookers(database_url: str) -> asyncpg.pool.PoolContextManager:
    """Our own connections to the database, which ``cut`` spares."""
    return asyncpg.create_pool(
        database_url, min_size=0, server_settings={"application_name": LOOKING_ON}
    )


async def cut(database: Database) -> int:
    """End every connection of the servers in the middle of whatever it does; answer how many."""
    ended: int = await database.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name <> $1",
        LOOKING_ON,
    )
    return ended


class Resident(NamedTuple):
    """Somebody signed in. ``secret`` is what their votes are made of."""

    account: int
    token: str
    secret: bytes


async def settle(database: Database, count: int, *, verified: bool = True) -> list[Resident]:
    """So many residents, in one statement."""
    tokens = {hash_of(token): token for token in (secrets.token_urlsafe(32) for _ in range(count))}
    hidden = {token_hash: secrets.token_bytes(32) for token_hash in tokens}
    rows = await database.fetch(SETTLE, list(hidden), list(hidden.values()), verified)
    return [
        Resident(row["account"], tokens[row["token_hash"]], hidden[row["token_hash"]])
        for row in rows
    ]


# In place of a status: nobody was there to take the request.
UNREACHED = 0


class Answer(NamedTuple):
    """A whole answer, the names of its headers in lower case; or ``UNREACHED``."""

    status: int
    headers: dict[str, str]
    body: Any


class Line:
    """One kept-alive connection. It speaks just enough HTTP for the answers of the API."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, token: str, sent: dict[str, Any] | None = None
    ) -> Answer | None:
        """The answer; None where the connection broke before all of it was there. ``sent`` is the
        JSON of the request.

        The request may have been carried out even so.
        """
        request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}"
        body = b""
        if sent is not None:
            body = json.dumps(sent).encode()
            request += f"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        if self._streams is None:
            try:
                self._streams = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                return Answer(UNREACHED, {}, None)
        reader, writer = self._streams
        try:
            writer.write(f"{request}\r\n\r\n".encode() + body)
            start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return None
        return Answer(int(start.split()[1]), headers, json.loads(body) if body else None)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Door:
    """One server, and the lines to it: so many requests of ours are under way at most."""

    def __init__(self, base_url: str, lines: int = 24) -> None:
        self.lines = [Line(urlsplit(base_url).port or 80) for _ in range(lines)]
        self.statuses: Counter[int | None] = Counter()
        self._free: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        for line in self.lines:
            self._free.put_nowait(line)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A line for oneself, as soon as one is free."""
        line = await self._free.get()
        try:
            yield line
        finally:
            self._free.put_nowait(line)

    @property
    def under_way(self) -> int:
        """How many requests wait for their answer."""
        return len(self.lines) - self._free.qsize()

    async def ask(
        self, method: str, path: str, token: str, sent: dict[str, Any] | None = None
    ) -> Answer | None:
        """As ``Line.ask`` does."""
        async with self.line() as line:
            answer = await line.ask(method, path, token, sent)
        self.statuses[answer.status if answer else None] += 1
        return answer


@asynccontextmanager
async def doors(*base_urls: str) -> AsyncIterator[list[Door]]:
    """A door to each server, closed afterwards."""
    opened = [Door(base_url) for base_url in base_urls]
    try:
        yield opened
    finally:
        for door in opened:
            for line in door.lines:
                line.close()
