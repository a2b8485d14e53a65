"""``madang bench load`` and ``madang bench people``: what a measurement finds in the database."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from backend.bench.load import disk_needed, load, tidy
from backend.bench.people import make_people
from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import run_on_database
from backend.database.embedded import DatabaseError
from backend.settings import Settings, SettingsError, read_settings


def write_people(count: int, tokens: Path) -> None:
    """Make residents and write their tokens; see ``make_people``."""
    settings = _settings()
    city = load_city(settings.city_file)
    run_on_database(settings, lambda: make_people(count, tokens, city=city, now=utc_now()))
    print(f"{count:,} residents; their tokens are in {tokens}.")


def fill(proposals: int, supports: int) -> None:
    """Add proposals and supports; see ``load``. Raises ``DatabaseError`` for too small a disk."""
    settings = _settings()
    city = load_city(settings.city_file)
    check_disk(settings, disk_needed(proposals, supports))
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )

    async def run() -> None:
        with bar:
            task = bar.add_task("", total=1)

            def tell(what: str, share: float) -> None:
                bar.update(task, description=what, completed=share)

            await load(
                proposals=proposals, supports=supports, city=city, now=utc_now(), progress=tell
            )
            await tidy(tell)

    run_on_database(settings, run)
    print(f"{proposals:,} proposals and {supports:,} supports.")


def check_disk(settings: Settings, needed: int) -> None:
    """Refuse what does not fit; of a database elsewhere only its own machine knows."""
    told = f"This takes about {needed / 1e9:.1f} GB of disk"
    if settings.database_url is not None:
        print(f"{told} where the database lies.", file=sys.stderr)
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    if needed > free:
        raise DatabaseError(
            f"{told}, and {settings.data_dir} has {free / 1e9:.1f} GB left; "
            "load less, or set MADANG_DATA_DIR to a larger disk."
        )


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
