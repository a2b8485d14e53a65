"""Bring a database to this version's tables, beside processes that may still serve the last."""

from __future__ import annotations

import contextlib
import io
import os

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards

from backend.database.engine import DB, Transaction, execute, fetch_value

# Two processes that start together must not both create a table.
MIGRATION_LOCK = 0x6D6164616E67


class DatabaseUnfit(Exception):
    """A server that Madang cannot run on. The text is one sentence that says what to do."""


def sql_migration(app_name: str, migration_id: str, description: str, sql: str) -> MigrationManager:
    """A Piccolo migration that runs ``sql`` (one or more statements) as it stands.

    Constraints, generated columns and partial indexes are said best in the database's own
    words; and a migration must never import today's table classes.
    """
    manager = MigrationManager(
        migration_id=migration_id, app_name=app_name, description=description
    )

    async def run() -> None:
        await execute(sql)

    manager.add_raw(run)
    return manager


async def migrate(url: str) -> None:
    """Run every migration that has not run, in one transaction, one process at a time.

    Raises ``DatabaseUnfit`` where the server is too old or cannot search Korean.
    """
    os.environ.setdefault("PICCOLO_CONF", "backend.piccolo_conf")
    connected = DB.pool is None
    if connected:
        await DB.connect(url, size=2)
    try:
        async with Transaction(DB):
            await execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            await _check_server()
            with contextlib.redirect_stdout(io.StringIO()) as said:
                result = await run_forwards(app_name="all")
            if not result.success:
                raise RuntimeError(said.getvalue())
            await _install_queue()
        await _upgrade_queue(url)
    finally:
        if connected:
            await DB.disconnect()


async def _install_queue() -> None:
    """The job queue's own tables, where they are not there yet."""
    current = DB.current_transaction.get()
    assert current is not None
    queue = Queries(AsyncpgDriver(current.connection))
    if not await queue.schema_is_installed():
        await queue.install()


async def _upgrade_queue(url: str) -> None:
    """Bring the job queue's tables to its library's version, which can't be one transaction."""
    connection = await asyncpg.connect(url)
    try:
        await Queries(AsyncpgDriver(connection)).upgrade()
    finally:
        await connection.close()


async def _check_server() -> None:
    version = await fetch_value("SELECT current_setting('server_version_num')::int")
    if version < 150_000:
        raise DatabaseUnfit("This PostgreSQL is older than 15; use 15 or newer.")
    await execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    if not await fetch_value("SELECT show_trgm('자전거') <> '{}'"):
        raise DatabaseUnfit(
            "This database's locale knows no Hangul, so that search would find nothing; create "
            "it with a UTF-8 locale, for example "
            "`createdb -T template0 -E UTF8 --locale-provider=builtin --locale=C.UTF-8 madang` "
            "(PostgreSQL 17 or newer) or `--locale=C.UTF-8`."
        )
