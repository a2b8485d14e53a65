"""What proposals count, told to whoever has one open, as it changes.

However many read along, each open proposal costs one look into the database a second at most, and
changes are heard of on the connection by which the process listens anyway.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import asyncpg
import msgspec
import structlog

from backend.database.engine import fetch_row

log = structlog.get_logger()

# Seconds between two looks at one proposal, under a flash crowd; and after which a reader to whom
# nothing is told is told so, since proxies end a connection on which nothing moves.
PAUSE = 1.0
HEARTBEAT = 20.0

# Readers of one process: each takes 22 KB of it, and 30 µs whenever something is told. Whoever
# comes later has a page that stands still, as it does without scripts.
MOST_READERS = 300

# So many are told something between two looks at what else there is to do.
AT_ONCE = 50


class Counts(msgspec.Struct, frozen=True):
    """What a proposal's page counts."""

    supports: int
    comments: int


class _Open:
    """A proposal that somebody reads along."""

    def __init__(self, number: int) -> None:
        self.readers = 0
        self.changed = asyncio.Event()
        # None where there is nothing to be read, or no longer.
        self.counts: Counts | None = None
        self.looked = False
        self._waiting: list[asyncio.Future[None]] = []
        # Whoever came first may be in a transaction of their own, which is not this task's.
        self.watch = asyncio.create_task(self._watch(number), context=contextvars.Context())

    async def _watch(self, number: int) -> None:
        """Look at it whenever it changed, until cancelled."""
        while True:
            self.changed.clear()
            try:
                row = await fetch_row(
                    "SELECT supports, comments FROM proposal"
                    " WHERE number = $1 AND hidden_at IS NULL",
                    number,
                )
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("nothing to tell of a proposal", exception=type(error).__name__)
                self.changed.set()
            else:
                self.counts = Counts(**row) if row else None
                self.looked = True
                await self._tell()
            await asyncio.sleep(PAUSE)
            while not self.changed.is_set():
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await self.changed.wait()
                except TimeoutError:
                    await self._tell()

    async def _tell(self) -> None:
        """Wake every reader, a few at a time: all of them would keep all else waiting for 10 ms."""
        waiting, self._waiting = self._waiting, []
        for at in range(0, len(waiting), AT_ONCE):
            _wake(waiting[at : at + AT_ONCE])
            await asyncio.sleep(0)

    def next_look(self) -> asyncio.Future[None]:
        """Done after the next look, or when it is time to say that there was none."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def let_go(self) -> None:
        """Wake every reader at once, so that they find the process ended."""
        _wake(self._waiting)


def _wake(waiting: list[asyncio.Future[None]]) -> None:
    for future in waiting:
        if not future.done():
            future.set_result(None)


class Live:
    """Whoever reads along in this process (a ``database.listening.Hearer``)."""

    channel = "proposal_changed"

    def __init__(self) -> None:
        self._open: dict[int, _Open] = {}
        self._deaf = True
        self._places_taken = 0
        # Whether this process ends, so that its readers should go on elsewhere.
        self.ended = False

    @property
    def full(self) -> bool:
        """Whether there are as many readers as one process takes."""
        return self._places_taken >= MOST_READERS

    @contextmanager
    def place(self) -> Iterator[None]:
        """Count as a reader."""
        self._places_taken += 1
        try:
            yield
        finally:
            self._places_taken -= 1

    def hear(self, message: str) -> None:
        """Look again at what changed: the numbers in ``message``; all, if empty."""
        numbers = map(int, message.split(",")) if message else list(self._open)
        for number in numbers:
            if one := self._open.get(number):
                one.changed.set()

    def believe(self, heard_until: float | None) -> None:
        """Look at everything again where something may have been missed."""
        if heard_until is not None and self._deaf:
            self.hear("")
        self._deaf = heard_until is None

    def end(self) -> None:
        """Let all readers go."""
        self.ended = True
        for one in self._open.values():
            one.let_go()

    async def counts(self, number: int) -> AsyncGenerator[Counts | None, None]:
        """What it counts, now and after each change; None where that stayed as it was for a
        while. It ends where there is nothing to be read, or no longer, and with the process."""
        one = self._open.get(number)
        if one is None:
            one = self._open[number] = _Open(number)
        one.readers += 1
        try:
            told: Counts | None = None
            if not one.looked:
                await one.next_look()
            while one.counts is not None and not self.ended:
                # Before anything is said: who is slow to take it must not miss what comes then.
                next_look = one.next_look()
                if one.counts == told:
                    yield None
                else:
                    told = one.counts
                    yield told
                await next_look
        finally:
            one.readers -= 1
            if not one.readers:
                one.watch.cancel()
                del self._open[number]
