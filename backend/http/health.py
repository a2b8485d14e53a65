"""What operators ask: does it live, can it serve, how much does it do."""

from __future__ import annotations

import hmac
import ipaddress
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.database.engine import fetch_value
from backend.errors import NotPermitted, Unavailable
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
    """Counts of this process, for loopback or for who knows ``MADANG_METRICS_TOKEN``."""
    token = request.app.state.settings.metrics_token
    if token is not None:
        allowed = hmac.compare_digest((bearer_of(request) or "").encode(), token.encode())
    else:
        try:
            allowed = ipaddress.ip_address(request.state.client).is_loopback
        except ValueError:
            allowed = False
    if not allowed:
        raise NotPermitted
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
