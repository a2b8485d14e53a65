"""Photos of proposals and drafts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Photos of proposals and drafts."

SQL = """
CREATE TABLE photo (
    id         text PRIMARY KEY,
    owner      bigint REFERENCES account ON DELETE SET NULL,
    width      integer NOT NULL CHECK (width > 0),
    height     integer NOT NULL CHECK (height > 0),
    widths     integer[] NOT NULL CHECK (cardinality(widths) > 0),
    -- The row outlives what it was in, since its files have to be found and removed.
    proposal   bigint REFERENCES proposal ON DELETE SET NULL,
    draft      bigint REFERENCES draft ON DELETE SET NULL,
    position   smallint NOT NULL DEFAULT 0,
    alt        text NOT NULL DEFAULT '' CHECK (char_length(alt) <= 300),
    made_at    timestamptz NOT NULL,
    stored_at  timestamptz,
    removed_at timestamptz,
    CHECK (num_nonnulls(proposal, draft) <= 1),
    CHECK (num_nonnulls(proposal, draft) = 0 OR (stored_at IS NOT NULL AND removed_at IS NULL))
);
CREATE INDEX photo_proposal ON photo (proposal, position) WHERE proposal IS NOT NULL;
CREATE INDEX photo_draft ON photo (draft, position) WHERE draft IS NOT NULL;
CREATE INDEX photo_owner ON photo (owner, made_at);
CREATE INDEX photo_unused ON photo (made_at) WHERE proposal IS NULL AND draft IS NULL;

-- A photo leaves a proposal by naming none, so both of its states are looked at.
CREATE FUNCTION tell_proposals_of_photo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_proposals_changed(
        ARRAY(SELECT DISTINCT n FROM unnest(ARRAY[OLD.proposal, NEW.proposal]) n
              WHERE n IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_photo AFTER INSERT OR UPDATE OR DELETE ON photo
    FOR EACH ROW EXECUTE FUNCTION tell_proposals_of_photo();
"""


async def forwards() -> MigrationManager:
    return sql_migration("photos", ID, DESCRIPTION, SQL)
