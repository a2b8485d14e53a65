"""``madang worker``: jobs, until a signal."""

from __future__ import annotations

import asyncio
import gc
import signal

import uvloop

from backend.city.city import City
from backend.city.load import load_city
from backend.commands.database import migrated_database
from backend.log import configure_logging
from backend.photos.store import PhotoStore
from backend.settings import Settings
from backend.worker import work


def work_until_stopped(settings: Settings) -> None:
    """Run jobs until Ctrl-C or SIGTERM; those that run are finished first."""
    configure_logging()
    city = load_city(settings.city_file)
    with migrated_database(settings) as url:
        uvloop.run(_work(url, settings, city, PhotoStore(settings)))


async def _work(url: str, settings: Settings, city: City, photos: PhotoStore) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # What was made until here stays; Python's collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    await work(url, settings, city, photos, stop)
