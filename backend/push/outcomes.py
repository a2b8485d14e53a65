"""What became of messages, written down; and those that wait for another moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.database.jobs import enqueue
from backend.push.deliveries import Accepted, Failed, Gone, Later, Outcome

LATER = "push_later"

# Whoever takes up what waited has so long to say what became of it, before another one may.
TAKEN_FOR = timedelta(seconds=30)

BATCH = 100


async def settle(notification: int, outcomes: Mapping[int, Outcome], now: datetime) -> None:
    """Write what became of the messages of one notification, by the devices' ids. It stands in a
    transaction, together with how far the range has got.

    Rows that somebody else holds are left out, so that nobody waits for anybody: another message
    will tell the same of them.
    """
    if not outcomes:
        return
    later = {id: one for id, one in outcomes.items() if isinstance(one, Later)}
    errors = {id: one.error for id, one in outcomes.items() if isinstance(one, Later | Failed)}
    wrong = {id: error for id, error in errors.items() if error is not None}
    await execute(
        """
        WITH fine AS (
            UPDATE push_subscription SET last_success_at = $2, last_error = NULL
            WHERE id IN (SELECT id FROM push_subscription WHERE id = ANY ($3)
                         FOR NO KEY UPDATE SKIP LOCKED)
        ), gone AS (
            DELETE FROM push_subscription
            WHERE id IN (SELECT id FROM push_subscription WHERE id = ANY ($4)
                         FOR UPDATE SKIP LOCKED)
        ), wrong AS (
            UPDATE push_subscription SET last_error = wrong.error
            FROM unnest($5::bigint[], $6::text[]) AS wrong (id, error)
            WHERE push_subscription.id = wrong.id AND push_subscription.id IN (
                SELECT id FROM push_subscription WHERE id = ANY ($5)
                FOR NO KEY UPDATE SKIP LOCKED)
        ), done AS (
            DELETE FROM push_later WHERE notification = $1 AND subscription = ANY ($7)
        )
        INSERT INTO push_later (notification, subscription, due_at)
        SELECT $1, s.id, later.due_at
        FROM unnest($8::bigint[], $9::timestamptz[]) AS later (id, due_at)
        JOIN push_subscription s ON s.id = later.id FOR KEY SHARE OF s
        ON CONFLICT (notification, subscription)
            DO UPDATE SET due_at = excluded.due_at, starts = 0
        """,
        notification,
        now,
        [id for id, one in outcomes.items() if isinstance(one, Accepted)],
        [id for id, one in outcomes.items() if isinstance(one, Gone)],
        list(wrong),
        list(wrong.values()),
        [id for id in outcomes if id not in later],
        list(later),
        [one.due_at for one in later.values()],
    )
    if later:
        await _wake(min(one.due_at for one in later.values()), now)


async def take(now: datetime) -> dict[int, dict[int, int]]:
    """Take up some of what is due: by notification the devices, each with how often it was taken
    up since anything was heard of it."""
    rows = await fetch(
        """
        UPDATE push_later AS later SET due_at = $2, starts = later.starts + 1
        FROM (SELECT notification, subscription FROM push_later WHERE due_at <= $1
              ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
        WHERE (later.notification, later.subscription) = (due.notification, due.subscription)
        RETURNING later.notification, later.subscription, later.starts
        """,
        now,
        now + TAKEN_FOR,
        BATCH,
    )
    taken: dict[int, dict[int, int]] = {}
    for row in rows:
        taken.setdefault(row["notification"], {})[row["subscription"]] = row["starts"]
    return taken


async def drop(notification: int, subscriptions: list[int]) -> None:
    """Wait no longer for a moment to tell these devices."""
    await execute(
        "DELETE FROM push_later WHERE notification = $1 AND subscription = ANY ($2)",
        notification,
        subscriptions,
    )


async def wake_for_next(now: datetime) -> None:
    """Have a job look again when the next one is due, if any waits."""
    async with transaction():
        due_at = await fetch_value("SELECT min(due_at) FROM push_later")
        if due_at is not None:
            await _wake(due_at, now)


async def _wake(due_at: datetime, now: datetime) -> None:
    """One job for whatever is due in one second, at its end."""
    second = int(due_at.timestamp()) + 1
    wait = timedelta(seconds=max(0.0, second - now.timestamp()))
    await enqueue(LATER, after=wait, once=f"{LATER} {second}")
