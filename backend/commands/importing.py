"""``madang import FILE``: another board's proposals, with a progress bar."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import run_on_database
from backend.importing.actions import ImportResult, import_file
from backend.settings import read_settings


def import_with_progress(file: Path) -> bool:
    """Import a file and say what became of it; answer whether every line went in."""
    settings = read_settings()
    city = load_city(settings.city_file)
    bar = Progress(
        TextColumn(file.name),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )

    async def run() -> ImportResult:
        with bar:
            task = bar.add_task("")
            return await import_file(
                file,
                city=city,
                now=utc_now(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )

    result = run_on_database(settings, run)
    for bad in result.bad_lines:
        print(f"{file}:{bad.line}: {bad.reason}", file=sys.stderr)
    print(
        f"{result.created} new, {result.updated} updated, {result.unchanged} unchanged, "
        f"{len(result.bad_lines)} left out."
    )
    return not result.bad_lines
