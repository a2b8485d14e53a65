"""What is searched: see docs/decisions/0012."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database.migrations import sql_migration

ID = "2026-11-22T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "Search."

SQL = """
-- Apart from the proposal, whose row is written anew with every support. The marks are whatever a
-- search can ask for: the single characters of title and text and the pairs that stand side by
-- side, and, as texts with a colon, which lists the proposal is in and about where. They are there
-- for their index and never read, so most of them are stored out of the way.
CREATE TABLE search_entry (
    proposal bigint PRIMARY KEY REFERENCES proposal ON DELETE CASCADE,
    marks    text[] NOT NULL
) WITH (toast_tuple_target = 128);
-- Without a list of pending entries, which every search would have to read through.
CREATE INDEX search_entry_marks ON search_entry USING gin (marks) WITH (fastupdate = off);
-- A search is planned for any words alike: a sample would say little about rare ones.
ALTER TABLE search_entry ALTER marks SET STATISTICS 0;

-- Characters and pairs of them, in lower case; a space is in none. Pairs of digits or of Latin
-- letters are few and stand in many texts, so these come in threes too.
CREATE FUNCTION search_grams(text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := translate(lower($1), E'\\n\\r\\t', '   ');
    signs text[] := string_to_array(plain, NULL);
BEGIN
    RETURN ARRAY(SELECT DISTINCT sign FROM unnest(signs) sign WHERE sign <> ' ')
        || ARRAY(SELECT DISTINCT first || second FROM unnest(signs, signs[2:]) pair (first, second)
                 WHERE first <> ' ' AND second <> ' ')
        || ARRAY(SELECT DISTINCT substr(run, place, 3)
                 FROM regexp_matches(plain, '[!-~]{3,}', 'g') found (runs), unnest(runs) run,
                      generate_series(1, length(run) - 2) place);
END $$;

-- About where something stands in a list: moments of four days share a place, and so do counts
-- below 15, below 255, below 4095 and so on.
CREATE FUNCTION search_place(at timestamptz) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 345600)::integer
$$;
CREATE FUNCTION search_place(hot double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT floor(hot / 2)::integer $$;
CREATE FUNCTION search_place(count integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT length(to_hex(count + 1)) - 1 $$;

-- The marks of a place: its own, and one that sixteen of them share.
CREATE FUNCTION search_place_marks(list text, place integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY[list || ':' || place, list || '::' || (place >> 4)]
$$;

-- What a proposal can be searched by beside its words. Its place in "hot" moves with every
-- support; the mark only with every fourth doubling, so it is that place or one of two below it.
CREATE FUNCTION search_marks(p proposal) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY[
        'topic:' || p.topic,
        'area:' || p.area,
        'standing:' || p.standing,
        CASE WHEN p.answered_at IS NOT NULL THEN 'answered:' END
    ], NULL)
        || search_place_marks('new', search_place(p.published_at))
        || search_place_marks('hot', search_place(p.published_at)
            + 2 * search_place(p.supports + p.comments / 2))
        || search_place_marks('supported', search_place(p.supports + p.imported_supports))
        || search_place_marks('closing', search_place(p.closes_at))
        || search_place_marks('answered', search_place(p.answered_at))
$$;

CREATE FUNCTION keep_search_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_entry (proposal, marks)
    VALUES (NEW.number, search_grams(NEW.title || ' ' || NEW.body) || search_marks(NEW))
    ON CONFLICT (proposal) DO UPDATE SET marks = excluded.marks;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_search_entry AFTER INSERT OR UPDATE OF
    title, body, topic, area, published_at, closes_at, answered_at, progress, owed ON proposal
    FOR EACH ROW EXECUTE FUNCTION keep_search_entry();
-- What people do most often hardly ever changes a mark. This is search_place in its own words: a
-- function in SQL would be parsed and planned anew for each statement that gives supports.
CREATE TRIGGER keep_search_place AFTER UPDATE OF supports, imported_supports, comments ON proposal
    FOR EACH ROW WHEN (
        length(to_hex(OLD.supports + OLD.comments / 2 + 1))
            <> length(to_hex(NEW.supports + NEW.comments / 2 + 1))
        OR length(to_hex(OLD.supports + OLD.imported_supports + 1))
            <> length(to_hex(NEW.supports + NEW.imported_supports + 1)))
    EXECUTE FUNCTION keep_search_entry();
"""


async def forwards() -> MigrationManager:
    return sql_migration("proposals", ID, DESCRIPTION, SQL)
