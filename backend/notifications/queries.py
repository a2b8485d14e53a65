"""The inbox, read from what was told to all who follow and to oneself; and what one chose to
hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from backend.city.city import City
from backend.database.batching import Batched
from backend.database.engine import fetch, fetch_row
from backend.http.callers import Caller
from backend.notifications.hearing import heard_by
from backend.notifications.kinds import KINDS, About, kinds_about
from backend.notifications.schemas import Channels, Notification, Preferences, QuietHours
from backend.paging import DEFAULT_LIMIT, Id, Moment, Page, decode_cursor, encode_cursor
from backend.proposals.queries import numbered_page
from backend.proposals.schemas import ProposalSummary
from backend.settings import Settings

MOST_UNREAD = 100


def _mark(account: str) -> str:
    """Until when ``account`` (SQL) has read: who never read the inbox has read what happened before
    they came."""
    return f"""
    SELECT coalesce((SELECT read_until FROM notification_mark WHERE account = {account}),
                    (SELECT created_at FROM account WHERE id = {account}))
    """


# Whoever follows more than so many proposals finds a page among so many of the city's latest news,
# unless hardly any of it is theirs.
FOLLOWS_MANY = 100
LATEST = 1000

_BEFORE = "(n.at, n.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::bigint, 0))"
_MINE = heard_by("$1")
_HEARD = f"n.kind = ANY ($2) AND {_MINE} AND {_BEFORE}"
_NEWEST = "ORDER BY n.at DESC, n.id DESC LIMIT $5"

# A page of a thousand followed proposals costs what one of ten does: it is looked for among what
# happened last anywhere. Where that is not enough, the latest news of each proposal that they
# follow is looked at, by index, and then more of those that are shown.
_INBOX = f"""
WITH latest AS MATERIALIZED (
    SELECT n.* FROM (
        SELECT n.* FROM notification n WHERE n.account IS NULL AND {_BEFORE}
        ORDER BY n.at DESC, n.id DESC LIMIT {LATEST}
    ) n
    WHERE (SELECT count(*) FROM (SELECT FROM follow WHERE account = $1
                                 LIMIT {FOLLOWS_MANY} + 1) few) > {FOLLOWS_MANY}
      AND (SELECT true FROM follow f WHERE f.proposal = n.proposal AND f.account = $1)
      AND {_HEARD}
    {_NEWEST}
), newest AS (
    SELECT f.proposal FROM follow f CROSS JOIN LATERAL (
        SELECT n.at, n.id FROM notification n
        WHERE n.proposal = f.proposal AND n.account IS NULL AND {_HEARD} 
        ORDER BY n.at DESC, n.id DESC LIMIT 1
    ) n
    WHERE f.account = $1 AND (SELECT count(*) FROM latest) < $5
    {_NEWEST}
), told AS (
    SELECT * FROM latest WHERE (SELECT count(*) FROM latest) = $5
    UNION ALL
    SELECT n.* FROM newest CROSS JOIN LATERAL (
        SELECT n.* FROM notification n
        WHERE n.proposal = newest.proposal AND n.account IS NULL AND {_HEARD} {_NEWEST}
    ) n
    UNION ALL
    (SELECT n.* FROM notification n WHERE n.account = $1 AND {_HEARD} {_NEWEST})
)
SELECT told.*, p.title, p.hidden_at, told.at > ({_mark("$1")}) AS unread
FROM (SELECT * FROM told n {_NEWEST}) told JOIN proposal p ON p.number = told.proposal
ORDER BY told.at DESC, told.id DESC
"""


async def inbox(
    caller: Caller,
    *,
    about: About | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Notification]:
    """What the caller was told, newest first. What has no row of its own for each follower is
    found by what they follow at this moment."""
    after = decode_cursor(cursor, Moment, Id)
    rows = await fetch(
        _INBOX, caller.account, kinds_about(about), *(after or (None, None)), limit + 1
    )
    more = encode_cursor(rows[limit - 1]["at"], rows[limit - 1]["id"]) if rows[limit:] else None
    return Page([notification_of(row) for row in rows[:limit]], more)


# The array stands in a subquery, so that PostgreSQL does not count it: who asks alone would have it
# plan anew each time, which takes ten times as long as to answer.
_UNREAD = f"""
SELECT (
    WITH mark AS MATERIALIZED ({_mark("asked.account")})
    SELECT count(*) FROM (
        SELECT FROM notification n
        WHERE n.account = asked.account AND n.at > (TABLE mark) AND {heard_by("asked.account")}
        UNION ALL
        SELECT FROM follow f JOIN notification n ON n.proposal = f.proposal
        WHERE f.account = asked.account AND n.account IS NULL AND n.at > (TABLE mark)
          AND {heard_by("asked.account")}
        LIMIT {MOST_UNREAD}
    ) told
)
FROM unnest((SELECT $1::bigint[])) WITH ORDINALITY AS asked (account, place) ORDER BY asked.place
"""


async def _count_unread(accounts: Sequence[int]) -> list[int]:
    return [count for (count,) in await fetch(_UNREAD, accounts)]


# Every page that somebody opens who is signed in asks for it.
_count_unread_together = Batched(_count_unread)


async def unread(caller: Caller) -> int:
    """How much of it is newer than what was read, a hundred at most."""
    return await _count_unread_together(caller.account)


def notification_of(row: asyncpg.Record) -> Notification:
    """What a row of ``notification``, joined with its proposal's ``title`` and ``hidden_at`` and
    with whether it is ``unread``, tells."""
    details: dict[str, Any] = msgspec.json.decode(row["details"])
    return msgspec.convert(
        {
            **details,
            "id": row["id"],
            "kind": row["kind"],
            "about": KINDS[row["kind"]].about,
            "at": row["at"],
            "unread": row["unread"],
            "proposal": row["proposal"],
            "title": row["title"] if row["hidden_at"] is None else None,
            "path": _path(row),
            "count": row["times"],
        },
        Notification,
    )


def _path(row: asyncpg.Record) -> str:
    """Where one sees what it tells of."""
    kind = row["kind"]
    if KINDS[kind].about == "moderation":
        return "/me/notices"
    page = f"/proposals/{row['proposal']}"
    if row["comment"] is not None:
        return f"{page}#comment-{row['comment']}"
    if kind in ("response", "correction"):
        return f"{page}#answer"
    if kind == "addendum":
        return f"{page}#addenda"
    return f"{page}#history" if KINDS[kind].about == "answers" else page


async def preferences(caller: Caller, city: City) -> Preferences:
    """What the caller wants to hear, every kind named."""
    chosen = {
        row["kind"]: Channels(push=row["push"], email=row["email"])
        for row in await fetch(
            "SELECT kind, push, email FROM notification_preference WHERE account = $1",
            caller.account,
        )
    }
    row = await fetch_row("SELECT * FROM notification_setting WHERE account = $1", caller.account)
    kinds = {
        name: chosen.get(name, Channels(push=kind.push, email=kind.email))
        for name, kind in KINDS.items()
    }
    if row is None:
        return Preferences(kinds=kinds, time_zone=city.time_zone, email_ended=False)
    quiet = row["quiet_from"] and QuietHours(
        from_=f"{row['quiet_from']:%H:%M}", until=f"{row['quiet_until']:%H:%M}"
    )
    return Preferences(
        kinds=kinds,
        quiet_hours=quiet,
        time_zone=row["zone"] or city.time_zone,
        digest_hour=row["digest_hour"],
        email_ended=row["mail_ended"],
    )


async def muted(
    caller: Caller,
    *,
    settings: Settings,
    now: datetime,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[ProposalSummary]:
    """The proposals of which the caller hears nothing, newest proposal first."""
    return await numbered_page(
        """
        SELECT p.* FROM notification_mute m JOIN proposal p ON p.number = m.proposal
        WHERE m.account = $1 AND ($2::bigint IS NULL OR m.proposal < $2)
        ORDER BY m.proposal DESC LIMIT $3
        """,
        caller=caller,
        settings=settings,
        now=now,
        cursor=cursor,
        limit=limit,
    )
