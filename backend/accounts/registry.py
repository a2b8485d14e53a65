"""What clerks and operators do: confirm residents, make accounts, give roles."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend.accounts import sessions
from backend.accounts.rows import (
    account_with_email,
    is_area,
    mark_verified,
    normalised,
    pseudonym,
)
from backend.accounts.schemas import Email, Name, Role
from backend.city.city import City
from backend.database.engine import execute, fetch_row, transaction
from backend.errors import FieldError, InvalidInput
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import limit
from backend.settings import Settings
from backend.text import clean_line

AN_HOUR = timedelta(hours=1)


class Unfit(ValueError):
    """An operator named what cannot be used or isn't there. The text is one sentence."""


async def verify(
    *,
    caller: Caller,
    settings: Settings,
    email: str,
    area: str | None,
    name: str | None,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Confirm somebody as a resident, as seen at the desk; answer the account's id.

    The account is made where there is none; ``name`` is for that case only, since a name is
    one's own to change. Raises ``InvalidInput`` for an unknown area, and ``TooMany`` above 60 an
    hour, so that with a stolen clerk's session nobody walks through a list of addresses.
    """
    if not is_area(area, city):
        raise InvalidInput({"area": FieldError("unknown-area")})
    await limit(settings, "verifications", caller.account, at_most=60, per=AN_HOUR, now=now)
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        account = await account_with_email(
            settings,
            email=normalised(email),
            name=clean_line(name or "") or pseudonym(city.language),
            now=now,
        )
        await mark_verified(account, by=f"desk:{caller.account}", area=area, city=city, now=now)
        await remember(once, account)
    sessions.KNOWN.forget(account)
    return account


async def add_account(
    *,
    settings: Settings,
    email: str,
    name: str | None = None,
    verified: bool = False,
    area: str | None = None,
    city: City,
    now: datetime,
) -> int:
    """Make an account, or bring the one that exists up to what is said here; answer its id.

    Repeating it is harmless. Raises ``Unfit`` for an area that the city doesn't have, and for
    what is no address or name.
    """
    email = normalised(email)
    name = clean_line(name) if name else None
    _require_fit(email, Email, f"{email} is no e-mail address.")
    _require_fit(name, Name | None, f"{name} is longer than 40 characters; shorten the name.")
    if not is_area(area, city):
        raise Unfit(f"There is no area {area}; city.toml lists them.")
    async with transaction():
        account = await account_with_email(
            settings, email=email, name=name or pseudonym(city.language), now=now
        )
        await execute(
            "UPDATE account SET name = coalesce($2, name), area = coalesce($3, area) WHERE id = $1",
            account,
            name,
            area,
        )
        if verified:
            await mark_verified(account, by="operator", area=area, city=city, now=now)
    return account


async def add_staff(
    *,
    settings: Settings,
    email: str,
    role: Role,
    department: str | None = None,
    city: City,
    now: datetime,
) -> int:
    """Give somebody a role; the account is made where there is none. Answer its id.

    Repeating it is harmless. Raises ``Unfit`` for a department that the city doesn't have,
    or where an official or a head is given none.
    """
    if department is not None and department not in {each.id for each in city.departments}:
        raise Unfit(f"There is no department {department}; city.toml lists them.")
    async with transaction():
        account = await add_account(settings=settings, email=email, city=city, now=now)
        row = await fetch_row(
            "SELECT roles, department FROM account WHERE id = $1 FOR NO KEY UPDATE", account
        )
        assert row is not None
        if role in ("official", "head") and not (department or row["department"]):
            raise Unfit(f"The role {role} needs a department; name one with --department.")
        await execute(
            "UPDATE account SET roles = $2, department = $3 WHERE id = $1",
            account,
            sorted({*row["roles"], role}),
            department or row["department"],
        )
    return account


def _require_fit(value: str | None, kind: Any, sentence: str) -> None:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Unfit(sentence) from error
