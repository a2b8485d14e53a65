"""Transactions and the pool, when connections are lost under them."""

from __future__ import annotations

import asyncio

import asyncpg

from backend.database.engine import Database, Transaction, out_of_reach


async def test_lost_connections_are_told_as_such_and_cost_the_pool_nothing(
    database_url: str,
) -> None:
    database = Database()
    await database.connect(database_url, size=3)
    outside = await asyncpg.connect(database_url)

    async def write() -> None:
        async with Transaction(database) as transaction:
            for _ in range(3):
                await transaction.connection.execute("SELECT pg_backend_pid()")

    async def cut() -> None:
        await outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE '%SELECT pg_backend_pid()%'"
        )

    try:
        lost = []
        for _ in range(20):
            ends = await asyncio.gather(
                *(write() for _ in range(20)),
                cut(),
                *(write() for _ in range(20)),
                return_exceptions=True,
            )
            lost += [end for end in ends if end is not None]
        assert len(lost) > 10
        assert [end for end in lost if not out_of_reach(end)] == []
        async with asyncio.timeout(10):
            await asyncio.gather(*(write() for _ in range(20)))
    finally:
        await outside.close()
        await database.disconnect()
