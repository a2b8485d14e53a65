"""Follows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Follows."

SQL = """
-- No time is kept: beside a vote's day it would narrow down who voted.
CREATE TABLE follow (
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    account  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (proposal, account)
);
CREATE INDEX follow_account ON follow (account, proposal DESC);
"""


async def forwards() -> MigrationManager:
    return sql_migration("follows", ID, DESCRIPTION, SQL)
