"""Signed-in devices: tokens, who is behind one, and what this process remembers of them.

A token is 32 random bytes; only its SHA-256 is stored. A session lasts 90 days from the last
day it was used on, and its row is written once a day at most.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta

import asyncpg
import msgspec

from backend.database.engine import execute, fetch_row, fetch_value
from backend.http.callers import Caller

LASTS = timedelta(days=90)

MOST_KNOWN = 20_000


class KnownSession(msgspec.Struct, frozen=True):
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
        self._of_account: dict[int, set[bytes]] = {}

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
        self._by_token[token_hash] = session
        self._of_account.setdefault(session.caller.account, set()).add(token_hash)

    def forget(self, account: int) -> None:
        """Read this account's sessions anew the next time."""
        self.generation += 1
        for token_hash in list(self._of_account.get(account, ())):
            self._drop(token_hash)

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
        tokens = self._of_account[account]
        tokens.discard(token_hash)
        if not tokens:
            del self._of_account[account]


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
    row = await fetch_row(
        """
        SELECT s.id AS session, s.last_used_on, s.expires_at, a.*
        FROM session s JOIN account a ON a.id = s.account
        WHERE s.token_hash = $1 AND s.expires_at > $2
        """,
        token_hash,
        now,
    )
    if row is None:
        return None
    today = now.astimezone(UTC).date()
    if row["last_used_on"] < today:
        await execute(
            "UPDATE session SET last_used_on = $2, expires_at = $3 WHERE id = $1",
            row["session"],
            today,
            now + LASTS,
        )
    session = _known(row, now, today)
    KNOWN.keep(token_hash, session, generation)
    return session.caller


def _known(row: asyncpg.Record, now: datetime, today: date) -> KnownSession:
    verified_until: datetime | None = row["verified_until"]
    verified = row["verified_at"] is not None and (verified_until is None or verified_until > now)
    caller = Caller(
        account=row["id"],
        session=row["session"],
        name=row["name"],
        language=row["language"],
        roles=frozenset(row["roles"]),
        department=row["department"],
        verified=verified,
        verified_until=verified_until,
        area=row["area"],
        vote_secret=row["vote_secret"],
    )
    # Until midnight, when the day of use is written again; a verification may end before.
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
    until = min(midnight, verified_until) if verified and verified_until else midnight
    return KnownSession(caller, until)


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
