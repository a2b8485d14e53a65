"""Handing messages to push services (RFC 8030), and understanding what they answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType

import structlog

from backend.city.city import City
from backend.push.connections import Answer, Connections
from backend.push.deliveries import (
    Accepted,
    Delivery,
    Device,
    Failed,
    Gone,
    Message,
    Outcome,
    Parcel,
)
from backend.push.encryption import encrypt
from backend.push.endpoints import EndpointRefused, LookUp, endpoint_of, look_up
from backend.push.keys import Key, Signer
from backend.push.services import Service
from backend.settings import Settings

log = structlog.get_logger()

# A service that has not answered by then has not taken it.
PATIENCE = 10.0

# No slash that follows is one of the scheme's.
SCHEME = len("https://")

# A fragment is nobody's business but the browser's.
_PATH = re.compile(r"/[!\"$-~]*")

# Longer than any message lasts.
LONGEST = timedelta(days=7)


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
        self._lanes: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Sender:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        for service in self._services.values():
            service.connections.close()

    async def send(self, device: Device, message: Message, now: datetime) -> Outcome:
        """Send one message, and wait for what becomes of it."""
        delivery = self.send_all([(device, message)], now)
        await delivery.wait()
        return delivery.outcomes[device.id]

    def send_all(self, messages: Sequence[tuple[Device, Message]], now: datetime) -> Delivery:
        """Send these messages, each in its turn by the push service that it is for."""
        delivery = Delivery(len(messages))
        asked = set()
        for device, message in messages:
            parcel = Parcel(device, message, now, delivery)
            service = self._service(device.endpoint)
            if device.key not in self.signer.keys:
                parcel.settle(Gone())
            elif service is None:
                parcel.settle(Failed("unreachable"))
            elif (rest := service.rest()) is not None:
                parcel.settle(parcel.put_off(rest))
            else:
                service.line_up(parcel)
                asked.add(service)
        for service in asked:
            while service.enter():
                lane = asyncio.create_task(self._lane(service))
                self._lanes.add(lane)
                lane.add_done_callback(self._lanes.discard)
        return delivery

    async def _lane(self, service: Service) -> None:
        """Send what stands in line, one after the other."""
        try:
            while (parcel := service.next()) is not None:
                try:
                    parcel.settle(await self._try(service, parcel))
                except Exception as error:
                    parcel.delivery.fail(error)
        finally:
            service.leave()

    def _service(self, endpoint: str) -> Service | None:
        """The service of an endpoint; None where the operator no longer allows it."""
        place = endpoint[: endpoint.find("/", SCHEME)]
        service = self._services.get(place)
        if service is None:
            with suppress(EndpointRefused):
                to = endpoint_of(endpoint, self._hosts)
                service = self._services[place] = Service(Connections(to, self._ask))
        return service

    async def _try(self, service: Service, parcel: Parcel) -> Outcome:
        message = parcel.message
        for payload in (message.payload, message.shorter):
            try:
                async with asyncio.timeout(self._patience):
                    answer = await self._post(service, parcel, payload)
            except TimeoutError:
                service.failed()
                return parcel.put_off(None, "silent")
            except OSError as error:
                log.debug("push service", origin=service.origin, exception=type(error).__name__)
                service.failed()
                return parcel.put_off(None, "unreachable")
            if answer.status != 413:
                break
        return _outcome(service, parcel, answer)

    async def _post(self, service: Service, parcel: Parcel, payload: bytes) -> Answer:
        request = self._request(service, parcel, payload)
        connection = await service.connections.take()
        try:
            return await connection.post(request)
        finally:
            service.connections.give_back(connection)

    def _request(self, service: Service, parcel: Parcel, payload: bytes) -> bytes:
        """A whole request (RFC 9112), the message encrypted for its device."""
        device, message, now, _ = parcel
        body = encrypt(payload, p256dh=device.p256dh, auth=device.auth)
        # Whatever was stored once, nothing but what a path consists of gets into a head.
        path = _PATH.match(device.endpoint, device.endpoint.find("/", SCHEME))
        left = message.at + message.lasts - now
        head = (
            f"POST {path[0] if path else '/'} HTTP/1.1\r\n"
            f"Host: {service.origin.partition('//')[2]}\r\n"
            f"Authorization: {self.signer.authorization(device.key, service.origin, now)}\r\n"
            "Content-Encoding: aes128gcm\r\n"
            "Content-Type: application/octet-stream\r\n"
            f"Content-Length: {len(body)}\r\n"
            f"TTL: {max(0, int(left.total_seconds()))}\r\n"
            f"Urgency: {message.urgency}\r\n"
            f"Topic: {message.topic}\r\n\r\n"
        )
        return head.encode("ascii") + body


def _outcome(service: Service, parcel: Parcel, answer: Answer) -> Outcome:
    """What an answer means for a message and for its service."""
    status = answer.status
    if status == 429 or status >= 500:
        wait = _retry_after(answer.retry_after, parcel.now)
        service.failed(wait)
        return parcel.put_off(wait, "busy")
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
