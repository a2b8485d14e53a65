"""How one push service is doing, so that it holds up nobody but those who depend on it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import timedelta

import structlog

log = structlog.get_logger()

# Requests under way to one service at a time.
LANES = 64

# When all lanes are taken for so many seconds without any answer, the service is stuck.
STUCK_AFTER = 1.0

# After so many failures in a row a service is left alone, each time twice as long.
FEW = 5
FIRST_REST = 10.0
LONGEST_REST = 600.0


class Service:
    """The state of one push service in this process. ``refused`` is the last status by which it
    said that a message of ours is wrong."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.refused: int | None = None
        self._under_way = 0
        self._line: deque[asyncio.Future[bool]] = deque()
        self._watched = False
        self._heard_at = 0.0
        self._failures = 0
        self._rests_until = 0.0

    def rest(self) -> timedelta | None:
        """How long to leave it alone, or None where it may be asked now."""
        now = time.monotonic()
        if now < self._rests_until:
            return timedelta(seconds=self._rests_until - now)
        if self._under_way >= LANES and now - self._heard_at > STUCK_AFTER:
            return timedelta(seconds=FIRST_REST)
        return None

    async def enter(self) -> timedelta | None:
        """Wait for a free lane and take it, until ``leave``; or answer how long to leave the
        service alone, which may become so while one stands in line."""
        if (rest := self.rest()) is not None:
            return rest
        if self._under_way < LANES:
            if self._under_way == 0:
                # Nobody was asked until now, so that nobody is late with an answer.
                self._heard_at = time.monotonic()
            self._under_way += 1
            return None
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        self._watch()
        try:
            return None if await turn else self.rest() or timedelta(seconds=FIRST_REST)
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                self.leave()
            raise

    def leave(self) -> None:
        """Give the lane to the next in line."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self._under_way -= 1

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
            rest = max(rest, wait.total_seconds() if wait else 0.0)
            self._rests_until = now + rest
            log.warning("push service rests", service=self.origin, seconds=int(rest))
            self._send_away()

    def _watch(self) -> None:
        """See, while somebody stands in line, that the line moves."""
        if not self._watched:
            self._watched = True
            asyncio.get_running_loop().call_later(STUCK_AFTER, self._look)

    def _look(self) -> None:
        self._watched = False
        if self._line:
            if self.rest() is not None:
                self._send_away()
            else:
                self._watch()

    def _send_away(self) -> None:
        """Nobody's turn comes while the service rests."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(False)
