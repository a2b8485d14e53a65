"""``madang staff``, ``madang account`` and ``madang session``: people, from the terminal."""

from __future__ import annotations

from backend.accounts.actions import add_account, add_staff, open_session
from backend.accounts.schemas import Role
from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import run_on_database
from backend.settings import read_settings


def add_one_of_staff(email: str, role: Role, department: str | None) -> None:
    """Give somebody a role; see ``add_staff``."""
    settings = read_settings()
    city = load_city(settings.city_file)
    run_on_database(
        settings,
        lambda: add_staff(
            settings=settings,
            email=email,
            role=role,
            department=department,
            city=city,
            now=utc_now(),
        ),
    )


def add_accounts(emails: list[str], *, verified: bool, area: str | None, name: str | None) -> None:
    """Make or update every account; see ``add_account``."""
    settings = read_settings()
    city = load_city(settings.city_file)

    async def add_all() -> None:
        for email in emails:
            await add_account(
                settings=settings,
                email=email,
                name=name,
                verified=verified,
                area=area,
                city=city,
                now=utc_now(),
            )

    run_on_database(settings, add_all)


def token_for(email: str) -> str:
    """A new session's bearer token."""
    return run_on_database(read_settings(), lambda: open_session(email=email, now=utc_now()))
