"""The connection pool, transactions, and plain SQL on whichever of them is current."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


def out_of_reach(error: BaseException) -> bool:
    """Whether the database could not be asked: trying again later helps, whatever was asked of it.

    So it is without a connection, and with a server that stops, starts or is full. A connection
    that was lost while nothing was asked asyncpg tells in two ways of its own: as an internal
    error in the moment before it notices, and as a wrong use of the connection after it.
    """
    unreachable = (
        ConnectionError,
        TimeoutError,
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        asyncpg.InternalClientError,
    )
    # Its subclasses tell of arguments that do not fit, which they never will.
    return isinstance(error, unreachable) or type(error) is asyncpg.InterfaceError


class Transaction(PostgresTransaction):
    """Piccolo's transaction, but for what it does when its connection is lost.

    Piccolo gives its connection back only after a successful BEGIN and COMMIT. Either may fail (a
    deferred constraint, a lost connection); then the connection would be lost to the pool, and
    ``current_transaction`` would stay set for the rest of the task.
    """

    connection: Any = None

    async def __aenter__(self) -> PostgresTransaction:
        try:
            return await super().__aenter__()
        except BaseException:
            await self._give_back()
            raise

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        try:
            if exception is None:
                await self.commit()  # type: ignore[no-untyped-call]
            elif not self._lost():
                await self.rollback()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    def _lost(self) -> bool:
        try:
            closed: bool = self.connection.is_closed()
        except asyncpg.InterfaceError:
            # The pool itself has taken it back already.
            return True
        return closed

    async def _give_back(self) -> None:
        """Let go of the connection, whatever state it is in."""
        if self.connection is None:
            return
        if self.engine.pool is None:
            await self.connection.close()
            return
        # What was committed stays so; a connection that cannot be cleared the pool ends itself.
        try:
            await self.engine.pool.release(self.connection)
        except Exception as error:
            if not out_of_reach(error):
                raise


class Database(PostgresEngine):
    """Piccolo's engine, told where its database is when a process starts, not at import."""

    def __init__(self) -> None:
        super().__init__(config={})

    async def check_version(self) -> None:
        """Nothing is known of the server yet; ``connect`` is where its version is looked at."""

    async def connect(self, url: str, *, size: int = 10) -> None:
        """Open the pool. ``size`` is the most connections that this process will hold."""
        self.config = {"dsn": url}
        await self.start_connection_pool(min_size=1, max_size=size, reset=_leave_as_it_is)

    async def disconnect(self) -> None:
        """Close the pool, waiting for what still runs."""
        if self.pool:
            await self.close_connection_pool()


async def _leave_as_it_is(_connection: asyncpg.Connection) -> None:
    """Nothing is set on a connection but inside a transaction, so that nothing has to be reset.

    That would be a round trip after every statement. An open transaction is rolled back anyway.
    """


DB = Database()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Everything inside is written, or nothing.

    Inside another transaction it is a savepoint, so that an error caught further out leaves
    nothing of this block behind either.
    """
    current = DB.current_transaction.get()
    if current is None:
        async with Transaction(DB):
            yield
        return
    savepoint = await current.savepoint()
    try:
        yield
    except BaseException:
        await savepoint.rollback_to()  # type: ignore[no-untyped-call]
        raise
    await savepoint.release()  # type: ignore[no-untyped-call]


async def fetch(sql: str, *args: Any) -> list[asyncpg.Record]:
    """Run one statement (``$1``-style arguments) where the current transaction is, if any."""
    current = DB.current_transaction.get()
    rows: list[asyncpg.Record]
    if current is not None:
        rows = await current.connection.fetch(sql, *args)
    else:
        assert DB.pool is not None, "the database is not connected"
        rows = await DB.pool.fetch(sql, *args)
    return rows


async def fetch_row(sql: str, *args: Any) -> asyncpg.Record | None:
    """The first row of the answer, or None."""
    rows = await fetch(sql, *args)
    return rows[0] if rows else None


async def fetch_value(sql: str, *args: Any) -> Any:
    """The first column of the first row, or None."""
    row = await fetch_row(sql, *args)
    return None if row is None else row[0]


async def execute(sql: str, *args: Any) -> int:
    """Run one statement; answer how many rows it touched."""
    current = DB.current_transaction.get()
    if current is not None:
        status = await current.connection.execute(sql, *args)
    else:
        assert DB.pool is not None, "the database is not connected"
        status = await DB.pool.execute(sql, *args)
    last = status.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


async def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each row of arguments, in one round trip and one transaction."""
    current = DB.current_transaction.get()
    if current is not None:
        await current.connection.executemany(sql, rows)
        return
    assert DB.pool is not None, "the database is not connected"
    await DB.pool.executemany(sql, rows)


async def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table by COPY, inside a transaction: the fastest way in for thousands."""
    current = DB.current_transaction.get()
    assert current is not None, "COPY stands in a transaction"
    await current.connection.copy_records_to_table(table, columns=columns, records=rows)
