"""What changes on the page of a proposal while somebody has it open."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from backend.http.reading import known_id
from backend.proposals.live import Counts, Live

# Milliseconds after which a browser asks again once a connection broke.
AGAIN = 5_000

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # A proxy that gathers what it passes on would keep all of it to itself.
    (b"x-accel-buffering", b"no"),
]


@get("/proposals/{number:int}/live", who="anyone", fast_path=True)
async def live(request: Request[Any, Any, Any], number: FromPath[int]) -> ASGIApp:
    """Its counts as server-sent events (HTML standard, section 9.2), each ``{"supports": 52,
    "comments": 8}``; ``null`` is the last one and says that there is nothing more to be told."""
    hub: Live = request.app.state.live
    if hub.full:
        # This tells a browser not to ask again.
        return Response(None, status_code=204).to_asgi_response(None, request)
    return Reading(hub, known_id(number))


class Reading:
    """One who reads along. An ASGI application that tells them the counts until they hang up.

    A crowd reads along for as long as its pages are open, so that each of them costs as little as
    can be: a few tasks that wait, without the framework's stream and its timers.
    """

    def __init__(self, hub: Live, number: int) -> None:
        self._hub = hub
        self._number = number

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until there is nothing more to be told, or nobody to be told."""
        with self._hub.place():
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            tasks = [asyncio.create_task(self._tell(send)), asyncio.create_task(_hang_up(receive))]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
        for task in done:
            task.result()

    async def _tell(self, send: Send) -> None:
        await _say(send, f"retry: {AGAIN}\r\n".encode())
        async with aclosing(self._hub.counts(self._number)) as told:
            async for counts in told:
                await _say(send, _event(counts) if counts else b": \r\n\r\n")
        await _say(send, b"" if self._hub.ended else _event(None), last=True)


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(counts: Counts | None) -> bytes:
    return b"data: " + msgspec.json.encode(counts) + b"\r\n\r\n"


async def _say(send: Send, text: bytes, *, last: bool = False) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": not last})
