"""Telling people what happened, in the transaction that made it true; marking it as read; and
what each of them chooses to hear."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

import msgspec

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_row, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, NotFound
from backend.http.callers import Caller
from backend.notifications.kinds import KINDS, KindName
from backend.notifications.schemas import Preferences
from backend.push.actions import announce

# So long before the time for supports is over is it told that it will be.
CLOSING_SOON = timedelta(days=3)

# What the clock alone brings about is told late where no worker ran, but not when it is no news.
STILL_NEWS = timedelta(days=7)


async def tell_followers(*, proposal: int, kind: KindName, at: datetime, **details: Any) -> None:
    """Tell all who follow a proposal, now or later: one row, however many they are.

    ``details`` are fields of ``Notification``. Call it inside the transaction that it tells of.
    """
    assert KINDS[kind].followers
    told = await fetch(
        """
        INSERT INTO notification (kind, proposal, at, details) VALUES ($1, $2, $3, $4::jsonb)
        RETURNING id
        """,
        kind,
        proposal,
        at,
        msgspec.json.encode(details).decode(),
    )
    await announce(row["id"] for row in told)


async def tell_person(
    *,
    account: int | None,
    kind: KindName,
    proposal: int,
    at: datetime,
    comment: int | None = None,
    **details: Any,
) -> None:
    """Tell one person, if they are still there (``account`` is None where they have left)."""
    assert not KINDS[kind].followers
    if account is None:
        return
    told = await fetch(
        """
        INSERT INTO notification (kind, proposal, account, comment, at, details)
        VALUES ($1, $2, $3, $4, $5, $6::jsonb) RETURNING id
        """,
        kind,
        proposal,
        account,
        comment,
        at,
        msgspec.json.encode(details).decode(),
    )
    await announce(row["id"] for row in told)


async def tell_of_comment(
    *, comment: int, proposal: int, by: int, reply_to: int | None, city: City, at: datetime
) -> None:
    """Tell the author of what was commented on: of a comment those of the proposal, of a reply
    those of the comment. Nobody hears of what they wrote themselves.

    Whatever comes on one day of the city is one row, which moves to the top each time.
    """
    kind: KindName = "comment" if reply_to is None else "reply"
    written = (
        "SELECT author FROM proposal WHERE number = $2"
        if reply_to is None
        else "SELECT author FROM comment WHERE id = $3"
    )
    rows = await fetch(
        f"""
        INSERT INTO notification AS told (kind, proposal, account, thread, comment, at, day)
        SELECT $1, $2::bigint, author, $3::bigint, $4, $5, $6 FROM ({written}) written
        WHERE author <> $7
        ON CONFLICT (account, proposal, kind, day, coalesce(thread, 0)) WHERE day IS NOT NULL
        DO UPDATE SET times = told.times + 1, comment = excluded.comment,
                      at = greatest(told.at, excluded.at)
        RETURNING id
        """,
        kind,
        proposal,
        reply_to,
        comment,
        at,
        city.today(at),
        by,
    )
    await announce(row["id"] for row in rows)


async def tell_what_is_due(now: datetime) -> int:
    """Tell of what nobody does but the clock: answers that became overdue, and gathering that is
    about to close. Answer how much there was to tell; doing it twice tells nothing twice."""
    async with transaction():
        overdue = await fetch(
            """
            INSERT INTO notification (kind, proposal, at, details)
            SELECT 'overdue', proposal, coalesce(extended_until, due_at),
                   jsonb_build_object('department', owed_by)
            FROM obligation
            WHERE met_at IS NULL AND voided_at IS NULL
              AND coalesce(extended_until, due_at) BETWEEN $1::timestamptz - $2::interval AND $1
            ON CONFLICT DO NOTHING RETURNING id
            """,
            now,
            STILL_NEWS,
        )
        # Where there was no such time to begin with, being published is news enough.
        closing = await fetch(
            """
            INSERT INTO notification (kind, proposal, at)
            SELECT 'closing', number, closes_at - $2::interval FROM proposal
            WHERE hidden_at IS NULL AND withdrawn_at IS NULL
              AND closes_at BETWEEN $1 AND $1::timestamptz + $2::interval
              AND published_at < closes_at - 2 * $2::interval
            ON CONFLICT DO NOTHING RETURNING id
            """,
            now,
            CLOSING_SOON,
        )
        told = [*overdue, *closing]
        await announce(row["id"] for row in told)
    return len(told)


async def mark_read(*, caller: Caller, until: datetime, now: datetime) -> None:
    """Count everything up to ``until`` as read; never what is still to come."""
    await execute(
        """
        INSERT INTO notification_mark AS mark (account, read_until)
        VALUES ($1, least($2::timestamptz, $3))
        ON CONFLICT (account) DO UPDATE
            SET read_until = greatest(mark.read_until, excluded.read_until)
        """,
        caller.account,
        until,
        now,
    )


async def choose(*, caller: Caller, data: Preferences, city: City) -> None:
    """Hear of things as ``data`` says from now on, also of what has not been sent yet.

    Raises ``InvalidInput`` for a time zone that isn't known.
    """
    zone = None if data.time_zone == city.time_zone else data.time_zone
    if zone is not None and not await _is_zone(zone):
        raise InvalidInput({"time_zone": FieldError("time-zone")})
    quiet = data.quiet_hours
    # Only what differs is kept, so that a better default reaches everybody who never chose.
    chosen = [
        (name, want)
        for name, want in data.kinds.items()
        if (want.push, want.email) != (KINDS[name].push, KINDS[name].email)
    ]
    async with transaction():
        # This row comes first: it keeps two requests of one person apart.
        await execute(
            """
            INSERT INTO notification_setting AS setting
                (account, zone, quiet_from, quiet_until, digest_hour, mail_ended)
            VALUES ($1, $2, $3, $4, $5, coalesce($6, false))
            ON CONFLICT (account) DO UPDATE
                SET zone = excluded.zone, quiet_from = excluded.quiet_from,
                    quiet_until = excluded.quiet_until, digest_hour = excluded.digest_hour,
                    mail_ended = coalesce($6, setting.mail_ended)
            """,
            caller.account,
            zone,
            quiet and time.fromisoformat(quiet.from_),
            quiet and time.fromisoformat(quiet.until),
            data.digest_hour,
            None if data.email_ended is msgspec.UNSET else data.email_ended,
        )
        await execute("DELETE FROM notification_preference WHERE account = $1", caller.account)
        await execute(
            """
            INSERT INTO notification_preference (account, kind, push, email)
            SELECT $1, * FROM unnest($2::text[], $3::boolean[], $4::text[])
            """,
            caller.account,
            [name for name, _ in chosen],
            [want.push for _, want in chosen],
            [want.email for _, want in chosen],
        )


async def _is_zone(name: str) -> bool:
    """Whether that is a time zone both to us and to the database, which has tables of its own."""
    return name in available_timezones() and bool(
        await fetch_value("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1)", name)
    )


async def mute(*, caller: Caller, number: int) -> None:
    """Tell the caller nothing of a proposal from now on, nor of what happened. Twice is once.

    Raises ``NotFound``.
    """
    if await fetch_row("SELECT FROM proposal WHERE number = $1", number) is None:
        raise NotFound
    await execute(
        "INSERT INTO notification_mute (proposal, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        number,
        caller.account,
    )


async def unmute(*, caller: Caller, number: int) -> None:
    """Tell the caller again, whatever became of the proposal. Raises ``NotFound``."""
    row = await fetch_row(
        """
        WITH gone AS (DELETE FROM notification_mute WHERE proposal = $1 AND account = $2)
        SELECT number FROM proposal WHERE number = $1
        """,
        number,
        caller.account,
    )
    if row is None:
        raise NotFound
