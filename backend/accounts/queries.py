"""Reads of one's own account."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import asyncpg

from backend.accounts.schemas import Account, Session
from backend.database.engine import fetch, fetch_row, fetch_value
from backend.errors import NotFound, NotSignedIn
from backend.http.callers import Caller
from backend.settings import Settings
from backend.votes.ballot import voter


async def account(caller: Caller) -> Account:
    """One's own account as it is now."""
    row = await fetch_row("SELECT * FROM account WHERE id = $1", caller.account)
    if row is None:
        raise NotSignedIn
    return _view(row, verified=caller.verified)


async def is_new(caller: Caller, now: datetime) -> bool:
    """Whether the sign-in of this very moment made the account."""
    made_now: bool | None = await fetch_value(
        "SELECT created_at = $2 FROM account WHERE id = $1", caller.account, now
    )
    return bool(made_now)


async def account_at_desk(id: int, *, now: datetime) -> Account:
    """An account as the clerk sees it who has just verified it."""
    row = await fetch_row("SELECT * FROM account WHERE id = $1", id)
    if row is None:
        raise NotFound
    until = row["verified_until"]
    verified = row["verified_at"] is not None and (until is None or until > now)
    return _view(row, verified=verified)


async def sessions(caller: Caller, now: datetime) -> list[Session]:
    """One's signed-in devices, the one used last first."""
    rows = await fetch(
        "SELECT * FROM session WHERE account = $1 AND expires_at > $2"
        " ORDER BY last_used_on DESC, id DESC",
        caller.account,
        now,
    )
    return [
        Session(
            id=row["id"],
            device=row["device"],
            created_at=row["created_at"],
            last_used_on=row["last_used_on"],
            expires_at=row["expires_at"],
            current=row["id"] == caller.session,
        )
        for row in rows
    ]


# What is exported beside the account: a name, and the rows that are this person's ($1).
_EXPORTED = {
    "identities": "SELECT provider, subject FROM identity WHERE account = $1 ORDER BY 1, 2",
    "sessions": "SELECT device, created_at, last_used_on, expires_at FROM session"
    " WHERE account = $1 ORDER BY id",
    "push_subscriptions": "SELECT s.device, p.endpoint, p.created_at, p.last_success_at,"
    " p.last_error FROM push_subscription p JOIN session s ON s.id = p.session"
    " WHERE p.account = $1 ORDER BY p.id",
    "proposals": "SELECT number, language, title, body, topic, area, place_latitude,"
    " place_longitude, place_label, published_at, closes_at, updated_at, withdrawn_at,"
    " name_withdrawn_at, hidden_at, hidden_reason, supports, comments"
    " FROM proposal WHERE author = $1 ORDER BY number",
    "versions": "SELECT v.proposal, v.version, v.title, v.body, v.edited_at"
    " FROM proposal_version v JOIN proposal p ON p.number = v.proposal"
    " WHERE p.author = $1 ORDER BY v.proposal, v.version",
    "addenda": "SELECT a.proposal, a.body, a.added_at"
    " FROM addendum a JOIN proposal p ON p.number = a.proposal WHERE p.author = $1 ORDER BY a.id",
    "drafts": "SELECT id, language, title, body, topic, area, place_latitude, place_longitude,"
    " place_label, created_at, updated_at FROM draft WHERE author = $1 ORDER BY id",
    "photos": "SELECT id, proposal, draft, position, alt, width, height, made_at,"
    " '/photos/' || id || '/' || width || '.webp' AS url FROM photo"
    " WHERE owner = $1 AND stored_at IS NOT NULL AND removed_at IS NULL ORDER BY made_at, id",
    "comments": "SELECT id, proposal, body, stance, reply_to, created_at, edited_at, deleted_at,"
    " hidden_at, hidden_reason, helpful FROM comment WHERE author = $1 ORDER BY id",
    "helpful": "SELECT comment FROM helpful_mark WHERE account = $1 ORDER BY comment",
    "follows": "SELECT proposal FROM follow WHERE account = $1 ORDER BY proposal",
    "reports": "SELECT id, subject_kind, subject_id, reason, note, reported_at,"
    " decision IS NOT NULL AS settled FROM report WHERE reporter = $1 ORDER BY id",
    "responses": "SELECT proposal, department, version, decision, body, published_at"
    " FROM response WHERE author = $1 ORDER BY id",
}


async def export(caller: Caller, settings: Settings, now: datetime) -> dict[str, Any]:
    """Everything that is kept about the caller, as plain values for JSON.

    Supports are stored without their supporter; they are found by computing, for each proposal,
    the voter that this account would be.
    """
    row = await fetch_row(
        "SELECT email, name, language, roles, department, verified_at, verified_until,"
        " verified_by, area, suspended_until, consented_at, created_at FROM account WHERE id = $1",
        caller.account,
    )
    if row is None:
        raise NotSignedIn
    parts = {
        name: [dict(each) for each in await fetch(sql, caller.account)]
        for name, sql in _EXPORTED.items()
    }
    supports = await _supported(settings, caller.vote_secret)
    return {"exported_at": now, "account": dict(row), **parts, "supports": supports}


async def _supported(settings: Settings, secret: bytes) -> list[dict[str, Any]]:
    """The proposals that this secret's account supports, each with the day."""
    found: list[dict[str, Any]] = []
    last = 0
    while True:
        rows = await fetch(
            "SELECT number FROM proposal WHERE number > $1 AND supports > 0"
            " ORDER BY number LIMIT 2000",
            last,
        )
        if not rows:
            return found
        numbers = [row["number"] for row in rows]
        voters = [voter(settings, secret, number) for number in numbers]
        votes = await fetch(
            "SELECT proposal, day FROM vote"
            " JOIN unnest($1::bigint[], $2::bytea[]) AS mine (number, voter)"
            " ON vote.proposal = mine.number AND vote.voter = mine.voter ORDER BY proposal",
            numbers,
            voters,
        )
        found += [dict(vote) for vote in votes]
        last = numbers[-1]
        # Others are to be answered between two rounds of hashing.
        await asyncio.sleep(0)


def _view(row: asyncpg.Record, *, verified: bool) -> Account:
    return Account(
        email=row["email"],
        name=row["name"],
        language=row["language"],
        roles=row["roles"],
        department=row["department"],
        verified=verified,
        verified_until=row["verified_until"],
        area=row["area"],
        suspended_until=row["suspended_until"],
    )
