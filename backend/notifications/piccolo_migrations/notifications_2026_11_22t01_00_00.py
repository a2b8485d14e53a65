"""What was told by e-mail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What was told by e-mail."

SQL = """
-- Until when somebody was told by e-mail, at once or in digests (those of the week apart), and the
-- mail that is on its way to them. What it tells is settled by the moments it was claimed with, so
-- that whoever has to send it again sends the same.
CREATE TABLE mailing (
    account      bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    cadence      text NOT NULL CHECK (cadence IN ('at_once', 'digest')),
    until        timestamptz,
    weekly_until timestamptz,
    since        timestamptz,
    moment       timestamptz,
    claimed_at   timestamptz,
    -- How many in a row the mail server refused for good.
    refusals     smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (account, cadence),
    CHECK (num_nonnulls(since, moment, claimed_at) IN (0, 3))
);
CREATE INDEX mailing_claimed_at ON mailing (claimed_at) WHERE claimed_at IS NOT NULL;

-- Until when everybody was looked at. A follow holds no time, so that this alone keeps somebody
-- who begins to follow from being mailed what happened before.
CREATE TABLE mailing_round (
    cadence text PRIMARY KEY,
    until   timestamptz NOT NULL
);

CREATE INDEX notification_at ON notification (at);
-- Who is to be told at once is asked every minute.
CREATE INDEX notification_preference_at_once ON notification_preference (account)
    WHERE email = 'at_once';
"""


async def forwards() -> MigrationManager:
    return sql_migration("notifications", ID, DESCRIPTION, SQL)
