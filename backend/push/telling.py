"""Telling devices, in a worker: ranges of a notification, and what had to wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from backend.city.city import City
from backend.database.engine import transaction
from backend.http.metrics import PUSHES
from backend.push import outcomes, ranges
from backend.push.deliveries import Delivery, Device, Later, Message, Outcome
from backend.push.keys import keys
from backend.push.messages import message_of
from backend.push.ranges import Told
from backend.push.sending import Sender
from backend.settings import Settings

log = structlog.get_logger()

# A batch waits so long, in seconds, for the services. What takes longer is noted as under way, and
# what becomes of it is written when it is known: others do not wait for a slow service.
PATIENCE = 1.0

# What was begun so often without getting on ends its worker, and is left out.
MOST_STARTS = 5

# A worker that is told to end gives slow services so long.
LAST_CALL = 5.0


class Teller:
    """Tells devices until it is closed; use it as a context."""

    def __init__(
        self, sender: Sender, *, settings: Settings, city: City, clock: Callable[[], datetime]
    ) -> None:
        self._sender = sender
        self._settings = settings
        self._city = city
        self._clock = clock
        self._lingering: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Teller:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Whatever is still under way stands in the list of what is sent later."""
        if self._lingering:
            _, left = await asyncio.wait(self._lingering, timeout=LAST_CALL)
            for task in left:
                task.cancel()

    async def tell_range(self, id: int) -> None:
        """Tell the devices of one range, from where it was left."""
        part = await ranges.begin(id)
        if part is None or (what := await ranges.told(part.notification)) is None:
            return
        letters = _Letters(what, self._settings, self._city)
        while not what.expired(self._clock()):
            batch = await ranges.next_batch(what, part)
            if not batch:
                break
            if part.starts > MOST_STARTS:
                log.error("push batch ended its worker", range=id, after=part.done_account)
                got_on = await ranges.get_on(part, batch[-1])
            else:
                got_on = await self._tell(letters, batch, part)
            if got_on is None:
                return
            part = got_on
        await ranges.finish(part)

    async def tell_waiting(self) -> None:
        """Tell what had to wait and is due now."""
        while taken := await outcomes.take(self._clock()):
            for notification, devices in taken.items():
                await self._tell_these(notification, devices)
        await outcomes.wake_for_next(self._clock())

    async def _tell_these(self, notification: int, devices: dict[int, int]) -> None:
        what = await ranges.told(notification)
        if what is None:
            return
        batch: Sequence[asyncpg.Record] = []
        if not what.expired(self._clock()):
            able = [id for id, starts in devices.items() if starts <= MOST_STARTS]
            batch = await ranges.those_of(what, able)
        if dropped := [id for id in devices if id not in {row["id"] for row in batch}]:
            log.info("push no longer sent", notification=notification, devices=len(dropped))
            await outcomes.drop(notification, dropped)
        if batch:
            await self._tell(_Letters(what, self._settings, self._city), batch, None)

    async def _tell(
        self, letters: _Letters, batch: Sequence[asyncpg.Record], part: ranges.Range | None
    ) -> ranges.Range | None:
        """Send a batch, write what became of it, and answer how far its range has got."""
        now = self._clock()
        await self._know_keys(batch)
        found: dict[int, Outcome] = {}
        messages = []
        for row in batch:
            until = quiet_until(row, now, self._city.zone)
            if until is not None:
                found[row["id"]] = Later(until, None)
                continue
            device = Device(row["id"], row["endpoint"], row["p256dh"], row["auth"], row["key"])
            messages.append((device, letters.in_language(row["language"], now)))
        delivery = self._sender.send_all(messages, now)
        # Whoever stands in line has not been sent to: the next batch comes behind them.
        while not await delivery.wait(PATIENCE) and delivery.in_line:
            pass
        known = dict(delivery.outcomes)
        slow = {device.id for device, _ in messages} - known.keys()
        found |= known | {id: Later(now + outcomes.TAKEN_FOR, None) for id in slow}
        notification = letters.what.one.id
        async with transaction():
            got_on = await ranges.get_on(part, batch[-1]) if part else None
            await outcomes.settle(notification, found, now)
        _count(known)
        if slow:
            late = asyncio.create_task(self._settle_late(notification, delivery, slow))
            self._lingering.add(late)
            late.add_done_callback(self._lingering.discard)
        return got_on

    async def _settle_late(self, notification: int, delivery: Delivery, slow: set[int]) -> None:
        """Write what becomes of the slow ones of a delivery, as it becomes known."""
        while slow:
            await delivery.wait(PATIENCE)
            found = {id: delivery.outcomes[id] for id in slow & delivery.outcomes.keys()}
            if not found:
                continue
            slow -= found.keys()
            # Without a database the list still says that it is to be sent.
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with transaction():
                    await outcomes.settle(notification, found, self._clock())
                    _count(found)

    async def _know_keys(self, batch: Sequence[asyncpg.Record]) -> None:
        """Read the keys anew where somebody subscribed under one that was made meanwhile."""
        if any(row["key"] not in self._sender.signer.keys for row in batch):
            self._sender.signer.keys = await keys(self._settings)


def _count(known: Mapping[int, Outcome]) -> None:
    """For operators. The library takes a lock for each number, so that a batch is one."""
    for outcome, times in Counter(type(one).__name__.lower() for one in known.values()).items():
        PUSHES.labels(outcome).inc(times)


class _Letters:
    """A notification's message in each language that somebody reads, written once."""

    def __init__(self, what: Told, settings: Settings, city: City) -> None:
        self.what = what
        self._settings = settings
        self._city = city
        self._written: dict[str, Message] = {}

    def in_language(self, language: str | None, now: datetime) -> Message:
        known = language if language in self._city.locales else self._city.language
        if known not in self._written:
            self._written[known] = message_of(
                self.what.one, settings=self._settings, city=self._city, language=known, now=now
            )
        return self._written[known]


def quiet_until(row: asyncpg.Record, now: datetime, city_zone: ZoneInfo) -> datetime | None:
    """When somebody's quiet hours end, if ``now`` is within them.

    ``row`` has their ``zone``, ``quiet_from`` and ``quiet_until``, each of which may be None.
    """
    begin, end = row["quiet_from"], row["quiet_until"]
    if begin is None:
        return None
    local = now.astimezone(ZoneInfo(row["zone"]) if row["zone"] else city_zone)
    time = local.time()
    quiet = begin <= time < end if begin < end else time >= begin or time < end
    if not quiet:
        return None
    day = local.date() if time < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, local.tzinfo)
