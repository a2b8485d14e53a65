"""``madang worker``: jobs, until a signal."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop
from prometheus_client import start_http_server

from backend.city.city import City
from backend.city.load import load_city
from backend.commands.database import migrated_database
from backend.log import configure_logging
from backend.photos.store import PhotoStore
from backend.settings import Settings, SettingsError
from backend.worker import work


def work_until_stopped(settings: Settings) -> None:
    """Run jobs until Ctrl-C or SIGTERM; those that run are finished first."""
    configure_logging()
    city = load_city(settings.city_file)
    with migrated_database(settings) as url, _counts_served(settings):
        uvloop.run(_work(url, settings, city, PhotoStore(settings)))


@contextmanager
def _counts_served(settings: Settings) -> Iterator[None]:
    """Answers with this process's counts, from a thread of its own, where the settings say so.

    Raises ``SettingsError`` where nothing can be served there.
    """
    if settings.worker_metrics is None:
        yield
        return
    host, port = settings.worker_metrics
    try:
        server, thread = start_http_server(port, host)
    except OSError as error:
        raise SettingsError(
            f"MADANG_WORKER_METRICS names {host}:{port}, which cannot be listened on "
            f"({error.strerror}); each worker of a machine needs a port of its own."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def _work(url: str, settings: Settings, city: City, photos: PhotoStore) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # What was made until here stays; Python's collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    await work(url, settings, city, photos, stop)
