"""How one push service is doing, so that it holds up nobody but those who depend on it."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

# Requests under way to one service at a time.
LANES = 64

# When all lanes are taken for so many seconds without any answer, the service is stuck.
STUCK_AFTER = 1.0

# After so many failures in a row a service is left alone, each time twice as long.
FEW = 5
FIRST_REST = 10.0
LONGEST_REST = 600.0


class Service:
    """The state of one push service in this process. ``async with`` it while a request is under
    way; that waits for a free lane."""

    def __init__(self) -> None:
        self._lanes = asyncio.Semaphore(LANES)
        self._under_way = 0
        self._heard_at = 0.0
        self._failures = 0
        self._rests_until = 0.0

    async def __aenter__(self) -> None:
        await self._lanes.acquire()
        if self._under_way == 0:
            # Nobody was asked until now, so that nobody is late with an answer.
            self._heard_at = time.monotonic()
        self._under_way += 1

    async def __aexit__(self, *_: object) -> None:
        self._under_way -= 1
        self._lanes.release()

    def rest(self) -> timedelta | None:
        """How long to leave it alone, or None where it may be asked now."""
        now = time.monotonic()
        if now < self._rests_until:
            return timedelta(seconds=self._rests_until - now)
        if self._under_way >= LANES and now - self._heard_at > STUCK_AFTER:
            return timedelta(seconds=FIRST_REST)
        return None

    def answered(self) -> None:
        """It is well."""
        self._failures = 0
        self._heard_at = time.monotonic()

    def failed(self, wait: timedelta | None = None) -> None:
        """It did not answer, or had too much to do and perhaps said for how long."""
        now = time.monotonic()
        # Those that were under way beside the last failure tell nothing new.
        if now < self._rests_until:
            return
        self._failures += 1
        if self._failures >= FEW:
            rest = min(FIRST_REST * 2.0 ** (self._failures - FEW), LONGEST_REST)
            self._rests_until = now + max(rest, wait.total_seconds() if wait else 0.0)
