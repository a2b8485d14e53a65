"""Six-digit codes: made for an address and the browser that asked, tried a few times at most.

A code belongs to the browser that asked for it, which has five tries of its own. Whoever tries
without that browser's cookie (another client, a stranger) spends another five, so that nobody
can use up somebody else's. Address and code are stored as keyed hashes only.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from backend.database.engine import execute, fetch, fetch_row, transaction
from backend.errors import FieldError, InvalidInput
from backend.settings import Settings

LASTS = timedelta(minutes=10)
TRIES = 5


class WrongCode(InvalidInput):
    """The code is not the one that was sent. ``left`` are the tries that remain, where known."""

    slug = "wrong-code"

    def __init__(self, left: int | None = None) -> None:
        error = FieldError("wrong-code")
        if left is not None:
            error = FieldError("wrong-code-left", left=left)
        super().__init__({"code": error})


class CodeSpent(InvalidInput):
    """The code is too old, or was tried too often."""

    slug = "code-spent"

    def __init__(self) -> None:
        super().__init__({"code": FieldError("code-spent")})


def new_browser() -> str:
    """A name for a browser that asks for a code, known to nobody else."""
    return secrets.token_urlsafe(16)


async def make(settings: Settings, *, email: str, browser: str, now: datetime) -> str:
    """A new code for this address and browser; it replaces the browser's older one."""
    code = f"{secrets.randbelow(1_000_000):06}"
    email_hash, browser_hash = _hashes(settings, email, browser)
    async with transaction():
        await execute(
            "DELETE FROM sign_in_code WHERE email_hash = $1 AND browser_hash = $2",
            email_hash,
            browser_hash,
        )
        await execute(
            "INSERT INTO sign_in_code (email_hash, code_hash, browser_hash, expires_at)"
            " VALUES ($1, $2, $3, $4)",
            email_hash,
            _code_hash(settings, email, code),
            browser_hash,
            now + LASTS,
        )
    return code


async def check(
    settings: Settings, *, email: str, code: str, browser: str | None, now: datetime
) -> int:
    """The id of the code's row, where it is right. The try stays counted whatever follows.

    Raises ``WrongCode``; ``CodeSpent`` only to the browser that asked, since a stranger may not
    learn whether an address waits for a code.
    """
    given = _code_hash(settings, email, code)
    email_hash, browser_hash = _hashes(settings, email, browser or "")
    own = None
    if browser:
        # Counting and looking are one statement, so that tries at once can't pass the limit.
        own = await fetch_row(
            """
            UPDATE sign_in_code SET tries = least(tries + 1, $3 + 1)
            WHERE email_hash = $1 AND browser_hash = $2
            RETURNING id, code_hash, tries, tries <= $3 AND expires_at > $4 AS good
            """,
            email_hash,
            browser_hash,
            TRIES,
            now,
        )
    if own is not None:
        if not own["good"]:
            raise CodeSpent
        if not hmac.compare_digest(own["code_hash"], given):
            raise WrongCode(left=TRIES - own["tries"])
        return int(own["id"])
    others = await fetch(
        """
        UPDATE sign_in_code SET stray_tries = stray_tries + 1
        WHERE email_hash = $1 AND stray_tries < $2 AND expires_at > $3
        RETURNING id, code_hash
        """,
        email_hash,
        TRIES,
        now,
    )
    for row in others:
        if hmac.compare_digest(row["code_hash"], given):
            return int(row["id"])
    raise WrongCode


async def spend(code: int) -> None:
    """Use a right code up, in the transaction that it opens the door for.

    Raises ``WrongCode`` where another request was faster.
    """
    if not await execute("DELETE FROM sign_in_code WHERE id = $1", code):
        raise WrongCode


def _hashes(settings: Settings, email: str, browser: str) -> tuple[bytes, bytes]:
    return (
        settings.keyed_hash("sign-in address", email.encode()),
        settings.keyed_hash("sign-in browser", browser.encode()),
    )


def _code_hash(settings: Settings, email: str, code: str) -> bytes:
    return settings.keyed_hash("sign-in code", email.encode(), code.encode())
