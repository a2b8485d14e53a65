"""Decisions about authors: suspended until a day, and reinstated."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Suspensions."

SQL = """
ALTER TABLE decision ADD COLUMN until date,
    DROP CONSTRAINT decision_action_check,
    ADD CONSTRAINT decision_action_check
        CHECK (action IN ('hide', 'restore', 'keep', 'suspend', 'reinstate')),
    ADD CONSTRAINT suspensions_have_a_reason_and_an_end
        CHECK ((action = 'suspend') = (until IS NOT NULL)
               AND (action <> 'suspend' OR reason IS NOT NULL));
DROP INDEX audit_public;
CREATE INDEX audit_public ON audit (id)
    WHERE action IN ('hide', 'restore', 'keep', 'suspend', 'reinstate');
"""


async def forwards() -> MigrationManager:
    return sql_migration("moderation", ID, DESCRIPTION, SQL)
