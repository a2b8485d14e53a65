"""What happens later: the jobs of every part, run by PgQueuer, once over all workers."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.models import Schedule

from backend.accounts.actions import forget_expired
from backend.city.city import City
from backend.clock import utc_now
from backend.database.engine import DB, execute
from backend.notifications.actions import tell_what_is_due
from backend.photos.actions import remove_unused
from backend.photos.store import PhotoStore
from backend.votes.actions import recount

log = structlog.get_logger()

# After a worker was killed another one takes its jobs over within these.
HEARTBEAT = timedelta(seconds=5)
DEQUEUE = timedelta(seconds=2)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

LOG_KEPT = timedelta(days=7)


def jobs(queue: PgQueuer, city: City, photos: PhotoStore) -> None:
    """Tell the queue which jobs there are, and when the regular ones run (UTC)."""

    @queue.schedule("forget_expired", "7 * * * *")
    async def _forget_expired(_: Schedule) -> None:
        await forget_expired(utc_now())
        # The queue never prunes its own log, three rows a job.
        await execute("DELETE FROM pgqueuer_log WHERE created < $1", utc_now() - LOG_KEPT)

    @queue.schedule("tell_what_is_due", "* * * * *")
    async def _tell_what_is_due(_: Schedule) -> None:
        if told := await tell_what_is_due(utc_now()):
            log.info("told what is due", told=told)

    @queue.schedule("recount_supports", "17 * * * *")
    async def _recount_supports(_: Schedule) -> None:
        repaired = await recount(city=city, now=utc_now())
        log.info("supports recounted", repaired=repaired)

    @queue.schedule("remove_unused_photos", "27 * * * *")
    async def _remove_unused_photos(_: Schedule) -> None:
        removed = await remove_unused(store=photos, now=utc_now())
        log.info("unused photos removed", count=removed)


async def work(url: str, city: City, photos: PhotoStore, stop: asyncio.Event) -> None:
    """Run jobs until ``stop``; a lost database is tried again, each time after a longer pause."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            await _work_once(url, city, photos, stop)
            pause = FIRST_PAUSE
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("worker lost its database", exception=type(error).__name__, pause=pause)
        if not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _work_once(url: str, city: City, photos: PhotoStore, stop: asyncio.Event) -> None:
    """One life of the queue: its own connection for the queue, a small pool for the jobs."""
    connection = await asyncpg.connect(url)
    try:
        await DB.connect(url, size=4)
        queue = PgQueuer(AsyncpgDriver(connection))
        jobs(queue, city, photos)
        ending = asyncio.create_task(_forward(stop, queue))
        try:
            await queue.run(dequeue_timeout=DEQUEUE, heartbeat_timeout=HEARTBEAT)
        finally:
            ending.cancel()
    finally:
        await DB.disconnect()
        await connection.close()


async def _forward(stop: asyncio.Event, queue: PgQueuer) -> None:
    await stop.wait()
    for part in (queue, queue.qm, queue.sm):
        part.shutdown.set()
