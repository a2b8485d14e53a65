"""Verbs of accounts: sign in and out, change, verify, leave."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from backend.accounts import codes, sessions
from backend.accounts.leaving import leave
from backend.accounts.registry import Unfit, add_account, add_staff, verify
from backend.accounts.rows import (
    ProvenIdentity,
    account_of_identity,
    account_with_email,
    is_area,
    mark_verified,
    normalised,
    pseudonym,
)
from backend.accounts.schemas import AccountChange
from backend.city.city import City
from backend.database.engine import execute, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, NotFound
from backend.http.callers import Caller
from backend.http.edge import network_of
from backend.language import text
from backend.limits import limit
from backend.mail import Mailer
from backend.settings import Settings
from backend.text import clean_line

__all__ = [
    "Unfit",
    "add_account",
    "add_staff",
    "change",
    "end_session",
    "forget_expired",
    "leave",
    "open_session",
    "request_code",
    "sign_in",
    "sign_in_by_identity",
    "verify",
]


async def request_code(
    *,
    settings: Settings,
    city: City,
    mailer: Mailer,
    email: str,
    language: str,
    browser: str | None,
    client: str,
    now: datetime,
) -> str:
    """Mail a new code; answer the name to keep in the cookie of the browser that asked.

    No account is looked at, so that every address takes the same work and answer. Five codes
    in a quarter of an hour go to one address at the wish of one network, twenty at the wish of
    all: a stranger elsewhere can't use up somebody's codes so easily. A network may be a whole
    carrier's, so it may ask for 300 an hour.

    Raises ``TooMany``, ``MailUnavailable``, ``AddressRefused``.
    """
    email = normalised(email)
    network = network_of(client)
    quarter = timedelta(minutes=15)
    hour = timedelta(hours=1)
    await limit(settings, "codes to", f"{email} {network}", at_most=5, per=quarter, now=now)
    await limit(settings, "codes from", network, at_most=300, per=hour, now=now)
    await limit(settings, "codes to", email, at_most=20, per=quarter, now=now)
    browser = browser or codes.new_browser()
    code = await codes.make(settings, email=email, browser=browser, now=now)
    await mailer.send(
        to=email,
        subject=text(language, "code-mail-subject", code=code, city=city.name(language)),
        body=text(
            language,
            "code-mail-body",
            code=code,
            minutes=codes.LASTS // timedelta(minutes=1),
            address=settings.base_url,
        ),
    )
    return browser


async def sign_in(
    *,
    settings: Settings,
    email: str,
    code: str,
    browser: str | None,
    client: str,
    device: str,
    language: str,
    now: datetime,
    previous: str | None = None,
) -> str:
    """Open a session for a right code and answer its token; the first one makes the account.

    ``previous`` is the token that this browser held until now: its session ends.
    Raises ``WrongCode``, ``CodeSpent``, ``TooMany``.
    """
    email = normalised(email)
    # Five tries for each of the 300 codes that a network may ask for in an hour.
    await limit(
        settings, "tries from", network_of(client), at_most=1500, per=timedelta(hours=1), now=now
    )
    right = await codes.check(settings, email=email, code=code, browser=browser, now=now)
    async with transaction():
        await codes.spend(right)
        account = await account_with_email(settings, email=email, name=pseudonym(language), now=now)
        return await _enter(account, device=device, previous=previous, now=now)


async def sign_in_by_identity(
    *,
    settings: Settings,
    city: City,
    identity: ProvenIdentity,
    device: str,
    language: str,
    now: datetime,
    previous: str | None = None,
) -> str:
    """Open a session for somebody whom an identity provider knows; answer its token.

    The account is the one that signed in so before, else the one with the verified address,
    else a new one. A provider that no longer calls them a resident takes nothing back: the
    verification it gave ends by itself.
    """
    async with transaction():
        # Two first sign-ins at once must not make two accounts.
        await execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            f"{identity.provider} {identity.subject}",
        )
        account = await fetch_value(
            "SELECT account FROM identity WHERE provider = $1 AND subject = $2",
            identity.provider,
            identity.subject,
        )
        if account is None:
            account = await account_of_identity(settings, identity, language=language, now=now)
        if identity.resident:
            await mark_verified(
                account, by=f"oidc:{identity.provider}", area=identity.area, city=city, now=now
            )
        token = await _enter(account, device=device, previous=previous, now=now)
    sessions.KNOWN.forget(account)
    return token


async def open_session(*, email: str, now: datetime) -> str:
    """A session for an account, without a code: an operator's tool. Raises ``Unfit``."""
    account = await fetch_value("SELECT id FROM account WHERE email = $1", normalised(email))
    if account is None:
        raise Unfit(f"No account has the address {email}; make it with `madang account add`.")
    return await sessions.start(account, device="madang session", now=now)


async def end_session(*, caller: Caller, session_id: int, now: datetime) -> None:
    """Sign one's own device out. Raises ``NotFound`` where it isn't one's own."""
    ended = await execute(
        "DELETE FROM session WHERE id = $1 AND account = $2 AND expires_at > $3",
        session_id,
        caller.account,
        now,
    )
    if not ended:
        raise NotFound
    sessions.KNOWN.forget(caller.account)


async def change(*, caller: Caller, data: AccountChange, city: City, now: datetime) -> None:
    """Change one's name, language or area. Raises ``InvalidInput``."""
    changes = {
        name: value
        for name, value in msgspec.structs.asdict(data).items()
        if value is not msgspec.UNSET
    }
    errors = {}
    if "name" in changes:
        changes["name"] = clean_line(changes["name"])
        if not changes["name"]:
            errors["name"] = FieldError("empty")
    if changes.get("language") not in (None, *city.locales):
        errors["language"] = FieldError("choice", choices=", ".join(city.locales))
    if not is_area(changes.get("area"), city):
        errors["area"] = FieldError("unknown-area")
    if errors:
        raise InvalidInput(errors)
    if changes:
        # The names are those of our own struct, never a caller's.
        sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(changes, 2))
        await execute(f"UPDATE account SET {sets} WHERE id = $1", caller.account, *changes.values())
        sessions.KNOWN.forget(caller.account)


async def forget_expired(now: datetime) -> None:
    """Delete what has ended: codes, sessions, tombstones, counts of limits."""
    await execute("DELETE FROM sign_in_code WHERE expires_at <= $1", now)
    await execute("DELETE FROM session WHERE expires_at <= $1", now)
    await execute("DELETE FROM tombstone WHERE until < $1", now)
    await execute("DELETE FROM rate_limit WHERE ends_at <= $1", now)


async def _enter(account: int, *, device: str, previous: str | None, now: datetime) -> str:
    """Begin a session in place of the previous one. Signing in states consent to the terms."""
    await execute(
        "UPDATE account SET consented_at = $2 WHERE id = $1 AND consented_at IS NULL", account, now
    )
    if previous is not None:
        await sessions.end(previous)
    return await sessions.start(account, device=device, now=now)
