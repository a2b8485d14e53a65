"""What keeps a left account's supports from being given a second time.

Someone who leaves while a proposal that they supported is open could come back as a new person
and support it again. So the account's vote secret stays behind, sealed under the server's key
and found only by who knows the address or identity, until the last such proposal closes; an
account that is made meanwhile takes the same secret up, and its support meets the first one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.database.engine import execute_many, fetch_row
from backend.settings import Settings


def mark_of_email(settings: Settings, email: str) -> bytes:
    """What a tombstone of this address is found by."""
    return settings.keyed_hash("tombstone of an address", email.encode())


def mark_of_identity(settings: Settings, provider: str, subject: str) -> bytes:
    """What a tombstone of this identity provider's subject is found by."""
    return settings.keyed_hash("tombstone of an identity", provider.encode(), subject.encode())


async def leave_behind(
    settings: Settings, *, marks: Sequence[bytes], secret: bytes, until: datetime
) -> None:
    """Seal the secret under each mark, at least until then."""
    await execute_many(
        """
        INSERT INTO tombstone AS old (identity_hash, sealed_secret, until) VALUES ($1, $2, $3)
        ON CONFLICT (identity_hash) DO UPDATE
        SET sealed_secret = excluded.sealed_secret, until = greatest(old.until, excluded.until)
        """,
        [(mark, _seal(settings, mark, secret), until) for mark in marks],
    )


async def secret_for(settings: Settings, *, marks: Sequence[bytes], now: datetime) -> bytes:
    """The vote secret of a new account: the one left behind under a mark, or 32 fresh bytes.

    The tombstone stays: who left with an address and an identity may come back with both.
    """
    row = await fetch_row(
        "SELECT identity_hash, sealed_secret FROM tombstone"
        " WHERE identity_hash = ANY($1) AND until >= $2 ORDER BY until DESC LIMIT 1",
        list(marks),
        now,
    )
    if row is None:
        return secrets.token_bytes(32)
    return _open(settings, row["identity_hash"], row["sealed_secret"])


def _cipher(settings: Settings) -> AESGCM:
    return AESGCM(settings.keyed_hash("tombstone seal"))


def _seal(settings: Settings, mark: bytes, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _cipher(settings).encrypt(nonce, secret, mark)


def _open(settings: Settings, mark: bytes, sealed: bytes) -> bytes:
    return _cipher(settings).decrypt(sealed[:12], sealed[12:], mark)
