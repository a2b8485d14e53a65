"""Comments and helpful marks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Comments and helpful marks."

SQL = """
CREATE TABLE comment (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal      bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    author        bigint REFERENCES account ON DELETE SET NULL,
    badge         text CHECK (badge IN ('official', 'moderator')),
    department    text,
    body          text NOT NULL,
    stance        text NOT NULL DEFAULT 'neutral' CHECK (stance IN ('for', 'against', 'neutral')),
    reply_to      bigint REFERENCES comment ON DELETE CASCADE,
    created_at    timestamptz NOT NULL,
    edited_at     timestamptz,
    deleted_at    timestamptz,
    hidden_at     timestamptz,
    hidden_reason text,
    helpful       integer NOT NULL DEFAULT 0 CHECK (helpful >= 0),
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL)),
    -- A deleted comment keeps its place in the thread and nothing of its text.
    CHECK (CASE WHEN deleted_at IS NULL THEN char_length(body) BETWEEN 1 AND 5000
                ELSE body = '' END)
);
CREATE INDEX comment_thread ON comment (proposal, created_at, id) WHERE reply_to IS NULL;
CREATE INDEX comment_helpful ON comment (proposal, helpful DESC, created_at DESC, id DESC)
    WHERE reply_to IS NULL;
CREATE INDEX comment_reply_to ON comment (reply_to, id);
CREATE INDEX comment_author ON comment (author, created_at);

CREATE TABLE helpful_mark (
    comment bigint NOT NULL REFERENCES comment ON DELETE CASCADE,
    account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (comment, account)
);
CREATE INDEX helpful_mark_account ON helpful_mark (account);
"""


async def forwards() -> MigrationManager:
    return sql_migration("comments", ID, DESCRIPTION, SQL)
