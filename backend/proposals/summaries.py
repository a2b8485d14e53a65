"""A row of a proposal as lists and pages show it: one select, and one place that hides text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import asyncpg

from backend.database.engine import fetch
from backend.http.callers import Caller
from backend.paging import encode_cursor
from backend.photos.queries import attached, photos_of
from backend.proposals.schemas import Author, Place, ProposalSummary, Source, Visibility
from backend.proposals.stage import Facts, stage_of
from backend.settings import Settings
from backend.text import excerpt
from backend.votes.ballot import voter

# Never the whole body: a page of a hundred imported texts would be megabytes.
_COLUMNS = """
    p.number, p.language, p.title, left(p.body, 600) AS beginning, p.body_format, p.topic, p.area,
    p.place_latitude, p.place_longitude, p.place_label, p.author, p.badge, p.board,
    p.source, p.source_number, p.name_withdrawn_at, p.published_at, p.closes_at, p.updated_at,
    p.withdrawn_at, p.hidden_at, p.hidden_reason, p.answered_at, p.supports, p.imported_supports,
    p.comments, p.progress, p.owed"""


def select(page: str, *, more: str = "", order: str = "") -> str:
    """The statement that reads the proposals which the subquery ``page`` picks.

    The subquery sorts and cuts, so that everything else is only looked up for the rows that are
    shown; ``order`` sorts these again. ``more`` are further columns of ``p``.
    """
    return f"""
        SELECT {_COLUMNS}, writer.name AS author_name,
               owed.owed_by, owed.due_at, answer.decision,
               {photos_of("proposal", "p.number")} AS photos{", " + more if more else ""}
        FROM ({page}) p
        LEFT JOIN account writer ON writer.id = p.author
        LEFT JOIN LATERAL (
            SELECT o.owed_by, coalesce(o.extended_until, o.due_at) AS due_at FROM obligation o
            WHERE o.proposal = p.number AND o.met_at IS NULL AND o.voided_at IS NULL
            ORDER BY 2 LIMIT 1
        ) owed ON true
        LEFT JOIN LATERAL (
            SELECT r.decision FROM response r WHERE r.proposal = p.number
            ORDER BY r.published_at DESC, r.id DESC LIMIT 1
        ) answer ON true
        {order}
    """


class Marks:
    """Which proposals a caller supports and follows, found out for many in one statement."""

    def __init__(self, caller: Caller | None, rows: Iterable[asyncpg.Record] = ()) -> None:
        self.caller = caller
        self.supported = {row["number"] for row in rows if row["supported"]}
        self.followed = {row["number"] for row in rows if row["followed"]}

    @classmethod
    async def of(cls, caller: Caller | None, numbers: list[int], *, settings: Settings) -> Marks:
        """The caller's marks on these proposals; a visitor has none."""
        if caller is None or not numbers:
            return cls(caller)
        rows = await fetch(
            """
            SELECT asked.number,
                   EXISTS (SELECT FROM vote WHERE proposal = asked.number AND voter = asked.voter)
                       AS supported,
                   EXISTS (SELECT FROM follow WHERE proposal = asked.number AND account = $3)
                       AS followed
            -- In subqueries, so that PostgreSQL does not count them: for one proposal alone it
            -- would plan anew each time.
            FROM unnest((SELECT $1::bigint[]), (SELECT $2::bytea[])) AS asked (number, voter)
            """,
            numbers,
            [voter(settings, caller.vote_secret, number) for number in numbers],
            caller.account,
        )
        return cls(caller, rows)

    def on(self, number: int) -> tuple[bool | None, bool | None]:
        """Whether the caller supports it and follows it; None and None for visitors."""
        if self.caller is None:
            return None, None
        return number in self.supported, number in self.followed


async def summaries(
    rows: list[asyncpg.Record], *, caller: Caller | None, settings: Settings, now: datetime
) -> list[ProposalSummary]:
    """Rows of ``select`` as lists carry them, in one more statement for someone signed in."""
    marks = await Marks.of(caller, [row["number"] for row in rows], settings=settings)
    return [ProposalSummary(**fields(row, marks=marks, now=now)) for row in rows]


def next_cursor(
    rows: list[asyncpg.Record], limit: int, key: Callable[[asyncpg.Record], tuple[Any, ...]]
) -> str | None:
    """The cursor of what follows, where one row more than asked for came back."""
    return encode_cursor(*key(rows[limit - 1])) if len(rows) > limit else None


def may_read(row: asyncpg.Record, caller: Caller | None) -> bool:
    """Whether this reader gets the text: a hidden one's only its author and moderators."""
    if row["hidden_at"] is None:
        return True
    return _is_privy(row, caller)


def _is_privy(row: asyncpg.Record, caller: Caller | None) -> bool:
    return caller is not None and (row["author"] == caller.account or caller.may("moderator"))


def fields(row: asyncpg.Record, *, marks: Marks, now: datetime) -> dict[str, Any]:
    """The fields of ``ProposalSummary``, without what this reader may not see."""
    readable = may_read(row, marks.caller)
    # A withdrawn text stays for whoever knows its number, but people's pictures go with them.
    shown = readable and (row["withdrawn_at"] is None or _is_privy(row, marks.caller))
    supported, followed = marks.on(row["number"])
    facts = Facts(
        closes_at=row["closes_at"],
        hidden_at=row["hidden_at"],
        withdrawn_at=row["withdrawn_at"],
        progress=row["progress"],
        owed=row["owed"],
        answered_at=row["answered_at"],
    )
    return {
        "number": row["number"],
        "language": row["language"],
        "title": row["title"] if readable else None,
        "excerpt": excerpt(row["beginning"], body_format=row["body_format"]) if readable else None,
        "topic": row["topic"],
        "area": row["area"],
        "place": place_of(row) if readable else None,
        "author": _author_of(row),
        "visibility": _visibility_of(row),
        "stage": stage_of(facts, now),
        "hidden": row["hidden_reason"],
        "supports": row["supports"],
        "imported_supports": row["imported_supports"],
        "published_at": row["published_at"],
        "closes_at": row["closes_at"],
        "updated_at": row["updated_at"],
        "supported": supported,
        "followed": followed,
        "comments": row["comments"],
        "decision": row["decision"],
        "due_at": row["due_at"],
        "owed_by": row["owed_by"],
        "photos": attached(row["photos"]) if shown else [],
        "source": Source(row["board"], row["source_number"]) if row["source"] else None,
    }


def place_of(row: asyncpg.Record) -> Place | None:
    """The place of a proposal or a draft."""
    if row["place_latitude"] is None and row["place_label"] is None:
        return None
    return Place(row["place_latitude"], row["place_longitude"], row["place_label"] or "")


def _author_of(row: asyncpg.Record) -> Author:
    if row["board"] is not None:
        return Author(row["board"])
    if row["author"] is None or row["name_withdrawn_at"] is not None:
        return Author(None)
    return Author(row["author_name"], row["badge"])


def _visibility_of(row: asyncpg.Record) -> Visibility:
    if row["hidden_at"] is not None:
        return "hidden"
    return "published" if row["withdrawn_at"] is None else "withdrawn"
