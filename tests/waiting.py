"""Waiting for what happens by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from playwright.async_api import Error, Page, Worker


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


async def until_in(
    where: Page | Worker,
    expression: str,
    arg: object = None,
    *,
    is_so: Callable[[Any], bool] = bool,
    pause: float = 0.02,
) -> None:
    """Wait, 15 seconds at most, until what a browser's page (or worker) answers is as it should
    be, asking after each ``pause`` (seconds), and not at once.

    Playwright's own way of waiting evaluates a string in the page, which our content security
    policy forbids. A page that gives way to the next one while it is asked has not answered yet.
    """
    async with asyncio.timeout(15):
        while True:
            await asyncio.sleep(pause)
            try:
                if is_so(await where.evaluate(expression, arg)):
                    return
            except Error as error:
                if "context was destroyed" not in str(error):
                    raise
