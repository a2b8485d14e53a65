"""What the database is asked, to be counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asyncpg.connection import LoggedQuery

from backend.database.engine import DB


async def statements(action: Callable[[], Awaitable[Any]]) -> list[str]:
    """What the database was asked meanwhile; the savepoints are the tests' own."""
    seen: list[str] = []

    def note(query: LoggedQuery) -> None:
        if "SAVEPOINT" not in query.query:
            seen.append(query.query)

    transaction = DB.current_transaction.get()
    assert transaction is not None
    with transaction.connection.query_logger(note):
        await action()
        # The connection tells of a statement in the loop's next turn.
        await asyncio.sleep(0)
    return seen
