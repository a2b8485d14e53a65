"""Leaving: what goes with an account, and what stays."""

from __future__ import annotations

from datetime import datetime

from backend.accounts import sessions, tombstones
from backend.database.engine import execute, fetch, fetch_row, transaction
from backend.errors import NotSignedIn
from backend.http.callers import Caller
from backend.idempotency import forget_keys
from backend.settings import Settings
from backend.votes.ballot import voter


async def leave(*, caller: Caller, settings: Settings, now: datetime) -> None:
    """Delete the account. Texts stay without an author, supports stay counted.

    Drafts, follows and sessions go with it. Where a proposal that was supported is still open,
    or the account is suspended, tombstones keep the support from being given again and the
    suspension from being ended (see ``accounts.tombstones``).
    """
    async with transaction():
        row = await fetch_row(
            "SELECT email, vote_secret, suspended_until FROM account WHERE id = $1 FOR UPDATE",
            caller.account,
        )
        if row is None:
            raise NotSignedIn
        left = tombstones.LeftBehind(row["vote_secret"], _still(row["suspended_until"], now))
        ends = (await _last_open_window(settings, left.secret, now), left.suspended_until)
        until = max((end for end in ends if end is not None), default=None)
        if until is not None:
            identities = await fetch(
                "SELECT provider, subject FROM identity WHERE account = $1", caller.account
            )
            marks = [
                tombstones.mark_of_identity(settings, identity["provider"], identity["subject"])
                for identity in identities
            ]
            if row["email"] is not None:
                marks.append(tombstones.mark_of_email(settings, row["email"]))
            await tombstones.leave_behind(settings, marks=marks, left=left, until=until)
        # A mark would be there twice if this person came back, so it goes, unlike a support.
        marked = await fetch(
            "DELETE FROM helpful_mark WHERE account = $1 RETURNING comment", caller.account
        )
        await forget_keys(caller.account)
        await execute("DELETE FROM account WHERE id = $1", caller.account)
        # After the proposals, which lose their author with the account: in this order all who
        # hold both hold them.
        await execute(
            "UPDATE comment SET helpful = helpful - 1 WHERE id = ANY($1)",
            [row["comment"] for row in marked],
        )
    sessions.KNOWN.forget(caller.account)


def _still(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and until >= now else None


async def _last_open_window(settings: Settings, secret: bytes, now: datetime) -> datetime | None:
    """When the last of the open proposals closes that this secret's account supports."""
    closes = {
        row["number"]: row["closes_at"]
        for row in await fetch("SELECT number, closes_at FROM proposal WHERE closes_at >= $1", now)
    }
    supported = await fetch(
        "SELECT proposal FROM vote JOIN unnest($1::bigint[], $2::bytea[]) AS mine (number, voter)"
        " ON vote.proposal = mine.number AND vote.voter = mine.voter",
        list(closes),
        [voter(settings, secret, number) for number in closes],
    )
    return max((closes[row["proposal"]] for row in supported), default=None)
