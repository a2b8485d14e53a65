"""Exactly once: a POST that comes again under its key does nothing and gets the same answer.

The key stays with what it made, unique with its author, so it never expires. What is kept is
not the answer but the subject: the answer is formed anew from the present row, so that a text
hidden meanwhile stays hidden.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from backend.database.engine import execute, fetch_row, fetch_value
from backend.errors import KeyInUse, KeyReused


class Once(msgspec.Struct, frozen=True):
    """A caller's key together with what was asked under it."""

    account: int
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    fingerprint: bytes

    @classmethod
    def of(cls, account: int, key: str, *asked: bytes) -> Once:
        """``asked`` is all that makes two requests the same: method, path, body."""
        digest = hashlib.sha256()
        for part in asked:
            digest.update(len(part).to_bytes(8, "big") + part)
        return cls(account, key, digest.digest())


async def earlier(once: Once | None) -> str | None:
    """What the same request made before, or None where it is new (and now ours to do).

    Call it first in the action's transaction. Raises ``KeyReused`` where the key came with
    another request, ``KeyInUse`` while the first one still runs.
    """
    if once is None:
        return None
    lock = hashlib.sha256(f"{once.account} {once.key}".encode()).digest()[:8]
    mine = await fetch_value(
        "SELECT pg_try_advisory_xact_lock($1)", int.from_bytes(lock, "big", signed=True)
    )
    if not mine:
        raise KeyInUse
    row = await fetch_row(
        "SELECT fingerprint, subject FROM idempotency_key WHERE account = $1 AND key = $2",
        once.account,
        once.key,
    )
    if row is None:
        return None
    if row["fingerprint"] != once.fingerprint:
        raise KeyReused
    subject: str = row["subject"]
    return subject


async def remember(once: Once | None, subject: int | str) -> None:
    """Tie the key to what the request made, in the same transaction.

    Where that went by itself meanwhile and the request made it anew, the key leads there.
    """
    if once is not None:
        await execute(
            "INSERT INTO idempotency_key (account, key, fingerprint, subject)"
            " VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (account, key) DO UPDATE SET subject = excluded.subject",
            once.account,
            once.key,
            once.fingerprint,
            str(subject),
        )


async def forget_keys(account: int) -> None:
    """Forget a leaving account's keys, which would tie together all that it made."""
    await execute("DELETE FROM idempotency_key WHERE account = $1", account)
