"""What moderators, authors and the public read of moderation."""

from __future__ import annotations

import asyncpg

from backend.city.city import City
from backend.database.engine import fetch, fetch_row
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.moderation.items import SUBJECT, item, queue
from backend.moderation.schemas import Author, Decision, LogLine, Notice, Report, Subject
from backend.moderation.subjects import found
from backend.paging import DEFAULT_LIMIT, Id, Page, decode_cursor, encode_cursor

MOST_NOTICES = 100

# What is decided about a text itself; the rest is about its author.
ABOUT_TEXT = "('hide', 'restore', 'keep')"

# The texts of the account $1.
TEXTS_OF = """
    SELECT 'proposal' AS kind, number AS id FROM proposal WHERE author = $1
    UNION ALL SELECT 'comment', id FROM comment WHERE author = $1
"""

HIDDEN_AT = "CASE WHEN c.id IS NULL THEN p.hidden_at ELSE c.hidden_at END"

__all__ = [
    "author",
    "decision",
    "decisions",
    "hidden",
    "history",
    "item",
    "log",
    "notices",
    "queue",
    "report",
]


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


async def decisions(*, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Decision]:
    """What moderators decided, latest first, with titles: for moderators only."""
    before = decode_cursor(cursor, Id)
    rows = await _decisions("$1::bigint IS NULL OR s.id < $1", *(before or (None,)), limit + 1)
    return _decision_page(rows, limit)


async def decision(id: int) -> Decision:
    """One of them: for moderators only. Raises ``NotFound``."""
    rows = await _decisions("s.id = $1", id, 1)
    if not rows:
        raise NotFound
    return _as_decision(rows[0])


async def history(subject: Subject) -> list[Decision]:
    """What was decided about one text, latest first: for moderators only."""
    return [
        _as_decision(row)
        for row in await _decisions(
            "s.subject_id = $1 AND s.subject_kind = $3", subject.id, None, subject.kind
        )
    ]


async def hidden(*, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Decision]:
    """The decisions by which texts are hidden now, latest first: for moderators only."""
    before = decode_cursor(cursor, Id)
    rows = await _decisions(
        f"""
        s.action = 'hide' AND {HIDDEN_AT} IS NOT NULL AND c.deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM decision later WHERE later.subject_kind = s.subject_kind
                          AND later.subject_id = s.subject_id AND later.id > s.id
                          AND later.action IN {ABOUT_TEXT})
        AND ($1::bigint IS NULL OR s.id < $1)
        """,
        *(before or (None,)),
        limit + 1,
    )
    return _decision_page(rows, limit)


async def notices(caller: Caller) -> list[Notice]:
    """What was hidden or restored of the caller's own texts, and when they were suspended or
    reinstated, latest first, the last hundred."""
    rows = await fetch(
        f"""
        SELECT s.*, p.number, coalesce(c.body, p.body) AS body,
               CASE WHEN p.hidden_at IS NULL OR p.author = $1 THEN p.title END AS title
        FROM ({TEXTS_OF}) own
        JOIN decision s ON s.subject_kind = own.kind AND s.subject_id = own.id {SUBJECT}
        WHERE s.action <> 'keep' AND (c.deleted_at IS NULL OR s.action NOT IN {ABOUT_TEXT})
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
            until=row["until"],
        )
        for row in rows
    ]


async def author(subject: Subject) -> Author | None:
    """Who wrote a text, None where they have left: for moderators only."""
    item = await found(subject)
    row = await fetch_row(
        "SELECT name, suspended_until, roles <> '{}' AS of_staff FROM account WHERE id = $1",
        item.author,
    )
    if row is None:
        return None
    decided = await _decisions(
        f"s.action <> 'keep' AND (s.subject_kind, s.subject_id) IN ({TEXTS_OF})",
        item.author,
        MOST_NOTICES,
    )
    return Author(**dict(row), decisions=[_as_decision(each) for each in decided])


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
        WHERE action IN ('hide', 'restore', 'keep', 'suspend', 'reinstate')
          AND ($1::bigint IS NULL OR id < $1)
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


async def _decisions(condition: str, *args: int | str | None) -> list[asyncpg.Record]:
    """The decisions that fulfil the condition, latest first; $2 is how many at most."""
    return await fetch(
        f"""
        SELECT s.*, p.number, p.title, a.name AS moderator_name,
               {HIDDEN_AT} IS NOT NULL AS hidden
        FROM decision s {SUBJECT} LEFT JOIN account a ON a.id = s.moderator
        WHERE {condition} ORDER BY s.id DESC LIMIT $2
        """,
        *args,
    )


def _decision_page(rows: list[asyncpg.Record], limit: int) -> Page[Decision]:
    last = rows[limit - 1]["id"] if len(rows) > limit else None
    return Page([_as_decision(row) for row in rows[:limit]], encode_cursor(last) if last else None)


def _subject(row: asyncpg.Record) -> Subject:
    return Subject(row["subject_kind"], row["subject_id"])


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
        until=row["until"],
        hidden=row["hidden"],
    )
