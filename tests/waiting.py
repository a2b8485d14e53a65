"""Waiting for what happens by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg


async def until(happened: Callable[[], bool]) -> None:
    """Wait, ten seconds at most, until it has happened."""
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.01)


async def until_waited_for(table: str, database: asyncpg.Connection, *, by: int = 1) -> None:
    """Wait, twenty seconds at most, until so many statements wait for the table's lock."""
    async with asyncio.timeout(20):
        while by != await database.fetchval(
            "SELECT count(*) FROM pg_locks WHERE relation = $1::regclass::oid AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            table,
        ):
            await asyncio.sleep(0.02)
