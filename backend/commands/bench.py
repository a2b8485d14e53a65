"""``madang bench load`` and ``madang bench people``: what a measurement finds in the database."""

from __future__ import annotations

from pathlib import Path

from backend.bench.people import make_people
from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import run_on_database
from backend.settings import Settings, SettingsError, read_settings


def write_people(count: int, tokens: Path) -> None:
    """Make residents and write their tokens; see ``make_people``."""
    settings = _settings()
    city = load_city(settings.city_file)
    run_on_database(settings, lambda: make_people(count, tokens, city=city, now=utc_now()))
    print(f"{count:,} residents; their tokens are in {tokens}.")


def _settings() -> Settings:
    """The settings, of a square that nobody but its operator can reach.

    Raises ``SettingsError`` for any other: residents whom nobody confirmed could vote there.
    """
    settings = read_settings()
    if not settings.on_loopback:
        raise SettingsError(
            f"This makes people and proposals that are not real, and {settings.base_url} is "
            "public; set MADANG_BASE_URL to a loopback address if this database is for trials."
        )
    return settings
