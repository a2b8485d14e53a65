"""What a route of the API returns, on its way out: msgspec's JSON and nothing around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response
from litestar.types import ASGIApp, Receive, Scope, Send

_encode = msgspec.json.Encoder().encode

_JSON = (b"content-type", b"application/json")


class JsonAnswer(Response[Any]):
    """What a handler of the API returned: a struct, or None for an answer without a body.

    The framework's own answer makes a dozen objects on its way (cookies, mutable headers, media
    types, encoders) of which these answers need none. A handler that does returns a ``Response``.
    """

    def __init__(self, content: Any, *, status_code: int, **_: Any) -> None:
        self.content = content
        self.status_code = status_code

    def to_asgi_response(  # type: ignore[override]
        self, *_: Any, headers: Mapping[str, str] | None = None, **__: Any
    ) -> ASGIApp:
        """The ASGI application that sends it, with the ``headers`` that the route says."""
        status = self.status_code or 200
        sent, body = encoded(self.content)
        if headers:
            sent = [*((n.lower().encode(), v.encode()) for n, v in headers.items()), *sent]

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status, "headers": sent})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return answer


def encoded(content: Any) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """``content`` as JSON, with the headers that say so; None as no body at all."""
    if content is None:
        return [], b""
    body = _encode(content)
    return [_JSON, (b"content-length", b"%d" % len(body))], body
