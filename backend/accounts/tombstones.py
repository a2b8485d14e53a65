"""What keeps a left account's supports from being given a second time.

Someone who leaves while a proposal that they supported is open could come back as a new person
and support it again. So the account's vote secret stays behind, sealed under the server's key
and found only by who knows the address or identity, until the last such proposal closes; an
account that is made meanwhile takes the same secret up, and its support meets the first one.

A suspension stays behind in the same way, or leaving and coming back would end it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.database.engine import execute_many, fetch_row
from backend.settings import Settings


class LeftBehind(NamedTuple):
    """What a new account takes up: its vote secret, and until when it is suspended, if it is."""

    secret: bytes
    suspended_until: datetime | None = None


def mark_of_email(settings: Settings, email: str) -> bytes:
    """What a tombstone of this address is found by."""
    return settings.keyed_hash("tombstone of an address", email.encode())


def mark_of_identity(settings: Settings, provider: str, subject: str) -> bytes:
    """What a tombstone of this identity provider's subject is found by."""
    return settings.keyed_hash("tombstone of an identity", provider.encode(), subject.encode())


async def leave_behind(
    settings: Settings, *, marks: Sequence[bytes], left: LeftBehind, until: datetime
) -> None:
    """Seal the secret under each mark, at least until then, with the suspension beside it."""
    await execute_many(
        """
        INSERT INTO tombstone AS old (identity_hash, sealed_secret, until, suspended_until)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (identity_hash) DO UPDATE
        SET sealed_secret = excluded.sealed_secret, until = greatest(old.until, excluded.until),
            suspended_until = excluded.suspended_until
        """,
        [(mark, _seal(settings, mark, left.secret), until, left.suspended_until) for mark in marks],
    )


async def taken_up(settings: Settings, *, marks: Sequence[bytes], now: datetime) -> LeftBehind:
    """What a new account begins with: what was left behind under a mark, or 32 fresh bytes.

    The tombstone stays: who left with an address and an identity may come back with both.
    """
    row = await fetch_row(
        "SELECT identity_hash, sealed_secret, suspended_until FROM tombstone"
        " WHERE identity_hash = ANY($1) AND until >= $2 ORDER BY until DESC LIMIT 1",
        list(marks),
        now,
    )
    if row is None:
        return LeftBehind(secrets.token_bytes(32))
    secret = _open(settings, row["identity_hash"], row["sealed_secret"])
    return LeftBehind(secret, row["suspended_until"])


def _cipher(settings: Settings) -> AESGCM:
    return AESGCM(settings.keyed_hash("tombstone seal"))


def _seal(settings: Settings, mark: bytes, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _cipher(settings).encrypt(nonce, secret, mark)


def _open(settings: Settings, mark: bytes, sealed: bytes) -> bytes:
    return _cipher(settings).decrypt(sealed[:12], sealed[12:], mark)
