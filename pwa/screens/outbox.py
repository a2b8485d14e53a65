"""What was done on this device and is not with the city yet."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from pwa.pages import page


@get("/outbox", who="anyone", sync_to_thread=False)
def outbox(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The same for everybody: the service worker keeps it from the first visit on, and a script
    fills in what this device holds, which the server does not know.
    """
    return page(request, "outbox.html", me=None)
