"""What people read of a discussion."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, get_args

import asyncpg

from backend.city.city import City
from backend.comments.actions import editable_until
from backend.comments.schemas import Comment, Sort, Stance
from backend.database.engine import fetch, fetch_row, fetch_value
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Count, Id, Moment, Page, decode_cursor, encode_cursor
from backend.proposals.schemas import Author
from backend.text import render_markdown

# $1 is the reader's account. A visitor's is one that nobody has, and not null, of which PostgreSQL
# knows that it marked nothing: it would plan anew each time to make use of that.
VISITOR = 0

SELECT = """
    SELECT c.*, a.name,
           EXISTS (SELECT FROM helpful_mark h WHERE h.comment = c.id AND h.account = $1) AS helped
    FROM comment c LEFT JOIN account a ON a.id = c.author
"""

# Of a thread without a text only the place is left, and only while somebody's reply stands in it.
STANDS = """
    (c.deleted_at IS NULL
     OR EXISTS (SELECT FROM comment r WHERE r.reply_to = c.id AND r.deleted_at IS NULL))
"""

ORDERS: dict[Sort, dict[str, Any]] = {
    "new": {"created_at": Moment, "id": Id},
    "helpful": {"helpful": Count, "created_at": Moment, "id": Id},
}


async def comments(
    number: int,
    *,
    caller: Caller | None,
    city: City,
    now: datetime,
    sort: Sort = "new",
    stance: Stance | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Comment]:
    """The proposal's threads, newest or most helpful first, each with all of its replies.

    ``stance`` keeps the threads that begin with it, ``limit`` counts threads. Raises ``NotFound``
    for an unknown proposal.
    """
    me = caller.account if caller else VISITOR
    order = ORDERS[sort]
    columns = [f"c.{name}" for name in order]
    after = decode_cursor(cursor, *order.values()) or ()
    places = [f"${5 + index}" for index in range(len(after))]
    beyond = f"AND ({', '.join(columns)}) < ({', '.join(places)})" if after else ""
    threads = await fetch(
        f"""
        {SELECT} WHERE c.proposal = $2 AND c.reply_to IS NULL AND {STANDS}
          AND ($4::text IS NULL OR c.stance = $4) {beyond}
        ORDER BY {" DESC, ".join(columns)} DESC LIMIT $3
        """,
        me,
        number,
        limit + 1,
        stance,
        *after,
    )
    if not threads:
        if not await fetch_value("SELECT EXISTS (SELECT FROM proposal WHERE number = $1)", number):
            raise NotFound
        return Page([], None)
    more = len(threads) > limit
    threads = threads[:limit]
    replies = await _replies([row["id"] for row in threads], me)
    items = []
    for row in threads:
        thread = _as_comment(row, caller=caller, city=city, now=now)
        thread.replies = [
            _as_comment(reply, caller=caller, city=city, now=now) for reply in replies[row["id"]]
        ]
        items.append(thread)
    last = encode_cursor(*(threads[-1][name] for name in order)) if more else None
    return Page(items, last)


async def stances(number: int) -> dict[Stance, int]:
    """How many threads begin with each stance, of those that can be read; none is left out."""
    counts = {
        row["stance"]: row["count"]
        for row in await fetch(
            """
            SELECT stance, count(*) FROM comment
            WHERE proposal = $1 AND reply_to IS NULL AND deleted_at IS NULL AND hidden_at IS NULL
            GROUP BY stance
            """,
            number,
        )
    }
    return {stance: counts.get(stance, 0) for stance in get_args(Stance)}


async def one(id: int, *, caller: Caller | None, city: City, now: datetime) -> Comment:
    """One comment, without its replies. Raises ``NotFound``."""
    row = await fetch_row(f"{SELECT} WHERE c.id = $2", caller.account if caller else VISITOR, id)
    if row is None:
        raise NotFound
    return _as_comment(row, caller=caller, city=city, now=now)


async def _replies(threads: list[int], me: int) -> dict[int, list[asyncpg.Record]]:
    rows = await fetch(
        f"""
        {SELECT} WHERE c.reply_to = ANY((SELECT $2::bigint[])::bigint[]) AND c.deleted_at IS NULL
        ORDER BY c.created_at, c.id
        """,
        me,
        threads,
    )
    replies = defaultdict(list)
    for row in rows:
        replies[row["reply_to"]].append(row)
    return replies


def _as_comment(
    row: asyncpg.Record, *, caller: Caller | None, city: City, now: datetime
) -> Comment:
    """The row as this reader may see it."""
    mine = caller is not None and row["author"] == caller.account
    hidden = row["hidden_reason"]
    deleted = row["deleted_at"] is not None
    readable = not deleted and (
        hidden is None or mine or (caller is not None and caller.may("moderator"))
    )
    until = editable_until(row["created_at"], city)
    return Comment(
        id=row["id"],
        proposal=row["proposal"],
        body=row["body"] if readable else None,
        body_html=render_markdown(row["body"]) if readable else None,
        stance=row["stance"],
        author=Author(None) if deleted else Author(row["name"], row["badge"]),
        department=None if deleted else row["department"],
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        deleted=deleted,
        reply_to=row["reply_to"],
        helpful=row["helpful"],
        hidden=hidden,
        helped=row["helped"] if caller else None,
        mine=mine if caller else None,
        editable_until=until if mine and readable and not hidden and now <= until else None,
    )
