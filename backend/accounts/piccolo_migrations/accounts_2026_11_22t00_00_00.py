"""Accounts, identities, sessions, sign-in codes and tombstones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Accounts, identities, sessions, sign-in codes and tombstones."

SQL = """
CREATE TABLE account (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email          text UNIQUE CHECK (email = lower(email) AND char_length(email) <= 254),
    name           text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 40),
    language       text,
    roles          text[] NOT NULL DEFAULT '{}'
                   CHECK (roles <@ ARRAY['moderator', 'official', 'clerk', 'admin', 'head']),
    department     text,
    verified_at    timestamptz,
    verified_until timestamptz,
    verified_by    text,
    area           text,
    vote_secret    bytea NOT NULL CHECK (octet_length(vote_secret) = 32),
    consented_at   timestamptz,
    created_at     timestamptz NOT NULL,
    CONSTRAINT officials_have_a_department
        CHECK (NOT roles && ARRAY['official', 'head'] OR department IS NOT NULL)
);

CREATE TABLE identity (
    provider text NOT NULL,
    subject  text NOT NULL,
    account  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (provider, subject)
);
CREATE INDEX identity_account ON identity (account);

CREATE TABLE session (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    account      bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    device       text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    last_used_on date NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE sign_in_code (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email_hash   bytea NOT NULL,
    code_hash    bytea NOT NULL,
    browser_hash bytea NOT NULL,
    expires_at   timestamptz NOT NULL,
    tries        smallint NOT NULL DEFAULT 0,
    stray_tries  smallint NOT NULL DEFAULT 0
);
CREATE INDEX sign_in_code_email ON sign_in_code (email_hash);
CREATE INDEX sign_in_code_expires_at ON sign_in_code (expires_at);

-- Who left while a proposal they supported was open: coming back gives them the same secret,
-- so that a second support meets the first. Both columns are useless without the server's key.
CREATE TABLE tombstone (
    identity_hash bytea PRIMARY KEY,
    sealed_secret bytea NOT NULL,
    until         timestamptz NOT NULL
);
CREATE INDEX tombstone_until ON tombstone (until);

-- Processes remember the sessions they have read. Whatever changes an account or ends a session,
-- be it another process or an operator's SQL, tells them; the argument names the account's column.
CREATE FUNCTION tell_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('account_changed', to_jsonb(OLD) ->> TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER account_changed AFTER UPDATE OR DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION tell_account_changed('id');
CREATE TRIGGER session_ended AFTER DELETE ON session
    FOR EACH ROW EXECUTE FUNCTION tell_account_changed('account');
"""


async def forwards() -> MigrationManager:
    return sql_migration("accounts", ID, DESCRIPTION, SQL)
