"""What moderators, authors and the public read of moderation."""

from __future__ import annotations

from collections import Counter, defaultdict

import asyncpg

from backend.city.city import City
from backend.database.engine import fetch, fetch_row
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.moderation.schemas import (
    Decision,
    LogLine,
    Notice,
    QueueItem,
    Reason,
    Report,
    Subject,
)
from backend.paging import DEFAULT_LIMIT, Id, Moment, Page, decode_cursor, encode_cursor

MOST_NOTICES = 100

# Beside a subject_kind and a subject_id of ``s``: c is the comment, where it is one, and p the
# proposal that it is or belongs to.
SUBJECT = """
    LEFT JOIN comment c ON s.subject_kind = 'comment' AND c.id = s.subject_id
    JOIN proposal p
      ON p.number = CASE s.subject_kind WHEN 'proposal' THEN s.subject_id ELSE c.proposal END
"""


async def report(id: int, *, caller: Caller) -> Report:
    """A report of the caller's own. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT * FROM report WHERE id = $1 AND reporter = $2", id, caller.account
    )
    if row is None:
        raise NotFound
    return Report(
        id=row["id"],
        subject=_subject(row),
        reason=row["reason"],
        note=row["note"],
        reported_at=row["reported_at"],
        settled=row["decision"] is not None,
    )


async def queue(
    *,
    caller: Caller,
    reason: Reason | None = None,
    topic: str | None = None,
    area: str | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[QueueItem]:
    """What waits for a moderator, one item for each text, the one reported first at the top.

    ``reason`` keeps texts that anyone reported for it. Deleted comments need no decision.
    """
    rows = await fetch(
        f"""
        WITH s AS (
            SELECT subject_kind, subject_id, min(reported_at) AS first_reported_at, min(id) AS id
            FROM report WHERE decision IS NULL
            GROUP BY subject_kind, subject_id
            HAVING $1::text IS NULL OR bool_or(reason = $1)
        )
        SELECT s.*, p.number, p.title, p.topic, p.area, a.name AS author,
               coalesce(c.body, p.body) AS body,
               CASE WHEN c.id IS NULL THEN p.hidden_reason ELSE c.hidden_reason END AS hidden,
               CASE WHEN c.id IS NULL THEN p.author ELSE c.author END = $2
               OR EXISTS (SELECT FROM obligation o WHERE o.proposal = p.number AND o.owed_by = $3
                            AND o.met_at IS NULL AND o.voided_at IS NULL) AS barred
        FROM s {SUBJECT}
        LEFT JOIN account a ON a.id = CASE WHEN c.id IS NULL THEN p.author ELSE c.author END
        WHERE c.deleted_at IS NULL
          AND ($4::text IS NULL OR p.topic = $4) AND ($5::text IS NULL OR p.area = $5)
          AND ($6::timestamptz IS NULL OR (s.first_reported_at, s.id) > ($6, $7::bigint))
        ORDER BY s.first_reported_at, s.id LIMIT $8
        """,
        reason,
        caller.account,
        caller.department,
        topic,
        area,
        *(decode_cursor(cursor, Moment, Id) or (None, None)),
        limit + 1,
    )
    shown = rows[:limit]
    reports = await _waiting(shown)
    items = [_as_queue_item(row, reports[row["subject_kind"], row["subject_id"]]) for row in shown]
    last = shown[-1] if len(rows) > limit else None
    return Page(items, encode_cursor(last["first_reported_at"], last["id"]) if last else None)


async def decisions(*, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Decision]:
    """What moderators decided, latest first, with titles: for moderators only."""
    before = decode_cursor(cursor, Id)
    rows = await _decisions("$1::bigint IS NULL OR s.id < $1", *(before or (None,)), limit + 1)
    last = rows[limit - 1]["id"] if len(rows) > limit else None
    return Page([_as_decision(row) for row in rows[:limit]], encode_cursor(last) if last else None)


async def decision(id: int) -> Decision:
    """One of them: for moderators only. Raises ``NotFound``."""
    rows = await _decisions("s.id = $1", id, 1)
    if not rows:
        raise NotFound
    return _as_decision(rows[0])


async def notices(caller: Caller) -> list[Notice]:
    """What was hidden or restored of the caller's own texts, latest first, the last hundred."""
    rows = await fetch(
        f"""
        SELECT s.*, p.number, coalesce(c.body, p.body) AS body,
               CASE WHEN p.hidden_at IS NULL OR p.author = $1 THEN p.title END AS title
        FROM decision s {SUBJECT}
        WHERE s.action <> 'keep' AND c.deleted_at IS NULL
          AND CASE WHEN c.id IS NULL THEN p.author ELSE c.author END = $1
        ORDER BY s.id DESC LIMIT $2
        """,
        caller.account,
        MOST_NOTICES,
    )
    return [
        Notice(
            subject=_subject(row),
            proposal=row["number"],
            title=row["title"],
            body=row["body"],
            action=row["action"],
            reason=row["reason"],
            note=row["note"],
            decided_at=row["decided_at"],
        )
        for row in rows
    ]


async def log(
    *, city: City, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[LogLine]:
    """The public log, latest first: that something was decided and by which rule, not about whom.

    Only the day is told: a moment could be matched with a text that vanished then.
    """
    before = decode_cursor(cursor, Id)
    rows = await fetch(
        """
        SELECT * FROM audit
        WHERE action IN ('hide', 'restore', 'keep') AND ($1::bigint IS NULL OR id < $1)
        ORDER BY id DESC LIMIT $2
        """,
        *(before or (None,)),
        limit + 1,
    )
    lines = [
        LogLine(
            date=city.today(row["at"]),
            kind=row["subject_kind"],
            action=row["action"],
            reason=row["rule"],
        )
        for row in rows[:limit]
    ]
    return Page(lines, encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None)


async def _waiting(
    subjects: list[asyncpg.Record],
) -> dict[tuple[str, int], list[asyncpg.Record]]:
    """The waiting reports about each of these, oldest first."""
    rows = await fetch(
        """
        SELECT subject_kind, subject_id, reason, note FROM report
        WHERE decision IS NULL
          AND (subject_kind, subject_id) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
        ORDER BY id
        """,
        [row["subject_kind"] for row in subjects],
        [row["subject_id"] for row in subjects],
    )
    reports = defaultdict(list)
    for row in rows:
        reports[row["subject_kind"], row["subject_id"]].append(row)
    return reports


async def _decisions(condition: str, *args: int | None) -> list[asyncpg.Record]:
    return await fetch(
        f"""
        SELECT s.*, p.number, p.title, a.name AS moderator_name,
               CASE WHEN c.id IS NULL THEN p.hidden_at ELSE c.hidden_at END IS NOT NULL AS hidden
        FROM decision s {SUBJECT} LEFT JOIN account a ON a.id = s.moderator
        WHERE {condition} ORDER BY s.id DESC LIMIT $2
        """,
        *args,
    )


def _subject(row: asyncpg.Record) -> Subject:
    return Subject(row["subject_kind"], row["subject_id"])


def _as_queue_item(row: asyncpg.Record, reports: list[asyncpg.Record]) -> QueueItem:
    return QueueItem(
        subject=_subject(row),
        proposal=row["number"],
        title=row["title"],
        body=row["body"],
        topic=row["topic"],
        area=row["area"],
        author=row["author"],
        hidden=row["hidden"],
        reasons=dict(Counter(report["reason"] for report in reports)),
        notes=[report["note"] for report in reports if report["note"]],
        reports=len(reports),
        first_reported_at=row["first_reported_at"],
        barred=bool(row["barred"]),
    )


def _as_decision(row: asyncpg.Record) -> Decision:
    return Decision(
        id=row["id"],
        subject=_subject(row),
        proposal=row["number"],
        title=row["title"],
        action=row["action"],
        reason=row["reason"],
        note=row["note"],
        moderator=row["moderator_name"],
        decided_at=row["decided_at"],
        hidden=row["hidden"],
    )
