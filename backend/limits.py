"""How often something may be done: counted in windows, over all processes or in each of them, or
by what was made."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from itertools import islice

from backend.database.engine import fetch_row, fetch_value
from backend.errors import TooMany
from backend.settings import Settings


async def limit(
    settings: Settings, what: str, who: str | int, *, at_most: int, per: timedelta, now: datetime
) -> None:
    """Count one more of ``what`` by ``who``; raise ``TooMany`` above ``at_most`` in a window.

    A window begins with the first count. ``who`` is kept only as a keyed hash. Called inside a
    transaction that fails, the count is rolled back with it; call it before where it must stay.
    """
    bucket = settings.keyed_hash("rate limit", what.encode(), str(who).encode())[:16]
    row = await fetch_row(
        """
        INSERT INTO rate_limit AS kept (bucket, count, ends_at) VALUES ($1, 1, $2)
        ON CONFLICT (bucket) DO UPDATE SET
            count = CASE WHEN kept.ends_at <= $3 THEN 1 ELSE kept.count + 1 END,
            ends_at = CASE WHEN kept.ends_at <= $3 THEN $2 ELSE kept.ends_at END
        RETURNING count, ends_at
        """,
        bucket,
        now + per,
        now,
    )
    assert row is not None
    if row["count"] > at_most:
        raise TooMany(max(1, math.ceil((row["ends_at"] - now).total_seconds())))


class LimitHere:
    """A limit that this process keeps in its memory, for what must cost no statement.

    Each of several processes allows as much. A window begins with the first count.
    """

    # When more come, whoever has not been here for the longest is forgotten.
    MOST_KNOWN = 20_000

    def __init__(self, *, at_most: int, per: timedelta) -> None:
        self._at_most = at_most
        self._per = per
        self._windows: dict[int, tuple[datetime, int]] = {}

    def count(self, who: int, now: datetime) -> None:
        """Count one more by ``who``; raise ``TooMany`` above ``at_most`` in a window."""
        ends_at, count = self._windows.pop(who, (now, 0))
        if ends_at <= now:
            ends_at, count = now + self._per, 0
        self._windows[who] = ends_at, count + 1
        if len(self._windows) > self.MOST_KNOWN:
            # Many at a time: a dictionary finds its first key by passing over all that were taken
            # out before it, which is too much for each count of a large crowd.
            for longest_ago in list(islice(self._windows, 1 + self.MOST_KNOWN // 100)):
                del self._windows[longest_ago]
        if count >= self._at_most:
            raise TooMany(max(1, math.ceil((ends_at - now).total_seconds())))


async def pace(made: str, account: int, *, at_most: int, per: timedelta, now: datetime) -> None:
    """Raise ``TooMany`` where an account made ``at_most`` of something within ``per``.

    ``made`` selects the moments of what account $1 made: these rows are the count, so that
    nothing else has to be kept about a person. Hold the account meanwhile
    (``accounts.locks.stay_alone``), or requests at one moment all find room.
    """
    oldest = await fetch_value(
        f"""
        SELECT at FROM ({made}) made (at) WHERE at > $2 AND at <= $3
        ORDER BY at DESC OFFSET $4 LIMIT 1
        """,
        account,
        now - per,
        now,
        at_most - 1,
    )
    if oldest is not None:
        raise TooMany(math.ceil((oldest + per - now).total_seconds()))
