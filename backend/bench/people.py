"""Residents by the thousand, each with a session, so that any load tool can speak for them."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.accounts.sessions import LASTS, hash_of
from backend.city.city import City
from backend.database.engine import copy_rows, fetch, transaction
from backend.language import text

# So many at a time: memory stays the same however many are made.
BATCH = 10_000


async def make_people(count: int, tokens: Path, *, city: City, now: datetime) -> None:
    """Make ``count`` verified residents and write a bearer token of each to a file, one a line.

    The file is replaced, and nobody but its owner may read it. Either all of the residents are
    made and all of the tokens stand in the file, or nobody is made. Raises ``OSError`` where the
    file cannot be written.
    """
    with os.fdopen(os.open(tokens, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        # The mode given to open counts for a new file only.
        os.fchmod(file.fileno(), 0o600)
        async with transaction():
            for done in range(0, count, BATCH):
                accounts = await make_accounts(min(BATCH, count - done), city=city, now=now)
                file.writelines(f"{token}\n" for token in await _sign_in(accounts, now))
            file.flush()


async def make_accounts(count: int, *, city: City, now: datetime) -> list[int]:
    """Make so many verified residents without a session; answer their ids."""
    ids = [
        row["id"]
        for row in await fetch(
            "SELECT nextval(pg_get_serial_sequence('account', 'id')) AS id"
            " FROM generate_series(1, $1::int)",
            count,
        )
    ]
    until = now + timedelta(days=city.residency.verified_for_days)
    columns = "id email name verified_at verified_until verified_by vote_secret created_at"
    await copy_rows(
        "account",
        columns.split(),
        (
            (
                id,
                f"bench-{id}@madang.example",
                text(city.language, "pseudonym", number=str(id)),
                now,
                until,
                "bench",
                secrets.token_bytes(32),
                now,
            )
            for id in ids
        ),
    )
    return ids


async def _sign_in(accounts: list[int], now: datetime) -> list[str]:
    """Begin a session for each of them; answer the tokens."""
    tokens = [secrets.token_urlsafe(32) for _ in accounts]
    today = now.astimezone(UTC).date()
    await copy_rows(
        "session",
        ["token_hash", "account", "device", "created_at", "last_used_on", "expires_at"],
        (
            (hash_of(token), account, "bench", now, today, now + LASTS)
            for account, token in zip(accounts, tokens, strict=True)
        ),
    )
    return tokens
