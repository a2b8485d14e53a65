"""How one push service is doing, so that it holds up nobody but those who depend on it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import timedelta

import structlog

from backend.push.connections import Connections
from backend.push.deliveries import Parcel

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

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.origin = connections.endpoint.origin
        self.refused: int | None = None
        self._lanes = 0
        self._line: deque[Parcel] = deque()
        self._watched = False
        self._heard_at = 0.0
        self._failures = 0
        self._rests_until = 0.0

    def rest(self) -> timedelta | None:
        """How long to leave it alone, or None where it may be asked now."""
        now = time.monotonic()
        if now < self._rests_until:
            return timedelta(seconds=self._rests_until - now)
        if self._lanes == LANES and now - self._heard_at > STUCK_AFTER:
            return timedelta(seconds=FIRST_REST)
        return None

    def line_up(self, parcel: Parcel) -> None:
        """Have a lane take it in its turn, or none where the service begins to rest before."""
        parcel.delivery.in_line += 1
        self._line.append(parcel)
        self._watch()

    def next(self) -> Parcel | None:
        """The first in line, which leaves it."""
        if not self._line:
            return None
        parcel = self._line.popleft()
        parcel.delivery.in_line -= 1
        return parcel

    def enter(self) -> bool:
        """Take a free lane, until ``leave``, if there is one and somebody in line."""
        if not self._line or self._lanes == LANES:
            return False
        if self._lanes == 0:
            # Nobody was asked until now, so that nobody is late with an answer.
            self._heard_at = time.monotonic()
        self._lanes += 1
        return True

    def leave(self) -> None:
        """Give the lane back."""
        self._lanes -= 1

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
        while (parcel := self.next()) is not None:
            parcel.settle(parcel.put_off(self.rest() or timedelta(seconds=FIRST_REST)))
