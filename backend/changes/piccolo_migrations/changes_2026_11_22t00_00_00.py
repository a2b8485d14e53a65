"""Tell processes which proposals changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell processes which proposals changed."

SQL = """
-- Whoever keeps a proposal's page hears on this channel when anything on it changed, be it by
-- another process or by an operator's SQL: the numbers, parted by commas, or nothing at all for
-- "any of them". One notification for each statement, whatever it touched: a thousand supports
-- written at once, or a million proposals filled in.
CREATE FUNCTION tell_proposals_changed(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told text := array_to_string(numbers, ',');
BEGIN
    -- A notification carries less than 8000 bytes.
    PERFORM pg_notify('proposal_changed', CASE WHEN length(told) < 8000 THEN told ELSE '' END)
    WHERE told <> '';
END $$;

-- 4000 different numbers never fit into a notification, so no more need to be looked at.
CREATE FUNCTION tell_changed_proposals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_proposals_changed(ARRAY(SELECT DISTINCT number FROM changed LIMIT 4000));
    RETURN NULL;
END $$;
CREATE FUNCTION tell_proposals_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_proposals_changed(ARRAY(SELECT DISTINCT proposal FROM changed LIMIT 4000));
    RETURN NULL;
END $$;
CREATE FUNCTION tell_proposals_of_changed_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_proposals_changed(ARRAY(
        SELECT DISTINCT o.proposal FROM changed c JOIN obligation o ON o.id = c.obligation
        LIMIT 4000));
    RETURN NULL;
END $$;
CREATE FUNCTION tell_proposals_of_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_proposals_changed(ARRAY(
        SELECT number FROM proposal WHERE author = NEW.id
        UNION SELECT proposal FROM comment WHERE author = NEW.id
        LIMIT 4000));
    RETURN NULL;
END $$;

-- Everything that a proposal's page or a list shows to visitors. A trigger that is given the rows
-- of its statement answers to one kind of statement only.
DO $$
DECLARE
    kind text; rows text; told record;
BEGIN
    FOR told IN SELECT * FROM (VALUES
        ('proposal', 'tell_changed_proposals'),
        ('proposal_version', 'tell_proposals_of_changed'),
        ('addendum', 'tell_proposals_of_changed'),
        ('event', 'tell_proposals_of_changed'),
        ('comment', 'tell_proposals_of_changed'),
        ('obligation', 'tell_proposals_of_changed'),
        ('response', 'tell_proposals_of_changed'),
        ('milestone', 'tell_proposals_of_changed'),
        ('interim_note', 'tell_proposals_of_changed_notes')
    ) AS shown (what, how) LOOP
        FOREACH kind IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
            rows := CASE kind WHEN 'delete' THEN 'OLD' ELSE 'NEW' END;
            EXECUTE format(
                'CREATE TRIGGER tell_of_%s AFTER %s ON %I REFERENCING %s TABLE AS changed
                 FOR EACH STATEMENT EXECUTE FUNCTION %I()', kind, kind, told.what, rows, told.how);
        END LOOP;
    END LOOP;
END $$;

CREATE TRIGGER tell_of_rename AFTER UPDATE OF name ON account
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION tell_proposals_of_renamed();
"""


async def forwards() -> MigrationManager:
    return sql_migration("changes", ID, DESCRIPTION, SQL)
