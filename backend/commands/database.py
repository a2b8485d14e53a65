"""The database that a command works on: somebody's server, or the one that comes along."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import asyncpg

from backend.commands.signals import end_on_signals
from backend.database.cluster import SOCKET
from backend.database.embedded import DatabaseError, embedded_postgres
from backend.database.engine import DB
from backend.database.migrations import migrate
from backend.settings import Settings

T = TypeVar("T")

CONNECT_SECONDS = 10


@contextmanager
def migrated_database(settings: Settings) -> Iterator[str]:
    """The address of a reachable database with this version's tables, while the block lasts.

    Raises ``DatabaseError`` or ``DatabaseUnfit``.
    """
    if settings.database_url is not None:
        asyncio.run(_reach(settings.database_url))
        asyncio.run(migrate(settings.database_url))
        yield settings.database_url
        return
    end_on_signals()
    with embedded_postgres(settings.data_dir) as url:
        asyncio.run(migrate(url))
        yield url


def revive_database(settings: Settings, url: str) -> None:
    """Start the embedded server again if it was killed while somebody held it."""
    if settings.database_url is not None:
        return
    folder = parse_qs(urlsplit(url).query)["host"][0]
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(f"{folder}/{SOCKET}")
    except OSError:
        print("PostgreSQL ended unexpectedly; it starts again.", file=sys.stderr)
        # Leaving at once stops nothing, since whoever holds the server still does.
        with embedded_postgres(settings.data_dir):
            pass


def run_on_database(settings: Settings, action: Callable[[], Awaitable[T]]) -> T:
    """Run one action on the database of ``settings``; migrate it first if need be."""
    with migrated_database(settings) as url:
        return asyncio.run(connected(url, action))


async def connected(url: str, action: Callable[[], Awaitable[T]]) -> T:
    """Run one action with the pool open."""
    await DB.connect(url, size=2)
    try:
        return await action()
    finally:
        await DB.disconnect()


async def _reach(url: str) -> None:
    """Connect once, so that a wrong address is told before anything else starts."""
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as e:
        reason = str(e) or f"no answer in {CONNECT_SECONDS} seconds"
        raise DatabaseError(
            f"The database {_without_password(url)} cannot be reached ({reason}); "
            "see that the server runs and that MADANG_DATABASE_URL is right."
        ) from e
    await connection.close()


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
