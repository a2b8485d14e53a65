"""What changes on the page of a proposal while somebody has it open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from backend.http.reading import known_id
from backend.proposals.live import Live

# Milliseconds after which a browser asks again once a connection broke.
AGAIN = 5_000


@get("/proposals/{number:int}/live", who="anyone", sync_to_thread=False)
def live(request: Request[Any, Any, Any], number: FromPath[int]) -> Response[Any]:
    """Its counts as server-sent events (HTML standard, section 9.2), each ``{"supports": 52,
    "comments": 8}``; ``null`` is the last one and says that there is nothing more to be told."""
    hub: Live = request.app.state.live
    if hub.full:
        # This tells a browser not to ask again.
        return Response(None, status_code=204)
    return ServerSentEvent(
        _events(hub, known_id(number)),
        retry_duration=AGAIN,
        # A proxy that gathers what it passes on would keep all of it to itself.
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(hub: Live, number: int) -> AsyncIterator[ServerSentEventMessage]:
    async for counts in hub.counts(number):
        if counts is None:
            yield ServerSentEventMessage(comment="")
        else:
            yield ServerSentEventMessage(data=msgspec.json.encode(counts).decode())
    if not hub.ended:
        yield ServerSentEventMessage(data="null")
