"""Texts as moderators see them: what waits in the queue, and any one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import asyncpg

from backend.database.engine import fetch
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.moderation.schemas import Item, QueueItem, Reason, Subject
from backend.paging import DEFAULT_LIMIT, Id, Moment, Page, decode_cursor, encode_cursor
from backend.photos.queries import attached, photos_of
from backend.text import clean_line

# Beside a subject_kind and a subject_id of ``s``: c is the comment, where it is one, and p the
# proposal that it is or belongs to.
SUBJECT = """
    LEFT JOIN comment c ON s.subject_kind = 'comment' AND c.id = s.subject_id
    JOIN proposal p
      ON p.number = CASE s.subject_kind WHEN 'proposal' THEN s.subject_id ELSE c.proposal END
"""

# The same two rules as in ``actions.decide``. $1 is the moderator's account, $2 their department.
ITEM = f"""
    SELECT s.*, p.number, p.language, p.title, p.topic, p.area, a.name AS author,
           a.suspended_until AS author_suspended_until,
           coalesce(c.body, p.body) AS body,
           CASE WHEN c.id IS NULL THEN {photos_of("proposal", "p.number")} END AS photos,
           CASE WHEN c.id IS NULL THEN p.hidden_reason ELSE c.hidden_reason END AS hidden,
           CASE
               WHEN CASE WHEN c.id IS NULL THEN p.author ELSE c.author END = $1
               THEN 'own-item'
               WHEN EXISTS (SELECT FROM obligation o WHERE o.proposal = p.number
                              AND o.owed_by = $2 AND o.met_at IS NULL AND o.voided_at IS NULL)
               THEN 'own-department'
           END AS barred_by
    FROM s {SUBJECT}
    LEFT JOIN account a ON a.id = CASE WHEN c.id IS NULL THEN p.author ELSE c.author END
    WHERE c.deleted_at IS NULL
"""


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
            HAVING $3::text IS NULL OR bool_or(reason = $3)
        )
        {ITEM}
          AND ($4::text IS NULL OR p.topic = $4) AND ($5::text IS NULL OR p.area = $5)
          AND ($6::timestamptz IS NULL OR (s.first_reported_at, s.id) > ($6, $7::bigint))
        ORDER BY s.first_reported_at, s.id LIMIT $8
        """,
        caller.account,
        caller.department,
        reason,
        clean_line(topic or "") or None,
        clean_line(area or "") or None,
        *(decode_cursor(cursor, Moment, Id) or (None, None)),
        limit + 1,
    )
    shown = rows[:limit]
    reports = await _waiting(shown)
    items = [
        QueueItem(
            **_fields(row, reports[row["subject_kind"], row["subject_id"]]),
            first_reported_at=row["first_reported_at"],
        )
        for row in shown
    ]
    last = shown[-1] if len(rows) > limit else None
    return Page(items, encode_cursor(last["first_reported_at"], last["id"]) if last else None)


async def item(subject: Subject, *, caller: Caller) -> Item:
    """One text with what waits to be decided about it, which may be nothing: for moderators only.

    Raises ``NotFound``, for a deleted comment too.
    """
    rows = await fetch(
        f"WITH s AS (SELECT $3::text AS subject_kind, $4::bigint AS subject_id) {ITEM}",
        caller.account,
        caller.department,
        subject.kind,
        subject.id,
    )
    if not rows:
        raise NotFound
    reports = await _waiting(rows)
    return Item(**_fields(rows[0], reports[subject.kind, subject.id]))


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


def _fields(row: asyncpg.Record, reports: list[asyncpg.Record]) -> dict[str, Any]:
    return {
        "subject": Subject(row["subject_kind"], row["subject_id"]),
        "proposal": row["number"],
        "language": row["language"],
        "title": row["title"],
        "body": row["body"],
        "photos": attached(row["photos"] or "[]"),
        "topic": row["topic"],
        "area": row["area"],
        "author": row["author"],
        "author_suspended_until": row["author_suspended_until"],
        "hidden": row["hidden"],
        "reasons": dict(Counter(report["reason"] for report in reports)),
        "notes": [report["note"] for report in reports if report["note"]],
        "reports": len(reports),
        "barred": row["barred_by"] is not None,
        "barred_by": row["barred_by"],
    }
