"""Until when an account is suspended, and that leaving does not end it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Suspended accounts."

# A version that still serves beside this one knows of no suspension and changes none.
SQL = """
ALTER TABLE account ADD COLUMN suspended_until timestamptz;
ALTER TABLE tombstone ADD COLUMN suspended_until timestamptz;
"""


async def forwards() -> MigrationManager:
    return sql_migration("accounts", ID, DESCRIPTION, SQL)
