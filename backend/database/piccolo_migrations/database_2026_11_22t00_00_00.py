"""Search by trigrams, idempotency keys and rate limits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Search by trigrams, idempotency keys and rate limits."

SQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One row for each POST that came with a key. It stays with what the POST made, for ever.
CREATE TABLE idempotency_key (
    account     bigint NOT NULL,
    key         text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
    fingerprint bytea NOT NULL,
    subject     text NOT NULL,
    PRIMARY KEY (account, key)
);

-- Counts within windows of time; losing them in a crash harms nobody.
CREATE UNLOGGED TABLE rate_limit (
    bucket  bytea PRIMARY KEY,
    count   integer NOT NULL,
    ends_at timestamptz NOT NULL
);
"""


async def forwards() -> MigrationManager:
    return sql_migration("database", ID, DESCRIPTION, SQL)
