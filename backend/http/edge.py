"""What stands around the whole application, unmatched routes included.

It knows the moment, the language and the request's id before anything runs, and sees to the
headers, the compression, the log and the counts after everything has run.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, cast
from urllib.parse import parse_qs

import structlog
from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod, ScopeType
from litestar.types import (
    ASGIApp,
    HTTPResponseStartEvent,
    HTTPScope,
    Message,
    Receive,
    Scope,
    Send,
)

from backend.http.compression import WORTH_IT, compress, takes_gzip
from backend.http.crowding import BUSY, Crowding, Refusal
from backend.http.metrics import REQUESTS
from backend.http.origin import Headers, cookie
from backend.language import negotiate
from backend.log import REQUEST_ID, writes_everything
from backend.settings import Network, Settings

log = structlog.get_logger()

LANGUAGE_COOKIE = "__Host-madang-language"

# Seconds from which on a request is worth a line of the log. Every request is counted, but a
# line for each of a flash crowd's would cost as much as answering it; MADANG_LOG_LEVEL=DEBUG
# writes them all.
SLOW = 1.0

FORWARDED = b"x-forwarded-for"
_HOP = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(?P<v4>[\d.]+):\d+|(?P<bare>.+)")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Edge:
    """The outermost ASGI application. Every request pays for what is done here, so it does
    little, and leaves to be found out what few ask for (see ``client_of``).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        locales: list[str],
        style: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.app = app
        self.locales = locales
        self.clock = clock
        self.headers = _security_headers(settings)
        self.crowding = Crowding(locales, style)
        self.accepted = lru_cache(maxsize=500)(partial(negotiate, offered=locales))
        # An id names a request in one process; the beginning tells the processes apart.
        self.process = secrets.token_hex(6)
        self.numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = dict(scope["headers"])
        request_id = f"{self.process}{next(self.numbers):06x}"
        language, chosen = self._language(scope, headers)
        if REQUESTS.under_way >= BUSY:
            refusal = self.crowding.refuses(scope, headers, language)
            if refusal is not None:
                await self._refuse(refusal, request_id, scope["method"], send)
                return
        scope["state"] = {
            "now": self.clock(),
            "headers": headers,
            "language": language,
            "language_chosen": chosen,
            "caller": None,
            "sent": b"",
        }
        REQUEST_ID.set(request_id)
        # Litestar answers 405 to HEAD; it is GET without the body.
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = HttpMethod.GET
        status = 500
        answered = 0.0
        held: HTTPResponseStartEvent | None = None

        async def answer(message: Message) -> None:
            nonlocal status, held, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    *self.headers,
                    (b"x-request-id", request_id.encode()),
                ]
                # Held back until the body is there: whether it is compressed stands in the head.
                held = message
                return
            if message["type"] == "http.response.body" and held is not None:
                body = message["body"]
                if (
                    len(body) >= WORTH_IT
                    and not message.get("more_body")
                    and takes_gzip(headers.get(b"accept-encoding", b""))
                ):
                    message["body"] = compress(held, body)
                await send(held)
                held = None
                # What goes on for as long as somebody reads is answered when it begins.
                answered = time.perf_counter()
                REQUESTS.under_way -= 1
            if method == "HEAD":
                message["body"] = b""  # type: ignore[typeddict-unknown-key]
            await send(message)

        REQUESTS.under_way += 1
        try:
            await self.app(scope, receive, answer)
        finally:
            if not answered:
                REQUESTS.under_way -= 1
            seconds = (answered or time.perf_counter()) - began
            route = scope.get("path_template") or "unmatched"
            REQUESTS.count(method, route, status, seconds)
            unusual = status >= 500 or seconds >= SLOW
            if unusual or writes_everything():
                write = log.info if unusual else log.debug
                write(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )

    async def _refuse(self, refusal: Refusal, request_id: str, method: str, send: Send) -> None:
        headers = [*refusal.headers, *self.headers, (b"x-request-id", request_id.encode())]
        body = b"" if method == "HEAD" else refusal.body
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _language(self, scope: HTTPScope, headers: Headers) -> tuple[str, bool]:
        """The reader's language, and whether they chose it for this very request or browser."""
        query = scope["query_string"]
        if b"lang=" in query:
            asked = parse_qs(query.decode("latin-1")).get("lang", [""])[0]
            if asked in self.locales:
                return asked, True
        chosen = cookie(headers, LANGUAGE_COOKIE)
        if chosen in self.locales:
            return str(chosen), True
        return self.accepted(headers.get(b"accept-language", b"")[:200].decode("latin-1")), False


def client_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address a request came from, as far as trusted proxies vouch for it."""
    trusted = request.app.state.settings.trusted_proxies
    return client_address(cast(HTTPScope, request.scope), trusted)


def client_address(scope: HTTPScope, trusted: tuple[Network, ...]) -> str:
    """The address the request came from: the last one that no trusted proxy vouches for.

    ``X-Forwarded-For`` is read from its end, as long as the one who wrote it is trusted. Proxies
    add to the header or add another one, which is the same; some write a port too. What is no
    address ends the reading: it could be another text in every request.
    """
    address = (scope.get("client") or ("unknown", 0))[0]
    hops = b",".join(value for name, value in scope["headers"] if name == FORWARDED).split(b",")
    while hops and _is_trusted(address, trusted):
        hop = _HOP.fullmatch(hops.pop().decode("latin-1").strip())
        parsed = _parsed(hop["v6"] or hop["v4"] or hop["bare"]) if hop else None
        if parsed is None:
            break
        address = str(parsed)
    return address


def network_of(address: str) -> str:
    """What counts as one network in limits: an IPv4 address, or an IPv6 /64."""
    parsed = _parsed(address)
    if parsed is None:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))


def is_loopback(address: str) -> bool:
    """Whether the address is this machine's own."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in trusted)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, an IPv4 one as such where it is mapped into IPv6; None for any other text."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def _security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        # Not no-referrer: that would make our own forms send `Origin: null`.
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.base_url.startswith("https:"):
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]
