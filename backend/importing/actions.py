"""Import a file: batch by batch, so that a bad line costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from backend.city.city import City
from backend.database.engine import fetch_row, transaction
from backend.importing.formats import Entry, LineRefused, read_line

BATCH = 200


class BadLine(msgspec.Struct, frozen=True):
    """A line that was left out, by its number in the file (from 1), and why."""

    line: int
    reason: str


class ImportResult(msgspec.Struct):
    """What became of a file's lines; empty ones don't count."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad_lines: list[BadLine] = []


# One statement for a batch; its columns come in the order of Entry's fields. Texts, times and
# counts follow the file. Topic and area don't, once stored: a moderator may have moved the
# proposal since. An answer that was given here stays one, too.
STORE = """
WITH given AS (
    SELECT * FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[],
        $13::int[]
    ) AS given (source, source_number, board, language, title, body, body_format, topic, area,
                published_at, closes_at, answered_at, imported_supports)
), stored AS (
    INSERT INTO proposal AS kept (
        source, source_number, board, language, title, body, body_format, topic, area,
        published_at, closes_at, answered_at, imported_supports, updated_at)
    SELECT *, published_at FROM given
    ON CONFLICT (source, source_number) DO UPDATE SET
        board = excluded.board,
        language = excluded.language,
        title = excluded.title,
        body = excluded.body,
        body_format = excluded.body_format,
        published_at = excluded.published_at,
        closes_at = excluded.closes_at,
        answered_at = least(kept.answered_at, excluded.answered_at),
        imported_supports = excluded.imported_supports,
        updated_at = $14
    WHERE (kept.board, kept.language, kept.title, kept.body, kept.body_format,
           kept.published_at, kept.closes_at, kept.answered_at, kept.imported_supports)
        IS DISTINCT FROM
          (excluded.board, excluded.language, excluded.title, excluded.body, excluded.body_format,
           excluded.published_at, excluded.closes_at,
           least(kept.answered_at, excluded.answered_at), excluded.imported_supports)
    RETURNING number, title, body, published_at, answered_at
), compared AS (
    SELECT stored.*, known.version AS last_version,
           (known.title, known.body) IS DISTINCT FROM (stored.title, stored.body) AS rewritten
    FROM stored LEFT JOIN LATERAL (
        SELECT version, title, body FROM proposal_version
        WHERE proposal = stored.number ORDER BY version DESC LIMIT 1
    ) AS known ON true
), versions AS (
    INSERT INTO proposal_version (proposal, version, title, body, edited_at)
    SELECT number, coalesce(last_version, 0) + 1, title, body,
           CASE WHEN last_version IS NULL THEN published_at ELSE $14 END
    FROM compared WHERE rewritten
), events AS (
    INSERT INTO event (proposal, kind, at, details)
    SELECT number, 'published', published_at, '{}'::jsonb FROM compared WHERE last_version IS NULL
    UNION ALL
    SELECT number, 'edited', $14, jsonb_build_object('version', last_version + 1)
    FROM compared WHERE rewritten AND last_version IS NOT NULL
    UNION ALL
    SELECT number, 'response', answered_at, '{}'::jsonb FROM compared
    WHERE answered_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM event WHERE proposal = compared.number AND kind = 'response')
)
SELECT count(*) FILTER (WHERE last_version IS NULL) AS created,
       count(*) FILTER (WHERE last_version IS NOT NULL) AS updated
FROM compared
"""


async def import_file(
    path: Path,
    *,
    city: City,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Bring in the proposals of a file, each line in one of the formats of docs/import.md.

    A line is known again by its source and number there: importing a file twice changes nothing,
    importing a newer one updates what changed. Nothing is owed for what comes in, and nobody is
    told. Lines that can't be imported are listed in the result; the others are stored, in
    batches of one transaction each, so that an import which was cut off is simply run again.

    ``progress`` is called after each batch with the bytes read and those of the whole file.
    Raises ``OSError`` where the file can't be read.
    """
    result = ImportResult()
    first_line: dict[tuple[str, str], int] = {}
    size = path.stat().st_size
    read = 0
    with path.open("rb") as file:
        lines = enumerate(file, 1)
        while batch := list(islice(lines, BATCH)):
            entries = list(_entries(batch, result, first_line, city=city, now=now))
            if entries:
                await _store(entries, result, now=now)
            read += sum(len(line) for _, line in batch)
            if progress is not None:
                progress(read, size)
    return result


def _entries(
    batch: list[tuple[int, bytes]],
    result: ImportResult,
    first_line: dict[tuple[str, str], int],
    *,
    city: City,
    now: datetime,
) -> Iterator[Entry]:
    """The entries of these lines; what is wrong with the others goes into ``result``."""
    for number, line in batch:
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        try:
            entry = read_line(line, city=city, now=now)
        except LineRefused as error:
            result.bad_lines.append(BadLine(number, str(error)))
            continue
        earlier = first_line.setdefault((entry.source, entry.source_number), number)
        if earlier == number:
            yield entry
        else:
            reason = f"its number {entry.source_number} came already in line {earlier}"
            result.bad_lines.append(BadLine(number, reason))


async def _store(entries: list[Entry], result: ImportResult, *, now: datetime) -> None:
    columns = ([getattr(entry, name) for entry in entries] for name in Entry.__struct_fields__)
    async with transaction():
        row = await fetch_row(STORE, *columns, now)
    assert row is not None
    result.created += row["created"]
    result.updated += row["updated"]
    result.unchanged += len(entries) - row["created"] - row["updated"]
