"""Obligations, responses, interim notes, extensions and milestones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Obligations, responses, interim notes, extensions and milestones."

SQL = """
CREATE TABLE obligation (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal            bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    kind                text NOT NULL
                        CHECK (kind IN ('department_response', 'public_debate', 'mayor_response')),
    threshold           integer NOT NULL,
    owed_by             text NOT NULL,
    since               timestamptz NOT NULL,
    due_at              timestamptz NOT NULL,
    interim_note_due_at timestamptz,
    extended_until      timestamptz CHECK (extended_until > due_at),
    extension_reason    text,
    met_at              timestamptz,
    voided_at           timestamptz,
    UNIQUE (proposal, kind),
    CHECK (met_at IS NULL OR voided_at IS NULL)
);
CREATE INDEX obligation_owed ON obligation (owed_by, (coalesce(extended_until, due_at)), id)
    WHERE met_at IS NULL AND voided_at IS NULL;
CREATE INDEX obligation_due ON obligation ((coalesce(extended_until, due_at)), proposal)
    WHERE met_at IS NULL AND voided_at IS NULL;
CREATE INDEX obligation_answered ON obligation (owed_by, met_at, id) WHERE met_at IS NOT NULL;
CREATE INDEX obligation_owed_proposal ON obligation (proposal)
    WHERE met_at IS NULL AND voided_at IS NULL;

-- Every version stays; the highest is the one that holds.
CREATE TABLE response (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal     bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    department   text NOT NULL,
    version      integer NOT NULL CHECK (version >= 1),
    decision     text NOT NULL CHECK (decision IN
        ('adopted', 'partly_adopted', 'already_in_place', 'not_adopted', 'other_authority')),
    body         text NOT NULL CHECK (char_length(body) BETWEEN 20 AND 20000),
    author       bigint REFERENCES account ON DELETE SET NULL,
    published_at timestamptz NOT NULL,
    UNIQUE (proposal, department, version)
);
CREATE INDEX response_latest ON response (published_at DESC, id DESC);

CREATE TABLE interim_note (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    obligation bigint NOT NULL REFERENCES obligation ON DELETE CASCADE,
    note       text NOT NULL CHECK (char_length(note) BETWEEN 1 AND 2000),
    author     bigint REFERENCES account ON DELETE SET NULL,
    noted_at   timestamptz NOT NULL
);
CREATE INDEX interim_note_obligation ON interim_note (obligation);

CREATE TABLE milestone (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal    bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    state       text NOT NULL CHECK (state IN ('planned', 'started', 'done', 'dropped')),
    date        date NOT NULL,
    note        text NOT NULL CHECK (char_length(note) BETWEEN 1 AND 2000),
    author      bigint REFERENCES account ON DELETE SET NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX milestone_proposal ON milestone (proposal, date, id);

-- The proposal's row says what lists are filtered by: see its columns owed and progress.
CREATE FUNCTION keep_owed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE proposal p SET owed = NOT p.owed
    WHERE p.number = coalesce(NEW.proposal, OLD.proposal) AND p.owed <> EXISTS (
        SELECT FROM obligation
        WHERE proposal = p.number AND met_at IS NULL AND voided_at IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_owed AFTER INSERT OR UPDATE OR DELETE ON obligation
    FOR EACH ROW EXECUTE FUNCTION keep_owed();

-- Days order milestones, and those of one day are ordered as they were recorded.
CREATE FUNCTION keep_progress() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE proposal SET progress = (
        SELECT state FROM milestone WHERE proposal = number AND state <> 'planned'
        ORDER BY date DESC, id DESC LIMIT 1)
    WHERE number = coalesce(NEW.proposal, OLD.proposal);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_progress AFTER INSERT OR UPDATE OR DELETE ON milestone
    FOR EACH ROW EXECUTE FUNCTION keep_progress();
"""


async def forwards() -> MigrationManager:
    return sql_migration("responses", ID, DESCRIPTION, SQL)
