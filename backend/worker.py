"""What happens later: the jobs of every part, run by PgQueuer, once over all workers."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.models import Schedule
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from backend.accounts.actions import forget_expired
from backend.city.city import City
from backend.clock import utc_now
from backend.database.engine import DB, execute
from backend.mail import Mailer
from backend.notifications.actions import tell_what_is_due
from backend.notifications.mailing import mail_news
from backend.photos.actions import remove_unused
from backend.photos.store import PhotoStore
from backend.push.jobs import large_jobs, small_jobs
from backend.push.keys import keys
from backend.push.outcomes import wake_for_next
from backend.push.sending import Sender
from backend.push.telling import Teller
from backend.settings import Settings
from backend.votes.actions import recount

log = structlog.get_logger()

# After a worker was killed another one takes its jobs over within these.
HEARTBEAT = timedelta(seconds=5)
DEQUEUE = timedelta(seconds=2)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

# What one worker does at a time; of the large jobs, of which there may be hundreds, a few.
MOST_JOBS = 64
MOST_LARGE = 4

LOG_KEPT = timedelta(days=7)


def jobs(queue: PgQueuer, settings: Settings, city: City, photos: PhotoStore) -> None:
    """Tell the queue which jobs there are, and when the regular ones run (UTC)."""
    mail = partial(
        mail_news,
        mailer=Mailer(settings, city),
        settings=settings,
        city=city,
        clock=utc_now,
        stop=queue.shutdown,
    )

    @queue.schedule("forget_expired", "7 * * * *")
    async def _forget_expired(_: Schedule) -> None:
        await forget_expired(utc_now())
        # The queue never prunes its own log, three rows a job.
        await execute("DELETE FROM pgqueuer_log WHERE created < $1", utc_now() - LOG_KEPT)

    @queue.schedule("tell_what_is_due", "* * * * *")
    async def _tell_what_is_due(_: Schedule) -> None:
        if told := await tell_what_is_due(utc_now()):
            log.info("told what is due", told=told)

    @queue.schedule("mail_at_once", "* * * * *")
    async def _mail_at_once(_: Schedule) -> None:
        if done := await mail("at_once"):
            log.info("mailed at once", **done)

    # When an hour has come everywhere, those of half hours too, and what happened in it is there.
    @queue.schedule("mail_digests", "2,32 * * * *")
    async def _mail_digests(_: Schedule) -> None:
        if done := await mail("digest"):
            log.info("mailed digests", **done)

    # Whatever waits has a job of its own; this finds what such a job passed by.
    @queue.schedule("wake_for_push", "* * * * *")
    async def _wake_for_push(_: Schedule) -> None:
        await wake_for_next(utc_now())

    @queue.schedule("recount_supports", "17 * * * *")
    async def _recount_supports(_: Schedule) -> None:
        repaired = await recount(city=city, now=utc_now())
        log.info("supports recounted", repaired=repaired)

    @queue.schedule("remove_unused_photos", "27 * * * *")
    async def _remove_unused_photos(_: Schedule) -> None:
        removed = await remove_unused(store=photos, now=utc_now())
        log.info("unused photos removed", count=removed)


async def work(
    url: str, settings: Settings, city: City, photos: PhotoStore, stop: asyncio.Event
) -> None:
    """Run jobs until ``stop``; a lost database is tried again, each time after a longer pause."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            await _work_once(url, settings, city, photos, stop)
            pause = FIRST_PAUSE
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("worker lost its database", exception=type(error).__name__, pause=pause)
        if not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _work_once(
    url: str, settings: Settings, city: City, photos: PhotoStore, stop: asyncio.Event
) -> None:
    """One life of the queues: their own connections, and a small pool for the jobs."""
    connections = [await asyncpg.connect(url) for _ in range(2)]
    try:
        await DB.connect(url, size=8)
        async with (
            Sender(settings, city, await keys(settings)) as sender,
            Teller(sender, settings=settings, city=city, clock=utc_now) as teller,
        ):
            queue = PgQueuer(AsyncpgDriver(connections[0]))
            jobs(queue, settings, city, photos)
            small_jobs(queue.qm, teller, utc_now)
            # What is large waits in a queue of its own, so that nothing small waits behind it.
            large = QueueManager(Queries(AsyncpgDriver(connections[1])))
            large_jobs(large, teller)
            await _run_until(stop, queue, large)
    finally:
        await DB.disconnect()
        for connection in connections:
            await connection.close()


async def _run_until(stop: asyncio.Event, queue: PgQueuer, large: QueueManager) -> None:
    """Run both queues until ``stop``; jobs that run are finished. Where one fails, both end."""
    runs = [
        asyncio.create_task(
            queue.run(
                max_concurrent_tasks=MOST_JOBS,
                dequeue_timeout=DEQUEUE,
                heartbeat_timeout=HEARTBEAT,
            )
        ),
        asyncio.create_task(
            large.run(
                batch_size=MOST_LARGE // 2,
                max_concurrent_tasks=MOST_LARGE,
                dequeue_timeout=DEQUEUE,
                heartbeat_timeout=HEARTBEAT,
            )
        ),
    ]
    ending = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*runs, ending], return_when=asyncio.FIRST_COMPLETED)
        for part in (queue, queue.qm, queue.sm, large):
            part.shutdown.set()
        await asyncio.gather(*runs)
    finally:
        for task in (*runs, ending):
            task.cancel()
