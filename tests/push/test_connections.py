"""Our own HTTP: what services may answer, which connections are kept, and whom TLS believes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend.bench.certificate import make_certificate
from backend.push import connections
from backend.push.connections import Answer, Connections
from backend.push.endpoints import Endpoint

REQUEST = b"POST /x HTTP/1.1\r\nHost: push\r\nContent-Length: 0\r\n\r\n"
TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


async def here(host: str, port: int) -> Sequence[str]:
    """Every name is this machine's."""
    return ["127.0.0.1"]


class Raw:
    """A service that answers each request with the next of these parts, sent one by one; it closes
    where there is none left. ``met`` counts connections."""

    def __init__(self, answers: Sequence[Sequence[bytes]]) -> None:
        self.answers = list(answers)
        self.met = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.met += 1
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            for part in self.answers.pop(0):
                writer.write(part)
                await writer.drain()
                # Each part is read by itself.
                await asyncio.sleep(0.01)
            if not self.answers:
                break
        writer.close()


@asynccontextmanager
async def raw(
    *answers: Sequence[bytes], tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Raw, Connections]]:
    """Such a service, and our connections to it."""
    service = Raw(answers)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0, ssl=tls)
    service.port = server.sockets[0].getsockname()[1]
    scheme = "https" if tls else "http"
    to = Endpoint(f"{scheme}://localhost:{service.port}", "localhost", service.port)
    ours = Connections(to, here)
    async with server:
        yield service, ours
        ours.close()


async def post(ours: Connections) -> Answer:
    """One message."""
    connection = await ours.take()
    try:
        async with asyncio.timeout(10):
            return await connection.post(REQUEST)
    finally:
        ours.give_back(connection)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([TAKEN], Answer(201, None)),
        ([TAKEN[:20], TAKEN[20:]], Answer(201, None)),
        ([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", TAKEN], Answer(201, None)),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], Answer(204, None)),
        (
            [b"HTTP/1.1 429 Busy\r\nretry-AFTER: 120\r\nContent-Length: 3\r\n\r\n", b"wai"],
            Answer(429, "120"),
        ),
        (
            [b"HTTP/1.1 410 Gone\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc", b"\r\n0\r\n\r\n"],
            Answer(410, None),
        ),
    ],
    ids=["plain", "in pieces", "hints before", "empty", "retry after", "chunked"],
)
async def test_every_form_of_an_answer_is_understood_and_its_connection_kept(
    parts: Sequence[bytes], expected: Answer
) -> None:
    async with raw(parts, [TAKEN], [TAKEN]) as (service, ours):
        assert [await post(ours), await post(ours)] == [expected, Answer(201, None)]
        assert service.met == 1


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 201 Created\r\n\r\nas long as it lasts",
    ],
    ids=["said to close", "ended by closing"],
)
async def test_a_connection_that_is_not_to_be_kept_makes_way_for_a_new_one(head: bytes) -> None:
    async with raw([head]) as (service, ours):
        assert await post(ours) == Answer(201, None)
        service.answers.append([TAKEN])
        assert await post(ours) == Answer(201, None)
        assert service.met == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"no HTTP at all\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * connections.MOST_BYTES + b"\r\n\r\n",
        b"HTTP/1.1 2",
    ],
    ids=["garbage", "another protocol", "endless", "cut off"],
)
async def test_what_is_no_answer_ends_the_connection(answer: bytes) -> None:
    async with raw([answer]) as (_, ours):
        with pytest.raises(ConnectionError):
            await post(ours)


async def test_an_answer_that_nobody_asked_for_is_nobody_elses() -> None:
    gone = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
    async with raw([TAKEN + gone], [TAKEN], [TAKEN]) as (service, ours):
        assert [await post(ours), await post(ours)] == [Answer(201, None)] * 2
        assert service.met == 2


async def test_whoever_stops_waiting_leaves_no_answer_to_the_next() -> None:
    async with raw([], [TAKEN]) as (service, ours):
        connection = await ours.take()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await connection.post(REQUEST)
        ours.give_back(connection)
        assert await post(ours) == Answer(201, None) and service.met == 2


async def test_what_nobody_uses_is_closed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEPT", 0.05)
    async with raw([TAKEN], [TAKEN]) as (_, ours):
        connection = await ours.take()
        await connection.post(REQUEST)
        ours.give_back(connection)
        async with asyncio.timeout(10):
            while not connection.closed:
                await asyncio.sleep(0.01)


async def test_another_address_is_tried_where_the_first_lets_nobody_in() -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with raw([TAKEN]) as (_, ours):
        ours = Connections(ours.endpoint, two)
        assert await post(ours) == Answer(201, None)
        ours.close()


async def test_only_a_certificate_that_this_machine_believes_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    believed, other = (make_certificate(tmp_path / name) for name in ("believed", "other"))
    monkeypatch.setenv("SSL_CERT_FILE", str(believed))
    connections.tls.cache_clear()
    try:
        for certificate, good in ((believed, True), (other, False)):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            async with raw([TAKEN], tls=context) as (_, ours):
                if good:
                    assert await post(ours) == Answer(201, None)
                else:
                    with pytest.raises(ssl.SSLCertVerificationError):
                        await post(ours)
    finally:
        connections.tls.cache_clear()
