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
    -- What other tables say, so that lists can be walked by index: the state of the last milestone
    -- that is not merely planned, and whether an obligation is neither met nor void. Triggers on
    -- those tables keep both.
    progress           text CHECK (progress IN ('started', 'done', 'dropped')),
    owed               boolean NOT NULL DEFAULT false,
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
    -- The stage as far as the clock has no say in it; null where it is gathering or closed.
    standing text GENERATED ALWAYS AS (
        CASE WHEN progress = 'done' THEN 'done'
             WHEN progress = 'started' THEN 'under_way'
             WHEN owed THEN 'awaiting_response'
             WHEN answered_at IS NOT NULL THEN 'answered' END
    ) STORED,
    UNIQUE (source, source_number),
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL)),
    CHECK ((place_latitude IS NULL) = (place_longitude IS NULL)),
    -- The limits hold for what is written here; imported texts are stored whole.
    CONSTRAINT texts_written_here_fit CHECK (
        source IS NOT NULL
        OR char_length(title) BETWEEN 5 AND 100 AND char_length(body) BETWEEN 20 AND 10000)
);
-- One index for each order of a list. What follows the order is what lists are filtered by: an
-- entry that doesn't fit is passed over without reading its row.
CREATE INDEX proposal_new ON proposal
    (published_at DESC, number DESC, topic, area, standing, closes_at)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_hot ON proposal
    (hot DESC, number DESC, topic, area, standing, closes_at)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_supported ON proposal
    ((supports + imported_supports) DESC, number DESC, topic, area, standing, closes_at)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_closing ON proposal
    (closes_at, number, topic, area, standing)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_answered ON proposal
    (answered_at DESC, number DESC, topic, area, standing)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL AND answered_at IS NOT NULL;
-- Where few fit, they are found by what they are. Few are owed an answer or have one, and supports
-- for these are over, so that their own indexes cost nothing.
CREATE INDEX proposal_topic_area ON proposal
    (topic, area, hot DESC, number DESC, standing, closes_at)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX proposal_standing_new ON proposal
    (standing, published_at DESC, number DESC, topic, area)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL AND standing IS NOT NULL;
CREATE INDEX proposal_standing_hot ON proposal
    (standing, hot DESC, number DESC, topic, area)
    WHERE hidden_at IS NULL AND withdrawn_at IS NULL AND standing IS NOT NULL;
CREATE INDEX proposal_author ON proposal (author);

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
    version         integer NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX draft_author ON draft (author, updated_at DESC);
"""


async def forwards() -> MigrationManager:
    return sql_migration("proposals", ID, DESCRIPTION, SQL)
