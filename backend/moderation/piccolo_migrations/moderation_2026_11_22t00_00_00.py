"""Reports, decisions and the audit log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reports, decisions and the audit log."

SQL = """
CREATE TABLE decision (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('proposal', 'comment')),
    subject_id   bigint NOT NULL,
    action       text NOT NULL CHECK (action IN ('hide', 'restore', 'keep')),
    reason       text,
    note         text NOT NULL DEFAULT '' CHECK (char_length(note) <= 2000),
    moderator    bigint REFERENCES account ON DELETE SET NULL,
    decided_at   timestamptz NOT NULL,
    CHECK (action <> 'hide' OR reason IS NOT NULL)
);
CREATE INDEX decision_subject ON decision (subject_kind, subject_id, id);

CREATE TABLE report (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('proposal', 'comment')),
    subject_id   bigint NOT NULL,
    reason       text NOT NULL,
    note         text NOT NULL DEFAULT '' CHECK (char_length(note) <= 2000),
    reporter     bigint REFERENCES account ON DELETE SET NULL,
    reported_at  timestamptz NOT NULL,
    decision     bigint REFERENCES decision
);
-- One person reports one thing once while it waits.
CREATE UNIQUE INDEX report_once ON report (subject_kind, subject_id, reporter)
    WHERE decision IS NULL;
CREATE INDEX report_reporter ON report (reporter, reported_at);

-- Who did what, when and by which rule: ids and a hash of the text, never the text itself,
-- and no foreign key, so that nothing which is deleted can take a line with it.
CREATE TABLE audit (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    actor        bigint,
    action       text NOT NULL,
    subject_kind text NOT NULL,
    subject_id   bigint NOT NULL,
    reason       text,
    rule         text,
    text_hash    bytea
);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id, id);
CREATE INDEX audit_public ON audit (id) WHERE action IN ('hide', 'restore', 'keep');

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""


async def forwards() -> MigrationManager:
    return sql_migration("moderation", ID, DESCRIPTION, SQL)
