"""Pages that many read: those of all visitors are made and compressed once, and sent to everybody.

A page is sent again as long as it is sure to be right. What changes all the time, as under a flash
crowd, is made anew every half second, so that a page lags by less than the second that visitors
are promised at most. Nothing is kept of what is made for somebody signed in (``common_pages``).
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request
from litestar.types import ASGIApp

from backend.changes import Changes
from backend.http.callers import Caller
from pwa.common_pages import CommonPages
from pwa.forms import said
from pwa.pages import MEDIA_TYPE, answer
from pwa.pages_of_many import Key, PageOfMany
from pwa.readers import VISITORS, Make, only
from pwa.tags import tag_of

# Seconds for which a page is good whatever changes meanwhile.
AT_LEAST = 0.5

MOST_BYTES = 8 * 1024 * 1024
# About what a page takes in memory beside its compressed text and its address.
OVERHEAD = 2_000


async def shared(
    request: Request[Any, Any, Any],
    address: str,
    make: Make,
    *,
    about: int | None = None,
    media_type: str = MEDIA_TYPE,
    alike: Hashable = None,
    alone: bool = False,
) -> ASGIApp:
    """The page that ``make`` makes: for visitors perhaps a kept one, for somebody signed in one
    made now, together with whoever sees the same.

    ``address`` is the page's path and query without anything that changes nothing on it: what is
    made for one visitor must be right for every other who reads the same language. ``about`` is
    the number of the only proposal that it shows, None where it shows several. ``alike`` is all
    that it shows of somebody signed in who holds no office and was never suspended; ``alone`` says
    that something on it is theirs. Raises what ``make`` raises.
    """
    state = request.scope["state"]
    state["address"] = address
    app_state = request.app.state
    pages: SharedPages = app_state.shared_pages
    caller: Caller | None = state["caller"]
    # What was just done is said to people who have just signed out, too.
    key = Key(address, state["language"], said(request), media_type)
    if caller is None:
        if pages.open:
            return await pages.find(key, make, about=about, now=state["now"])
        body = (await make(VISITORS)).body
    elif alone or caller.roles or caller.suspended_until is not None:
        body = (await make(only(caller))).body
    else:
        common: CommonPages = app_state.common_pages
        return (await common.made(key, alike, make)).copy(caller.person)
    return answer(request, body, media_type=media_type).to_asgi_response(None, request)


class SharedPage(PageOfMany):
    """A page as every visitor gets it."""

    def __init__(self, key: Key, body: bytes) -> None:
        super().__init__(key, tag_of(body))
        self._compressed = gzip.compress(body, 6, mtime=0)
        self.size = len(self._compressed) + len(key.address) + OVERHEAD

    def compressed(self) -> bytes:
        """As a file of gzip."""
        return self._compressed

    def plain(self) -> bytes:
        """As it was made."""
        return gzip.decompress(self._compressed)


class Reading(msgspec.Struct, frozen=True):
    """When, and of what, a page was read.

    ``about`` is as for ``shared``. ``began`` is the moment (``time.monotonic``) before the first
    look into the database, ``until`` the last at which the page still says what time made of it.
    """

    about: int | None
    began: float
    until: datetime


class SharedPages:
    """The shared pages of this process, those asked for last."""

    def __init__(self, changes: Changes, *, most_bytes: int = MOST_BYTES) -> None:
        self.changes = changes
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, tuple[Reading, SharedPage]] = OrderedDict()
        self._coming: dict[Key, tuple[Reading, asyncio.Task[SharedPage]]] = {}

    @property
    def open(self) -> bool:
        """Whether pages are kept at all: not before the process hears of changes."""
        return self.changes.listening

    async def find(self, key: Key, make: Make, *, about: int | None, now: datetime) -> SharedPage:
        """The page of that key, kept or being made where it is right to take that one."""
        kept = self._kept.get(key)
        if kept is not None and self._is_right(kept[0], now):
            self._kept.move_to_end(key)
            return kept[1]
        coming = self._coming.get(key)
        if coming is None or not self._is_right(coming[0], now):
            # Before anything is read, so that whatever changes from here on is seen to have.
            reading = Reading(about, time.monotonic(), next_turn(now))
            # In a task of its own: the others wait on when the first one hangs up.
            coming = reading, asyncio.create_task(self._make(key, make, reading, now))
            self._coming[key] = coming
        return await asyncio.shield(coming[1])

    def _is_right(self, reading: Reading, now: datetime) -> bool:
        if now > reading.until:
            return False
        fresh = time.monotonic() - reading.began < AT_LEAST
        return fresh or self.changes.unchanged_since(reading.began, reading.about)

    async def _make(self, key: Key, make: Make, reading: Reading, now: datetime) -> SharedPage:
        try:
            made = await make(VISITORS)
        finally:
            # Where this took so long that another has begun meanwhile, that one is kept.
            latest = self._coming.get(key, (None,))[0] is reading
            if latest:
                del self._coming[key]
        page = SharedPage(key, made.body)
        if latest:
            until = next_turn(now, made.turns)
            self._keep(key, msgspec.structs.replace(reading, until=until), page)
        return page

    def _keep(self, key: Key, reading: Reading, page: SharedPage) -> None:
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self._bytes -= replaced[1].size
        self._kept[key] = reading, page
        self._bytes += page.size
        while self._bytes > self._most_bytes:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._bytes -= dropped.size


def next_turn(now: datetime, turns: Iterable[datetime | None] = ()) -> datetime:
    """The last moment at which a page says what it said at ``now``, if nothing changes.

    Days begin with a minute, and what closes or is due here does so a second before one (see
    ``backend.city.calendar``); what came from another board may close at any of the ``turns``.
    How long ago something was is wrong by a minute at most.
    """
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    moments = (minute - timedelta(seconds=1), minute, *turns)
    return min(moment for moment in moments if moment is not None and moment >= now)
