"""Who is told of a notification, a range of accounts at a time, and how far that went.

The state of a range moves in the transaction that writes what became of its messages. A worker that
is killed leaves at most the messages behind that were under way, and they alone are sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from backend.database.engine import execute, fetch, fetch_row, fetch_value, transaction
from backend.database.jobs import enqueue
from backend.notifications.hearing import heard_by
from backend.notifications.kinds import KINDS
from backend.notifications.queries import notification_of
from backend.notifications.schemas import Notification
from backend.push.messages import lasts

# Jobs: a range of a small event waits for no large one (see ``jobs``).
SMALL = "push_range"
LARGE = "push_large_range"

RANGE = 1000
BATCH = 100


class Told(msgspec.Struct, frozen=True):
    """A notification with the one account that it is for; None: for all who follow."""

    one: Notification
    account: int | None

    def expired(self, now: datetime) -> bool:
        """Whether it is no news any more."""
        return now >= self.one.at + lasts(self.one)


class Range(msgspec.Struct, frozen=True):
    """A range as it was read; its rows are told in the order of accounts, then devices."""

    id: int
    notification: int
    until_account: int
    done_account: int
    done_subscription: int
    starts: int


# Those who may hear of it, with $3; and of these the devices that want to.
_FOLLOWERS = "SELECT account FROM follow WHERE proposal = $3"
_PERSON = "SELECT $3::bigint AS account"
_WANTED = f"""
    SELECT s.id, s.account, s.endpoint, s.p256dh, s.auth, s.key, a.language,
           quiet.zone, quiet.quiet_from, quiet.quiet_until
    FROM notification n CROSS JOIN ({{told}}) f JOIN push_subscription s ON s.account = f.account
    JOIN account a ON a.id = f.account
    LEFT JOIN notification_preference chosen
        ON chosen.account = f.account AND chosen.kind = n.kind
    LEFT JOIN notification_setting quiet ON quiet.account = f.account
    WHERE n.id = $1 AND coalesce(chosen.push, $2) AND {heard_by("f.account")}
"""
_IN_RANGE = """
    AND f.account BETWEEN $4 AND $6 AND (f.account, s.id) > ($4, $5)
    ORDER BY f.account, s.id LIMIT $7
"""
_OF_THESE = "AND s.id = ANY ($4)"


async def told(notification: int) -> Told | None:
    """That notification as it is now, if it is still there."""
    row = await fetch_row(
        """
        SELECT n.*, p.title, p.hidden_at, false AS unread
        FROM notification n JOIN proposal p ON p.number = n.proposal WHERE n.id = $1
        """,
        notification,
    )
    return Told(notification_of(row), row["account"]) if row else None


async def cut(notification: int, now: datetime) -> None:
    """Cut the accounts that are to be told into ranges, a job for each; twice is once."""
    async with transaction():
        what = await told(notification)
        if what is None or what.expired(now):
            return
        # What is grouped moves on and is told anew each time.
        fresh = await fetch_value(
            """
            INSERT INTO push_fan_out AS before (notification, told_at) VALUES ($1, $2)
            ON CONFLICT (notification) DO UPDATE SET told_at = excluded.told_at
                WHERE before.told_at < excluded.told_at
            RETURNING notification
            """,
            notification,
            what.one.at,
        )
        if fresh is None:
            return
        if ids := await _make_ranges(what):
            await enqueue(SMALL if len(ids) == 1 else LARGE, [str(id) for id in ids])


async def _make_ranges(what: Told) -> list[int]:
    rows = await fetch(
        f"""
        WITH listening AS (
            SELECT f.account, (row_number() OVER (ORDER BY f.account) - 1) / $3 AS place
            FROM ({_people(what, "$2")}) f
            WHERE EXISTS (SELECT FROM push_subscription s WHERE s.account = f.account)
        )
        INSERT INTO push_range (notification, done_account, until_account)
        SELECT $1, min(account), max(account) FROM listening GROUP BY place ORDER BY place
        RETURNING id
        """,
        what.one.id,
        _whose(what),
        RANGE,
    )
    return [row["id"] for row in rows]


def _people(what: Told, whose: str) -> str:
    return (_FOLLOWERS if what.account is None else _PERSON).replace("$3", whose)


def _whose(what: Told) -> int:
    return what.one.proposal if what.account is None else what.account


async def begin(id: int) -> Range | None:
    """Take a range up, where it was left; None if it is done. Counts how often that happens."""
    row = await fetch_row(
        "UPDATE push_range SET starts = least(starts + 1, 1000) WHERE id = $1 RETURNING *", id
    )
    return msgspec.convert(dict(row), Range) if row else None


async def next_batch(what: Told, part: Range) -> list[asyncpg.Record]:
    """The next devices of a range that want to be told, in its order."""
    return await fetch(
        _WANTED.format(told=_people(what, "$3")) + _IN_RANGE,
        what.one.id,
        KINDS[what.one.kind].push,
        _whose(what),
        part.done_account,
        part.done_subscription,
        part.until_account,
        BATCH,
    )


async def those_of(what: Told, subscriptions: Sequence[int]) -> list[asyncpg.Record]:
    """Those of these devices that still want to be told."""
    return await fetch(
        _WANTED.format(told=_people(what, "$3")) + _OF_THESE,
        what.one.id,
        KINDS[what.one.kind].push,
        _whose(what),
        subscriptions,
    )


async def get_on(part: Range, last: asyncpg.Record) -> Range | None:
    """Note that a range is done up to this device; None where somebody else has got on with it.

    Two workers may have one range after one of them was believed dead.
    """
    row = await fetch_row(
        """
        UPDATE push_range SET done_account = $4, done_subscription = $5, starts = 0
        WHERE id = $1 AND (done_account, done_subscription) = ($2, $3) RETURNING *
        """,
        part.id,
        part.done_account,
        part.done_subscription,
        last["account"],
        last["id"],
    )
    return msgspec.convert(dict(row), Range) if row else None


async def finish(part: Range) -> None:
    """A range is done."""
    await execute("DELETE FROM push_range WHERE id = $1", part.id)
