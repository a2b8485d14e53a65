"""Rows of accounts: found or made, and verified, for the verbs that need one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from backend.accounts import tombstones
from backend.city.city import City
from backend.database.engine import execute, fetch_value
from backend.language import text
from backend.settings import Settings


class ProvenIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What a checked ID token says. ``email`` is set only where the provider has verified it."""

    provider: str
    subject: str
    email: str | None
    resident: bool
    area: str | None


def normalised(email: str) -> str:
    """The one way in which an address is stored, hashed and compared."""
    return email.strip().lower()


def pseudonym(language: str) -> str:
    """A name for somebody who hasn't chosen one."""
    return text(language, "pseudonym", number=f"{secrets.randbelow(10_000):04}")


def is_area(area: str | None, city: City) -> bool:
    return area is None or area in {each.id for each in city.areas}


async def account_with_email(settings: Settings, *, email: str, name: str, now: datetime) -> int:
    """The account with that (normalised) address, made where there is none."""
    found: int | None = await fetch_value("SELECT id FROM account WHERE email = $1", email)
    if found is not None:
        return found
    marks = [tombstones.mark_of_email(settings, email)]
    return await _make_account(settings, email=email, name=name, marks=marks, now=now)


async def account_of_identity(
    settings: Settings, identity: ProvenIdentity, *, language: str, now: datetime
) -> int:
    """The account with the identity's verified address, else a new one; now it has both."""
    account: int | None = None
    marks = [tombstones.mark_of_identity(settings, identity.provider, identity.subject)]
    if identity.email is not None:
        marks.append(tombstones.mark_of_email(settings, identity.email))
        account = await fetch_value("SELECT id FROM account WHERE email = $1", identity.email)
    if account is None:
        account = await _make_account(
            settings, email=identity.email, name=pseudonym(language), marks=marks, now=now
        )
    await execute(
        "INSERT INTO identity (provider, subject, account) VALUES ($1, $2, $3)",
        identity.provider,
        identity.subject,
        account,
    )
    return account


async def _make_account(
    settings: Settings, *, email: str | None, name: str, marks: Sequence[bytes], now: datetime
) -> int:
    left = await tombstones.taken_up(settings, marks=marks, now=now)
    # Of two that make the same account at once, the second one gets the first one's row.
    account: int = await fetch_value(
        """
        INSERT INTO account (email, name, vote_secret, suspended_until, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id
        """,
        email,
        name,
        left.secret,
        left.suspended_until,
        now,
    )
    return account


async def mark_verified(
    account: int, *, by: str, area: str | None, city: City, now: datetime
) -> None:
    await execute(
        "UPDATE account SET verified_at = $2, verified_until = $3, verified_by = $4,"
        " area = coalesce($5, area) WHERE id = $1",
        account,
        now,
        now + timedelta(days=city.residency.verified_for_days),
        by,
        area,
    )
