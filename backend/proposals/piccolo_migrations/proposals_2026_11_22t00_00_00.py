"""Proposals, their versions and addenda, and drafts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Proposals, their versions and addenda, and drafts."

SQL = """
CREATE TABLE proposal (
    number             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    language           text NOT NULL,
    title              text NOT NULL,
    body               text NOT NULL,
    body_format        text NOT NULL DEFAULT 'markdown'
                       CHECK (body_format IN ('markdown', 'plain')),
    topic              text NOT NULL,
    area               text,
    place_latitude     double precision CHECK (place_latitude BETWEEN -90 AND 90),
    place_longitude    double precision CHECK (place_longitude BETWEEN -180 AND 180),
    place_label        text,
    author             bigint REFERENCES account ON DELETE SET NULL,
    badge              text CHECK (badge IN ('official', 'moderator')),
    board              text,
    name_withdrawn_at  timestamptz,
    published_at       timestamptz NOT NULL,
    closes_at          timestamptz NOT NULL CHECK (closes_at >= published_at),
    updated_at         timestamptz NOT NULL,
    withdrawn_at       timestamptz,
    hidden_at          timestamptz,
    hidden_reason      text,
    answered_at        timestamptz,
    supports           integer NOT NULL DEFAULT 0 CHECK (supports >= 0),
    imported_supports  integer NOT NULL DEFAULT 0 CHECK (imported_supports >= 0),
    comments           integer NOT NULL DEFAULT 0 CHECK (comments >= 0),
    source             text,
    source_number      text,
    -- Every doubling of what people did weighs as much as two days of age. Taking the moment in
    -- UTC makes the expression immutable, which a generated column must be.
    hot double precision NOT NULL GENERATED ALWAYS AS (
        ln(1 + supports + comments / 2.0) / ln(2)
        + extract(epoch FROM published_at AT TIME ZONE 'UTC') / 172800
    ) STORED,
    UNIQUE (source, source_number),
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL)),
    CHECK ((place_latitude IS NULL) = (place_longitude IS NULL)),
    -- The limits hold for what is written here; imported texts are stored whole.
    CONSTRAINT texts_written_here_fit CHECK (
        source IS NOT NULL
        OR char_length(title) BETWEEN 5 AND 100 AND char_length(body) BETWEEN 20 AND 10000)
);
CREATE INDEX proposal_new ON proposal (published_at DESC, number DESC)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_hot ON proposal (hot DESC, number DESC)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_supported ON proposal ((supports + imported_supports) DESC, number DESC)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_closing ON proposal (closes_at, number)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_answered ON proposal (answered_at DESC, number DESC)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL AND answered_at IS NOT NULL;
CREATE INDEX proposal_author ON proposal (author);

-- What is searched, and what a text being written is compared with. They are functions for their
-- COST: reading a long text and comparing it is dear, which the planner would otherwise not know;
-- it would read every proposal rather than use the index. In SQL they would be inlined, and the
-- cost with them.
CREATE FUNCTION proposal_text(title text, body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000
    AS $$ BEGIN RETURN title || ' ' || body; END $$;
CREATE FUNCTION proposal_beginning(title text, body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000
    AS $$ BEGIN RETURN title || ' ' || left(body, 200); END $$;
CREATE INDEX proposal_search ON proposal USING gin (proposal_text(title, body) gin_trgm_ops);
CREATE INDEX proposal_similar ON proposal USING gin (proposal_beginning(title, body) gin_trgm_ops);

CREATE TABLE proposal_version (
    proposal  bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    version   integer NOT NULL CHECK (version >= 1),
    title     text NOT NULL,
    body      text NOT NULL,
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (proposal, version)
);

CREATE TABLE addendum (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    body     text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 5000),
    added_at timestamptz NOT NULL
);
CREATE INDEX addendum_proposal ON addendum (proposal, id);

CREATE TABLE draft (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author          bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    language        text NOT NULL,
    title           text NOT NULL CHECK (char_length(title) <= 100),
    body            text NOT NULL CHECK (char_length(body) <= 10000),
    topic           text,
    area            text,
    place_latitude  double precision CHECK (place_latitude BETWEEN -90 AND 90),
    place_longitude double precision CHECK (place_longitude BETWEEN -180 AND 180),
    place_label     text,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX draft_author ON draft (author, updated_at DESC);
"""


async def forwards() -> MigrationManager:
    return sql_migration("proposals", ID, DESCRIPTION, SQL)
