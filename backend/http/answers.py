"""What a route of the API returns, on its way out: msgspec's JSON and nothing around it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

import msgspec
from litestar import Response
from litestar.types import ASGIApp, HTTPResponseStartEvent, Receive, Scope, Send

from backend.http.compression import WORTH_IT, compress, takes_gzip
from backend.http.origin import Headers

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
        if callable(self.content):
            # What answers many is an ASGI application already.
            return cast(ASGIApp, self.content)
        status = self.status_code or 200
        sent, body = encoded(self.content)
        if headers:
            sent = [*((n.lower().encode(), v.encode()) for n, v in headers.items()), *sent]

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status, "headers": sent})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return answer


class JsonOfMany:
    """An answer that many get: encoded once and compressed once. An ASGI application."""

    def __init__(self, content: Any) -> None:
        self._head, self._body = encoded(content)

    @cached_property
    def _compressed(self) -> tuple[list[tuple[bytes, bytes]], bytes]:
        start = HTTPResponseStartEvent(
            type="http.response.start", status=200, headers=list(self._head)
        )
        body = compress(start, self._body)
        return list(start["headers"]), body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in the form that this request takes."""
        headers: Headers = scope["state"]["headers"]
        head, body = self._head, self._body
        if len(body) >= WORTH_IT and takes_gzip(headers.get(b"accept-encoding", b"")):
            head, body = self._compressed
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def encoded(content: Any) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """``content`` as JSON, with the headers that say so; None as no body at all."""
    if content is None:
        return [], b""
    body = _encode(content)
    return [_JSON, (b"content-length", b"%d" % len(body))], body
