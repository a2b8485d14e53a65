"""Supports."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Supports."

SQL = """
-- The voter is HMAC(server key, account's secret, proposal): it names nobody, and no two rows
-- of one person can be tied together. Only the day is kept, for the same reason.
CREATE TABLE vote (
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    voter    bytea NOT NULL CHECK (octet_length(voter) = 16),
    day      date NOT NULL,
    PRIMARY KEY (proposal, voter)
);
"""


async def forwards() -> MigrationManager:
    return sql_migration("votes", ID, DESCRIPTION, SQL)
