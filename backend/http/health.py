"""What operators ask: does it live, can it serve, how much does it do."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.database.engine import fetch_value
from backend.errors import NotPermitted, Unavailable
from backend.http.edge import client_of, is_loopback
from backend.http.origin import bearer_of


@get("/health/live", who="anyone", sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", who="anyone")
async def ready() -> dict[str, str]:
    """The process answers and reaches its database."""
    try:
        await fetch_value("SELECT 1")
    except Exception as error:
        raise Unavailable from error
    return {"status": "ready"}


@get("/metrics", who="operator", sync_to_thread=False)
def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Counts of this process, for loopback or for who knows ``MADANG_METRICS_TOKEN``.

    What a proxy forwards doesn't come from loopback, though the proxy does where nobody has said
    that it is one.
    """
    token = request.app.state.settings.metrics_token
    if token is not None:
        allowed = hmac.compare_digest(
            (bearer_of(request.state.headers) or "").encode(), token.encode()
        )
    else:
        forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
        allowed = is_loopback(client_of(request)) and not forwarded
    if not allowed:
        raise NotPermitted
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
