"""What happened to a proposal."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What happened to a proposal."

SQL = """
CREATE TABLE event (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    kind     text NOT NULL,
    at       timestamptz NOT NULL,
    details  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX event_proposal ON event (proposal, at, id);
"""


async def forwards() -> MigrationManager:
    return sql_migration("timeline", ID, DESCRIPTION, SQL)
