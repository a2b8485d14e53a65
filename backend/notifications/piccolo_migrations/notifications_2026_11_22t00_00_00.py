"""What is told to people."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What is told to people."

SQL = """
-- One row for all who follow a proposal (account is null), however many they are, or one for a
-- single person, who hears of twelve comments of a day in one row.
CREATE TABLE notification (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL,
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    -- No foreign key: its check would lock the account after the proposal, and whoever leaves
    -- locks the account first. A trigger takes a leaving person's rows along.
    account  bigint,
    -- The thread that was answered in; the latest comment that the row tells of.
    thread   bigint REFERENCES comment ON DELETE CASCADE,
    comment  bigint REFERENCES comment ON DELETE SET NULL,
    times    integer NOT NULL DEFAULT 1 CHECK (times >= 1),
    at       timestamptz NOT NULL,
    day      date,
    details  jsonb NOT NULL DEFAULT '{}',
    CHECK (account IS NOT NULL OR (thread IS NULL AND comment IS NULL AND day IS NULL))
);
CREATE INDEX notification_of_proposal ON notification (proposal, at DESC, id DESC)
    WHERE account IS NULL;
CREATE INDEX notification_latest ON notification (at DESC, id DESC) WHERE account IS NULL;
CREATE INDEX notification_of_account ON notification (account, at DESC, id DESC)
    WHERE account IS NOT NULL;
-- What nobody does but the clock is told once, whoever looks at the clock.
CREATE UNIQUE INDEX notification_once ON notification (proposal, kind, at)
    WHERE kind IN ('overdue', 'closing');
CREATE UNIQUE INDEX notification_grouped
    ON notification (account, proposal, kind, day, coalesce(thread, 0)) WHERE day IS NOT NULL;
CREATE INDEX notification_thread ON notification (thread) WHERE thread IS NOT NULL;
CREATE INDEX notification_comment ON notification (comment) WHERE comment IS NOT NULL;

CREATE FUNCTION forget_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notification WHERE account = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER notifications_go_along AFTER DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION forget_notifications();

-- Whatever is newer is unread.
CREATE TABLE notification_mark (
    account    bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    read_until timestamptz NOT NULL
);

-- What somebody chose; where there is no row, the kind's own defaults hold.
CREATE TABLE notification_preference (
    account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    kind    text NOT NULL,
    push    boolean NOT NULL,
    email   text NOT NULL CHECK (email IN ('at_once', 'daily', 'weekly', 'never')),
    PRIMARY KEY (account, kind)
);
CREATE TABLE notification_mute (
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    account  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (proposal, account)
);
CREATE INDEX notification_mute_account ON notification_mute (account, proposal DESC);
CREATE TABLE notification_setting (
    account     bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    -- The city's, where there is none.
    zone        text,
    -- Where the end is not after the beginning, the night between them is quiet.
    quiet_from  time,
    quiet_until time CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    digest_hour smallint NOT NULL DEFAULT 8 CHECK (digest_hour BETWEEN 0 AND 23),
    -- Set by the link in every mail, whatever was chosen for each kind.
    mail_ended  boolean NOT NULL DEFAULT false
);
"""


async def forwards() -> MigrationManager:
    return sql_migration("notifications", ID, DESCRIPTION, SQL)
