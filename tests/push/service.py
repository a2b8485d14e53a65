"""A push service on loopback, and browsers that subscribe with it.

It does what a real one does and looks at more: every message is decrypted with the keys of the
browser that it is for, and what stands around it is verified, by pywebpush's own tools and not by
ours.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from backend.push.encryption import public_bytes
from backend.settings import PushHost


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Received(NamedTuple):
    """One message as it arrived: what it says, and what the service was told beside it."""

    browser: str
    says: dict[str, Any]
    headers: dict[str, str]
    claims: dict[str, Any]


class Browser:
    """One browser's subscription: a name in the service's addresses, and keys of its own."""

    def __init__(self, service: PushService, name: str) -> None:
        self.name = name
        self.endpoint = f"{service.origin}/{name}"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def public(self) -> bytes:
        return public_bytes(self.private.public_key())

    def to_json(self) -> dict[str, Any]:
        """What ``PushSubscription.toJSON()`` gives."""
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": base64url(self.public), "auth": base64url(self.auth)},
        }


class PushService:
    """What a test knows of the service: who got what, how often, and what it is to answer.

    ``answers`` holds what the next requests for a browser are answered, by its name: statuses, or
    ``hang`` until it lets go. All others get what stands in ``always``. Where there is a
    ``public_key``, a browser takes messages of no other sender.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.origin = ""
        self.now = now
        self._letting_go = asyncio.Event()
        self.forget()

    def forget(self) -> None:
        """Begin anew, as for the next test."""
        self.public_key: str | None = None
        self.received: list[Received] = []
        self.told: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.answers: dict[str, list[int | str]] = {}
        self.always: int | str = 201
        self.retry_after: str | None = None
        self.most_bytes = 4096
        self.peers: set[tuple[str, int]] = set()
        self._browsers: dict[str, Browser] = {}

    @property
    def host(self) -> PushHost:
        """What the setting that allows it is read as."""
        name, _, port = self.origin.removeprefix("http://").partition(":")
        return PushHost(name, int(port))

    def browser(self, name: str) -> Browser:
        """A new browser that subscribes here."""
        browser = self._browsers[name] = Browser(self, name)
        return browser

    def let_go(self) -> None:
        """Answer whoever still waits."""
        self._letting_go.set()
        self._letting_go = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Answer one message."""
        name = request.match_info["name"]
        self.requests[name] += 1
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        body = await request.read()
        waiting = self.answers.get(name)
        answer = waiting.pop(0) if waiting else self.always
        if answer == "hang":
            await self._letting_go.wait()
            return web.Response(status=503)
        if len(body) > self.most_bytes:
            answer = 413
        if answer == 302:
            return web.Response(status=302, headers={"Location": f"{self.origin}/elsewhere"})
        if answer == 201:
            self.received.append(self._read(self._browsers[name], body, request))
            self.told[name] += 1
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return web.Response(status=int(answer), headers=headers)

    def _read(self, browser: Browser, body: bytes, request: web.Request) -> Received:
        headers = request.headers
        assert headers["Content-Encoding"] == "aes128gcm"
        assert int(headers["TTL"]) >= 0 and headers["Urgency"] in ("normal", "high")
        assert len(headers["Topic"]) <= 32 and set(headers["Topic"]) <= ALPHABET
        claims = verify(headers["Authorization"], self.public_key)
        assert claims["aud"] == self.origin
        assert claims["sub"].startswith("mailto:")
        assert 0 < claims["exp"] - self.now() <= 24 * 3600
        plain = http_ece.decrypt(body, private_key=browser.private, auth_secret=browser.auth)
        assert len(plain) <= 3072
        return Received(browser.name, json.loads(plain), dict(headers), claims)


ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

# Verifying takes longer than all the rest, and one signature comes with thousands of messages.
_verified: dict[tuple[str, str | None], dict[str, Any]] = {}


def verify(authorization: str, public_key: str | None) -> dict[str, Any]:
    """The claims of a VAPID header that is signed by the key that it names (RFC 8292)."""
    known = _verified.get((authorization, public_key))
    if known is None:
        assert authorization.startswith("vapid ")
        fields = dict(part.strip().split("=", 1) for part in authorization[6:].split(","))
        assert public_key is None or fields["k"] == public_key
        assert Vapid02.verify(authorization)
        known = json.loads(base64.urlsafe_b64decode(fields["t"].split(".")[1] + "=="))
        _verified[authorization, public_key] = known
    return known


@asynccontextmanager
async def push_service(now: Callable[[], float] = time.time) -> AsyncIterator[PushService]:
    """A push service on a free port, by whose clock signatures are valid."""
    service = PushService(now)
    app = web.Application()
    app.router.add_post("/{name}", service.take)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    service.origin = f"http://127.0.0.1:{port}"
    try:
        yield service
    finally:
        service.let_go()
        await runner.cleanup()
