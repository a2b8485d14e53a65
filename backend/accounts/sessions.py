"""Signed-in devices: tokens, who is behind one, and what this process remembers of them.

A token is 32 random bytes; only its SHA-256 is stored. A session lasts 90 days from the last
day it was used on, and its row is written once a day at most.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import asyncpg
import msgspec

from backend.database.batching import Batched
from backend.database.engine import execute, fetch, fetch_value
from backend.http.callers import Caller

LASTS = timedelta(days=90)

MOST_KNOWN = 20_000


class KnownSession(msgspec.Struct, frozen=True, gc=False):
    """A session as it was read, good for answers before ``until``."""

    caller: Caller
    until: datetime


class KnownSessions:
    """The sessions that this process has read, so that a request need not read a table.

    They are believed only while the process listens to the database, which tells of every
    change of an account and of every end of a session, whichever process makes it.
    """

    # A trigger on the tables account and session sends the account's id here (see the migration).
    channel = "account_changed"

    def __init__(self) -> None:
        self.listening = False
        self.generation = 0
        self._by_token: dict[bytes, KnownSession] = {}
        self._of_account: dict[int, tuple[bytes, ...]] = {}

    def find(self, token_hash: bytes, now: datetime) -> Caller | None:
        """The caller behind a token, if this process knows."""
        known = self._by_token.get(token_hash)
        return known.caller if known is not None and now < known.until else None

    def keep(self, token_hash: bytes, session: KnownSession, generation: int) -> None:
        """Remember what was read, unless something changed since the reading began."""
        if not self.listening or generation != self.generation:
            return
        if len(self._by_token) >= MOST_KNOWN:
            self._drop(next(iter(self._by_token)))
        if token_hash not in self._by_token:
            account = session.caller.account
            self._of_account[account] = (*self._of_account.get(account, ()), token_hash)
        self._by_token[token_hash] = session

    def forget(self, account: int) -> None:
        """Read this account's sessions anew the next time."""
        self.generation += 1
        for token_hash in self._of_account.pop(account, ()):
            del self._by_token[token_hash]

    def hear(self, message: str) -> None:
        """Forget the account whose id the database tells."""
        self.forget(int(message))

    def believe(self, heard_until: float | None) -> None:
        """Remember only while the process listens, and start from nothing when that begins."""
        listening = heard_until is not None
        if listening == self.listening:
            return
        self.listening = listening
        self.generation += 1
        self._by_token.clear()
        self._of_account.clear()

    def _drop(self, token_hash: bytes) -> None:
        account = self._by_token.pop(token_hash).caller.account
        others = tuple(one for one in self._of_account.pop(account) if one != token_hash)
        if others:
            self._of_account[account] = others


KNOWN = KnownSessions()


def hash_of(token: str) -> bytes:
    """What is stored of a token. It is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


async def identify(token: str, now: datetime) -> Caller | None:
    """Who is behind a token; None where it is unknown or its session has ended."""
    token_hash = hash_of(token)
    caller = KNOWN.find(token_hash, now)
    if caller is not None:
        return caller
    generation = KNOWN.generation
    row = await _read_together(token_hash)
    if row is None or row["expires_at"] <= now:
        return None
    today = now.astimezone(UTC).date()
    if row["last_used_on"] < today:
        await _touch_together((row["session"], today, now + LASTS))
    session = _known(row, now, today)
    KNOWN.keep(token_hash, session, generation)
    return session.caller


async def _read(token_hashes: Sequence[bytes]) -> list[asyncpg.Record | None]:
    """The sessions of these tokens with their accounts."""
    rows = await fetch(
        """
        SELECT s.token_hash, s.id AS session, s.last_used_on, s.expires_at, a.*
        FROM session s JOIN account a ON a.id = s.account WHERE s.token_hash = ANY ($1)
        """,
        token_hashes,
    )
    found = {row["token_hash"]: row for row in rows}
    return [found.get(token_hash) for token_hash in token_hashes]


async def _touch(used: Sequence[tuple[int, date, datetime]]) -> list[None]:
    """Write the day of use of these sessions (id, day, new end) once."""
    await execute(
        """
        UPDATE session SET last_used_on = used.day, expires_at = used.ends
        FROM unnest($1::bigint[], $2::date[], $3::timestamptz[]) AS used (id, day, ends)
        WHERE session.id = used.id AND session.id IN (
            -- Another process that has one of them writes the same.
            SELECT id FROM session WHERE id = ANY ($1) FOR NO KEY UPDATE SKIP LOCKED
        )
        """,
        [id for id, _, _ in used],
        [day for _, day, _ in used],
        [ends for _, _, ends in used],
    )
    return [None] * len(used)


# A crowd comes with sessions that this process has not read yet, all at one moment.
_read_together = Batched(_read)
_touch_together = Batched(_touch)


def _known(row: asyncpg.Record, now: datetime, today: date) -> KnownSession:
    verified_until: datetime | None = row["verified_until"]
    verified = row["verified_at"] is not None and (verified_until is None or verified_until > now)
    caller = Caller(
        account=row["id"],
        session=row["session"],
        name=row["name"],
        language=row["language"],
        roles=_shared(tuple(row["roles"])),
        department=row["department"],
        verified=verified,
        verified_until=verified_until,
        area=row["area"] and sys.intern(row["area"]),
        suspended_until=row["suspended_until"],
        vote_secret=row["vote_secret"],
    )
    # Until midnight, when the day of use is written again; a verification may end before.
    midnight = _end_of(today)
    until = min(midnight, verified_until) if verified and verified_until else midnight
    return KnownSession(caller, until)


# Of what many have, the thousands of sessions that a process knows hold one and the same object: an
# empty set of one's own is a quarter of what one of them takes.
@lru_cache
def _shared(roles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(roles)


@lru_cache(maxsize=1)
def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


async def start(account: int, *, device: str, now: datetime) -> str:
    """Begin a session and return its token, which is never to be had again."""
    token = secrets.token_urlsafe(32)
    await execute(
        "INSERT INTO session (token_hash, account, device, created_at, last_used_on, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        hash_of(token),
        account,
        device,
        now,
        now.astimezone(UTC).date(),
        now + LASTS,
    )
    return token


async def end(token: str) -> None:
    """End the session of a token, if there is one."""
    account = await fetch_value(
        "DELETE FROM session WHERE token_hash = $1 RETURNING account", hash_of(token)
    )
    if account is not None:
        KNOWN.forget(account)
