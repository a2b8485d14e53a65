"""Kept connections to one push service: HTTP/1.1, one request at a time on each.

Of HTTP this is as much as RFC 8030 needs and no more: a POST whose answer is a status and perhaps
``Retry-After``. Nothing is redirected, compressed, or sent a second time.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, cast

import httptools

from backend.push.endpoints import Endpoint, EndpointRefused, LookUp, require_reachable

# An address that does not let us in within these seconds makes way for the next one.
CONNECT_PATIENCE = 3.0

# What is not used for so many seconds is closed before the service does, as one of them may while
# a message is on its way to it.
KEPT = 60.0

# The addresses behind a name are good for so many seconds.
KNOWN = 10.0

# No answer that we understand is longer, in bytes.
MOST_BYTES = 65_536


@cache
def tls() -> ssl.SSLContext:
    """Certificates are verified as everywhere on this machine."""
    return ssl.create_default_context()


class Answer(NamedTuple):
    """What a push service answered."""

    status: int
    retry_after: str | None


class Connection(asyncio.Protocol):
    """One connection, last used at the monotonic moment ``used_at``. Whoever uses it has it
    alone."""

    def __init__(self) -> None:
        self.closed = False
        self.used_at = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._answered: asyncio.Future[Answer] | None = None
        self._retry_after: str | None = None
        self._status = 0
        self._bytes = 0

    async def post(self, request: bytes) -> Answer:
        """Send a whole request and read its answer. Raises ``ConnectionError``; then, and where
        nobody waits for the answer any more, the connection is closed."""
        if self.closed:
            raise ConnectionResetError("the push service has closed the connection")
        self._answered = asyncio.get_running_loop().create_future()
        self._retry_after, self._status, self._bytes = None, 0, 0
        self._transport.write(request)
        try:
            return await self._answered
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it at once."""
        self.closed = True
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended, which is how some services end an answer of no length."""
        self.closed = True
        if self._status and exc is None:
            self._answer()
        else:
            self._fail("the push service has closed the connection")

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self._bytes += len(data)
        if self._bytes > MOST_BYTES or self._answered is None or self._answered.done():
            return self._fail("more than an answer")
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail("no answer of HTTP")

    def on_message_begin(self) -> None:
        """An answer begins. One that nobody asked for would be taken for that of the next."""
        if self._answered is None or self._answered.done():
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header of an answer."""
        if name.lower() == b"retry-after":
            self._retry_after = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The status is known. One below 200 only says that the answer is still to come."""
        status = self._parser.get_status_code()
        self._status = status if status >= 200 else 0

    def on_message_complete(self) -> None:
        """An answer is whole."""
        if not self._status:
            return
        self._answer()
        if not self._parser.should_keep_alive():
            self.close()

    def _answer(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(Answer(self._status, self._retry_after))

    def _fail(self, why: str) -> None:
        self.close()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(ConnectionResetError(why))


class Connections:
    """The kept connections to one service, whose addresses are checked before each new one."""

    def __init__(self, endpoint: Endpoint, ask: LookUp) -> None:
        self.endpoint = endpoint
        self._ask = ask
        self._kept: deque[Connection] = deque()
        self._sweeping: asyncio.TimerHandle | None = None
        self._looking_up = asyncio.Lock()
        self._addresses: Sequence[str] = ()
        self._known_until = 0.0

    async def take(self) -> Connection:
        """A connection that stands, kept or new.

        Raises ``OSError`` where there is none to be had, or none that may be.
        """
        while self._kept:
            connection = self._kept.pop()
            if not connection.closed:
                return connection
        problem: OSError = ConnectionError("no address")
        for address in await self._reachable():
            try:
                async with asyncio.timeout(CONNECT_PATIENCE):
                    return await self._connect(address)
            except OSError as error:
                problem = error
        raise problem

    def give_back(self, connection: Connection) -> None:
        """Keep it for the next one, while it stands."""
        if connection.closed:
            return
        connection.used_at = time.monotonic()
        self._kept.append(connection)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(KEPT, self._sweep)

    def close(self) -> None:
        """End those that are kept."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        while self._kept:
            self._kept.pop().close()

    def _sweep(self) -> None:
        """End those that were not used for a while; the last one used stands on the right."""
        self._sweeping = None
        now = time.monotonic()
        while self._kept and now - self._kept[0].used_at >= KEPT:
            self._kept.popleft().close()
        if self._kept:
            wait = self._kept[0].used_at + KEPT - now
            self._sweeping = asyncio.get_running_loop().call_later(wait, self._sweep)

    async def _reachable(self) -> Sequence[str]:
        async with self._looking_up:
            now = time.monotonic()
            if now >= self._known_until:
                try:
                    self._addresses = await require_reachable(self.endpoint, self._ask)
                except EndpointRefused as refused:
                    raise ConnectionError(str(refused)) from refused
                self._known_until = now + KNOWN
            return self._addresses

    async def _connect(self, address: str) -> Connection:
        context = tls() if self.endpoint.origin.startswith("https:") else None
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection,
            address,
            self.endpoint.port,
            ssl=context,
            server_hostname=self.endpoint.host if context else None,
        )
        return connection
