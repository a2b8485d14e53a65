"""Handing messages to push services (RFC 8030), and understanding what they answer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal, NamedTuple

import aiohttp
import msgspec
import structlog
from yarl import URL

from backend.city.city import City
from backend.push.encryption import encrypt
from backend.push.endpoints import CheckedResolver, EndpointRefused, LookUp, endpoint_of, look_up
from backend.push.keys import Key, Signer
from backend.push.services import Service
from backend.settings import Settings

log = structlog.get_logger()

# A service that has not answered by then has not taken it.
PATIENCE = 10.0

# The least and the most that is waited before a message is tried again, where its service does
# not say. In between it is as long again as the message has waited already.
SOON = timedelta(seconds=15)
AT_THE_LATEST = timedelta(hours=1)

# No slash that follows is one of the scheme's.
SCHEME = len("https://")

# Longer than any message lasts.
LONGEST = timedelta(days=7)

Error = Literal["refused", "too_large", "redirected", "busy", "silent", "unreachable"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to whoever reads one language. ``shorter`` is for services that take less.

    ``topic`` lets a newer message replace an older one that was not delivered yet.
    """

    payload: bytes
    shorter: bytes
    topic: str
    urgency: Literal["normal", "high"]
    at: datetime
    lasts: timedelta


class Device(msgspec.Struct):
    """A subscription, as much of it as sending needs; ``under_way`` says that it began."""

    id: int
    endpoint: str
    p256dh: bytes
    auth: bytes
    key: int
    under_way: bool = False


class Accepted(NamedTuple):
    """The push service took it."""


class Gone(NamedTuple):
    """Nobody is behind the subscription any more."""


class Later(NamedTuple):
    """It was not taken, and may be at ``due_at``; ``error`` is None where it was not tried."""

    due_at: datetime
    error: Error | None


class Failed(NamedTuple):
    """It will not be taken."""

    error: Error


Outcome = Accepted | Gone | Later | Failed


class Sender:
    """A pool of kept connections to push services, for one event loop; use it as a context."""

    def __init__(
        self,
        settings: Settings,
        city: City,
        keys: Mapping[int, Key],
        *,
        patience: float = PATIENCE,
        ask: LookUp = look_up,
    ) -> None:
        self.signer = Signer(keys, city.contact)
        self._hosts = settings.push_hosts
        self._patience = patience
        self._ask = ask
        self._services: dict[str, Service] = {}

    async def __aenter__(self) -> Sender:
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=CheckedResolver(self._ask), limit=0, keepalive_timeout=60
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._patience),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def send(self, device: Device, message: Message, now: datetime) -> Outcome:
        """Send one message. Never raises but for cancellation."""
        if device.key not in self.signer.keys:
            return Gone()
        service = self._service(device.endpoint)
        if service is None:
            return Failed("unreachable")
        if (rest := await service.enter()) is not None:
            return _later(rest, message, now, None)
        device.under_way = True
        try:
            return await self._try(service, device, message, now)
        finally:
            service.leave()

    def _service(self, endpoint: str) -> Service | None:
        """The service of an endpoint; None where the operator no longer allows it."""
        place = endpoint[: endpoint.find("/", SCHEME)]
        service = self._services.get(place)
        if service is None:
            with suppress(EndpointRefused):
                origin = endpoint_of(endpoint, self._hosts).origin
                service = self._services[place] = Service(origin)
        return service

    async def _try(
        self, service: Service, device: Device, message: Message, now: datetime
    ) -> Outcome:
        left = message.at + message.lasts - now
        headers = {
            "Authorization": self.signer.authorization(device.key, service.origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int(left.total_seconds()))),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }
        for payload in (message.payload, message.shorter):
            try:
                status, wait = await self._post(device, payload, headers, now)
            except TimeoutError:
                service.failed()
                return _later(None, message, now, "silent")
            except (aiohttp.ClientError, OSError) as error:
                log.debug("push service", origin=service.origin, exception=type(error).__name__)
                service.failed()
                return _later(None, message, now, "unreachable")
            if status != 413:
                break
        if status == 429 or status >= 500:
            service.failed(wait)
            return _later(wait, message, now, "busy")
        service.answered()
        if 200 <= status < 300:
            return Accepted()
        if status in (404, 410):
            return Gone()
        # Our own mistake, or a service that wants something else: an operator has to know, once.
        if service.refused != status:
            service.refused = status
            log.warning("push refused", origin=service.origin, status=status)
        if 300 <= status < 400:
            return Failed("redirected")
        return Failed("too_large" if status == 413 else "refused")

    async def _post(
        self, device: Device, payload: bytes, headers: Mapping[str, str], now: datetime
    ) -> tuple[int, timedelta | None]:
        """Status and ``Retry-After`` of one request; its body is not looked at."""
        body = encrypt(payload, p256dh=device.p256dh, auth=device.auth)
        async with self._client.post(
            URL(device.endpoint, encoded=True), data=body, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, _retry_after(answer.headers.get("Retry-After"), now)


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The header's two forms (RFC 9110, section 10.2.3); None for any other."""
    if value is None:
        return None
    if value.isdecimal() and len(value) < 10:
        wait = timedelta(seconds=int(value))
    else:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        wait = moment.replace(tzinfo=moment.tzinfo or UTC) - now
    return max(timedelta(0), min(wait, LONGEST))


def _later(wait: timedelta | None, message: Message, now: datetime, error: Error | None) -> Later:
    """When to try again: never before ``wait``, and not everybody at one moment."""
    if wait is None:
        wait = max(SOON, min(now - message.at, AT_THE_LATEST))
    return Later(now + wait + wait * random.uniform(0, 0.5), error)
