"""Reading proposals: the feed, the search, one proposal whole, and one's own."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from backend.database.engine import fetch, fetch_row
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Id, Page, decode_cursor
from backend.photos.queries import attached, photos_of
from backend.proposals.feed import feed
from backend.proposals.schemas import (
    Addendum,
    Draft,
    Proposal,
    ProposalSummary,
    Version,
)
from backend.proposals.similar import similar
from backend.proposals.summaries import (
    Marks,
    fields,
    may_read,
    next_cursor,
    place_of,
    select,
    summaries,
)
from backend.proposals.tables import is_editable
from backend.responses.queries import obligations
from backend.settings import Settings
from backend.text import render, render_markdown

__all__ = [
    "draft",
    "drafts",
    "feed",
    "mine",
    "numbered_page",
    "overdue",
    "proposal",
    "similar",
    "versions",
]

_DRAFT = f"SELECT *, {photos_of('draft', 'draft.id')} AS photos FROM draft"


async def proposal(
    number: int, *, caller: Caller | None, settings: Settings, now: datetime
) -> Proposal:
    """One proposal whole, in four statements. Raises ``NotFound``.

    A hidden one comes without its texts, but for its author and for moderators; a withdrawn one
    can still be read by whoever knows its number.
    """
    row = await fetch_row(
        select(
            "SELECT * FROM proposal WHERE number = $1",
            more="""p.body, (
                SELECT max(v.version) FROM proposal_version v WHERE v.proposal = p.number
            ) AS version""",
        ),
        number,
    )
    if row is None:
        raise NotFound
    marks = await Marks.of(caller, [number], settings=settings)
    readable = may_read(row, caller)
    mine = None if caller is None else row["author"] == caller.account
    return Proposal(
        **fields(row, marks=marks, now=now),
        body=row["body"] if readable else None,
        body_html=render(row["body"], row["body_format"]) if readable else None,
        body_format=row["body_format"],
        obligations=await obligations(number, now=now),
        addenda=await _addenda(number) if readable else [],
        mine=mine,
        editable=bool(mine) and is_editable(row, now),
        version=row["version"] or 1,
    )


async def versions(number: int, *, caller: Caller | None) -> list[Version]:
    """Every text that a proposal had, oldest first. Raises ``NotFound``, also where it is hidden
    from this reader."""
    rows = await fetch(
        """
        SELECT v.version, v.title, v.body, v.edited_at, p.hidden_at, p.author
        FROM proposal_version v JOIN proposal p ON p.number = v.proposal
        WHERE v.proposal = $1 ORDER BY v.version
        """,
        number,
    )
    if not rows or not may_read(rows[0], caller):
        raise NotFound
    return [
        Version(
            version=row["version"],
            title=row["title"],
            body=row["body"],
            edited_at=row["edited_at"],
        )
        for row in rows
    ]


async def mine(
    caller: Caller,
    *,
    settings: Settings,
    now: datetime,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[ProposalSummary]:
    """The caller's own proposals, newest first, hidden and withdrawn ones too."""
    return await numbered_page(
        "SELECT * FROM proposal WHERE author = $1 AND ($2::bigint IS NULL OR number < $2)"
        " ORDER BY number DESC LIMIT $3",
        caller=caller,
        settings=settings,
        now=now,
        cursor=cursor,
        limit=limit,
    )


async def numbered_page(
    page: str,
    *,
    caller: Caller,
    settings: Settings,
    now: datetime,
    cursor: str | None,
    limit: int,
) -> Page[ProposalSummary]:
    """A page of a list that is sorted by number, highest first.

    ``page`` is the subquery that picks it: $1 is the caller's account, $2 the number before
    which it starts (or null), $3 how many it takes.
    """
    after = decode_cursor(cursor, Id)
    rows = await fetch(
        select(page, order="ORDER BY p.number DESC"),
        caller.account,
        after[0] if after else None,
        limit + 1,
    )
    following = next_cursor(rows, limit, lambda row: (row["number"],))
    items = await summaries(rows[:limit], caller=caller, settings=settings, now=now)
    return Page(items, following)


async def overdue(*, settings: Settings, now: datetime, limit: int) -> list[ProposalSummary]:
    """The proposals whose answer is late, the one that waits longest first, as visitors see them.

    None that is hidden or withdrawn.
    """
    due = "coalesce(o.extended_until, o.due_at)"
    open_debt = "o.met_at IS NULL AND o.voided_at IS NULL"
    rows = await fetch(
        select(
            f"""
            SELECT p.*, {due} AS since FROM obligation o JOIN proposal p ON p.number = o.proposal
            WHERE {open_debt} AND {due} < $1 AND p.hidden_at IS NULL AND p.withdrawn_at IS NULL
              AND NOT EXISTS (
                SELECT FROM obligation earlier WHERE earlier.proposal = o.proposal
                  AND earlier.met_at IS NULL AND earlier.voided_at IS NULL
                  AND (coalesce(earlier.extended_until, earlier.due_at), earlier.id) < ({due}, o.id)
              )
            ORDER BY {due}, p.number LIMIT $2
            """,
            order="ORDER BY p.since, p.number",
        ),
        now,
        limit,
    )
    return await summaries(rows, caller=None, settings=settings, now=now)


async def drafts(caller: Caller) -> list[Draft]:
    """The caller's drafts, the one touched last first."""
    rows = await fetch(
        f"{_DRAFT} WHERE author = $1 ORDER BY updated_at DESC, id DESC", caller.account
    )
    return [_draft(row) for row in rows]


async def draft(id: int, caller: Caller) -> Draft:
    """One of the caller's drafts. Raises ``NotFound``, for other people's too."""
    row = await fetch_row(f"{_DRAFT} WHERE id = $1 AND author = $2", id, caller.account)
    if row is None:
        raise NotFound
    return _draft(row)


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(
        id=row["id"],
        language=row["language"],
        title=row["title"],
        body=row["body"],
        body_html=render_markdown(row["body"]),
        topic=row["topic"],
        area=row["area"],
        place=place_of(row),
        photos=attached(row["photos"]),
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


async def _addenda(number: int) -> list[Addendum]:
    rows = await fetch(
        "SELECT id, body, added_at FROM addendum WHERE proposal = $1 ORDER BY id", number
    )
    return [
        Addendum(
            id=row["id"],
            body=row["body"],
            body_html=render_markdown(row["body"]),
            added_at=row["added_at"],
        )
        for row in rows
    ]
