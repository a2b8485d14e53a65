"""What a phone shows without a network where it has nothing else: what there is to read on it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from pwa.pages import page


@get("/offline", who="anyone", sync_to_thread=False)
def offline(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The same for everybody: the service worker keeps it from the first visit on, and scripts
    fill in what the device has.
    """
    return page(request, "offline.html", me=None)
