"""Messages on their way to devices, and what becomes of each."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

# The least and the most that is waited before a message is tried again, where its service does
# not say. In between it is as long again as the message has waited already.
SOON = timedelta(seconds=15)
AT_THE_LATEST = timedelta(hours=1)

Error = Literal["refused", "too_large", "redirected", "busy", "silent", "unreachable"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to whoever reads one language. ``shorter`` is for services that take less.

    ``topic`` lets a newer message replace an older one that was not delivered yet.
    """

    payload: bytes
    shorter: bytes
    topic: str
    urgency: Literal["normal", "high"]
    at: datetime
    lasts: timedelta


class Device(NamedTuple):
    """A subscription, as much of it as sending needs."""

    id: int
    endpoint: str
    p256dh: bytes
    auth: bytes
    key: int


class Accepted(NamedTuple):
    """The push service took it."""


class Gone(NamedTuple):
    """Nobody is behind the subscription any more."""


class Later(NamedTuple):
    """It was not taken, and may be at ``due_at``; ``error`` is None where it was not tried."""

    due_at: datetime
    error: Error | None


class Failed(NamedTuple):
    """It will not be taken."""

    error: Error


Outcome = Accepted | Gone | Later | Failed


class Parcel(NamedTuple):
    """One message for one device, sent at the moment ``now`` with others of its delivery."""

    device: Device
    message: Message
    now: datetime
    delivery: Delivery

    def settle(self, outcome: Outcome) -> None:
        """Note what became of it."""
        self.delivery.settle(self.device.id, outcome)

    def put_off(self, wait: timedelta | None, error: Error | None = None) -> Later:
        """When to try again: never before ``wait``, and not everybody at one moment."""
        if wait is None:
            wait = max(SOON, min(self.now - self.message.at, AT_THE_LATEST))
        return Later(self.now + wait + wait * random.uniform(0, 0.5), error)


class Delivery:
    """So many messages that are sent together. ``outcomes`` has what is known of them by now, by
    the devices' ids; ``in_line`` counts those that were not begun yet."""

    def __init__(self, count: int) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self.in_line = 0
        self._count = count
        self._whole: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._look()

    def settle(self, device: int, outcome: Outcome) -> None:
        """Note what became of one."""
        self.outcomes[device] = outcome
        self._look()

    def fail(self, error: Exception) -> None:
        """One met with what nobody foresaw; whoever waits for the delivery meets it too."""
        if not self._whole.done():
            self._whole.set_exception(error)

    async def wait(self, seconds: float | None = None) -> bool:
        """Whether everything is known, by then at the latest."""
        await asyncio.wait([self._whole], timeout=seconds)
        return self._whole.done() and self._whole.result() is None

    def _look(self) -> None:
        if len(self.outcomes) == self._count and not self._whole.done():
            self._whole.set_result(None)
