"""What stands around the whole application, unmatched routes included.

It knows the moment, the language, the client's address and the request's id before anything
runs, and sees to the headers, the log and the counts after everything has run.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

import structlog
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from backend.http.metrics import REQUESTS, SECONDS
from backend.language import negotiate
from backend.settings import Network, Settings

log = structlog.get_logger()

LANGUAGE_COOKIE = "__Host-madang-language"

FORWARDED = b"x-forwarded-for"
_HOP = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(?P<v4>[\d.]+):\d+|(?P<bare>.+)")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Edge:
    """The outermost ASGI application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        locales: list[str],
        clock: Callable[[], datetime],
    ) -> None:
        self.app = app
        self.settings = settings
        self.locales = locales
        self.clock = clock
        self.headers = _security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        state = scope.setdefault("state", {})
        headers = dict(scope["headers"])
        state["now"] = self.clock()
        state["request_id"] = request_id
        state["caller"] = None
        state["sent"] = b""
        state["language"], state["language_chosen"] = self._language(scope, headers)
        state["client"] = client_address(scope, self.settings.trusted_proxies)
        # Litestar answers 405 to HEAD; it is GET without the body.
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = HttpMethod.GET
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in self.headers if name not in present),
                    (b"x-request-id", request_id.encode()),
                ]
            elif method == "HEAD" and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self.app(scope, receive, send_with_headers)
            finally:
                seconds = time.perf_counter() - started
                handler = scope.get("route_handler")
                template = scope.get("path_template") if handler else None
                route = template or "unmatched"
                REQUESTS.labels(method, route, str(status)).inc()
                SECONDS.labels(route).observe(seconds)
                log.info(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )

    def _language(self, scope: HTTPScope, headers: dict[bytes, bytes]) -> tuple[str, bool]:
        """The reader's language, and whether they chose it for this very request or browser."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
        if asked in self.locales:
            return asked, True
        chosen = cookie(headers, LANGUAGE_COOKIE)
        if chosen in self.locales:
            return str(chosen), True
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        return negotiate(accepted, self.locales), False


def cookie(headers: dict[bytes, bytes], name: str) -> str | None:
    """One cookie of a request, or None; an unreadable header holds none."""
    try:
        morsel = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(name)
    except CookieError:
        return None
    return morsel.value if morsel else None


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
