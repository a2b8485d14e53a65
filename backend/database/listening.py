"""One connection of this process on which the database tells what changes, to whoever must know.

What a process remembers of the database is right only while it hears of every change, whichever
process makes it. Triggers send the notifications, so that an operator's SQL is heard as well.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

import asyncpg
import structlog

log = structlog.get_logger()

# A connection may be cut without a word: so often, in seconds, a round trip shows that it is not,
# and what takes longer than the timeout is given up.
BEAT = 0.25
TIMEOUT = 2.0

PAUSE = 1.0


class Hearer(Protocol):
    """Somebody who remembers what they read, and hears on ``channel`` when it changes."""

    @property
    def channel(self) -> str:
        """The channel of the notifications, a plain identifier."""

    def hear(self, message: str) -> None:
        """What a notification carried, once it is committed. Must not wait."""

    def believe(self, heard_until: float | None) -> None:
        """Everything that was committed before ``heard_until`` (``time.monotonic``) has been
        heard; this is said several times a second. None: anything may have been missed."""


@contextlib.asynccontextmanager
async def listening(url: str, hearers: Sequence[Hearer]) -> AsyncIterator[None]:
    """Inside, the hearers are told what happens, but for the time that a lost connection takes
    to be made anew; they are told of that too."""
    listener = asyncio.create_task(_listen(url, hearers))
    try:
        yield
    finally:
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener


async def _listen(url: str, hearers: Sequence[Hearer]) -> None:
    """Listen until cancelled."""
    while True:
        try:
            connection = await asyncpg.connect(url, timeout=5)
            try:
                for hearer in hearers:
                    await connection.add_listener(hearer.channel, _teller(hearer))
                while True:
                    began = time.monotonic()
                    await connection.execute("SELECT", timeout=TIMEOUT)
                    for hearer in hearers:
                        hearer.believe(began)
                    await asyncio.sleep(BEAT)
            finally:
                for hearer in hearers:
                    hearer.believe(None)
                connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("out of hearing of the database", exception=type(error).__name__)
            await asyncio.sleep(PAUSE)


def _teller(hearer: Hearer) -> Any:
    """What asyncpg calls with a notification."""

    def tell(_connection: Any, _process: int, _channel: str, message: Any) -> None:
        hearer.hear(message)

    return tell
