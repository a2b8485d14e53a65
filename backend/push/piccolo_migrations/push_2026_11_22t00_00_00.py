"""Keys, devices, and what is on its way to them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Push messages."

SQL = """
-- The newest one is offered to browsers; an older one serves those who subscribed under it.
CREATE TABLE push_key (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Useless without the server's key, which is not in the database.
    sealed_private bytea NOT NULL,
    public         bytea NOT NULL CHECK (octet_length(public) = 65),
    made_at        timestamptz NOT NULL
);

CREATE TABLE push_subscription (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account         bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    -- Whoever signs out of a device, from wherever, is not told anything there any more.
    session         bigint NOT NULL REFERENCES session ON DELETE CASCADE,
    endpoint        text NOT NULL UNIQUE CHECK (char_length(endpoint) <= 1000),
    p256dh          bytea NOT NULL CHECK (octet_length(p256dh) = 65),
    auth            bytea NOT NULL CHECK (octet_length(auth) = 16),
    key             bigint NOT NULL REFERENCES push_key,
    created_at      timestamptz NOT NULL,
    last_success_at timestamptz,
    last_error      text
    -- With room on each page, noting a success touches no index.
) WITH (fillfactor = 60);
CREATE INDEX push_subscription_account ON push_subscription (account, id);
CREATE INDEX push_subscription_session ON push_subscription (session);

-- Up to which state a notification was cut into ranges: a job that runs again cuts nothing twice.
CREATE TABLE push_fan_out (
    notification bigint PRIMARY KEY REFERENCES notification ON DELETE CASCADE,
    told_at      timestamptz NOT NULL
);

-- The accounts from one to another to be told, and how far that went. A finished one is deleted.
CREATE TABLE push_range (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notification      bigint NOT NULL REFERENCES notification ON DELETE CASCADE,
    until_account     bigint NOT NULL,
    done_account      bigint NOT NULL,
    done_subscription bigint NOT NULL DEFAULT 0,
    -- How often it was begun since it last got on: what ends its worker must not do so for ever.
    starts            smallint NOT NULL DEFAULT 0
);
CREATE INDEX push_range_notification ON push_range (notification);

-- What a push service did not take yet, and what waits for the end of somebody's quiet hours.
CREATE TABLE push_later (
    notification bigint NOT NULL REFERENCES notification ON DELETE CASCADE,
    subscription bigint NOT NULL REFERENCES push_subscription ON DELETE CASCADE,
    due_at       timestamptz NOT NULL,
    starts       smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (notification, subscription)
);
CREATE INDEX push_later_due_at ON push_later (due_at);
CREATE INDEX push_later_subscription ON push_later (subscription);
"""


async def forwards() -> MigrationManager:
    return sql_migration("push", ID, DESCRIPTION, SQL)
