"""What our worker is measured against: ``python -m backend.bench.push_senders WHAT PORT COUNT``.

Each sends so many messages of 300 bytes to a push service on loopback, with nothing else around it,
and prints how many seconds that took. ``encryption`` sends nothing: that is what cannot be spared.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable

import uvloop
from cryptography.hazmat.primitives.asymmetric import ec

from backend.bench.processes import HOST
from backend.push.connections import Connections
from backend.push.encryption import CURVE, encrypt, public_bytes
from backend.push.endpoints import Endpoint, look_up

LANES = 64
PATH = "/fcm/send/dpH5lCsTSSM"
TEXT = json.dumps({"title": "역마다 실내 자전거 주차장을", "body": "x" * 230}).encode()[:300]


async def encryption(port: int, count: int) -> None:
    """Our own encryption, by the primitives of ``cryptography``."""
    p256dh, auth = public_bytes(ec.generate_private_key(CURVE).public_key()), os.urandom(16)
    for _ in range(count):
        encrypt(TEXT, p256dh=p256dh, auth=auth)


async def client(port: int, count: int) -> None:
    """The same, and a pooled HTTP client."""
    # Here and below: they are needed for nothing but this and the tests.
    import aiohttp

    p256dh, auth = public_bytes(ec.generate_private_key(CURVE).public_key()), os.urandom(16)
    headers = {
        "Authorization": f"vapid t={'x' * 200},k={'x' * 87}",
        "Content-Encoding": "aes128gcm",
        "TTL": "60",
    }
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def one() -> None:
            body = encrypt(TEXT, p256dh=p256dh, auth=auth)
            async with session.post(_url(port), data=body, headers=headers) as answer:
                assert answer.status == 201

        await _in_lanes(one, count)


async def own_client(port: int, count: int) -> None:
    """The same, and our own connections."""
    p256dh, auth = public_bytes(ec.generate_private_key(CURVE).public_key()), os.urandom(16)
    connections = Connections(Endpoint(f"https://{HOST}:{port}", HOST, port), look_up)

    async def one() -> None:
        body = encrypt(TEXT, p256dh=p256dh, auth=auth)
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
            f"Authorization: vapid t={'x' * 200},k={'x' * 87}\r\n"
            f"Content-Encoding: aes128gcm\r\nTTL: 60\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = await connections.take()
        answer = await connection.post(head.encode() + body)
        connections.give_back(connection)
        assert answer.status == 201

    await _in_lanes(one, count)
    connections.close()


async def pywebpush(port: int, count: int) -> None:
    """What pywebpush does by itself, with a session that is shared."""
    import aiohttp
    from py_vapid import Vapid02
    from pywebpush import webpush_async

    key = Vapid02()
    key.generate_keys()
    browser = ec.generate_private_key(CURVE)
    subscription = {
        "endpoint": _url(port),
        "keys": {
            "p256dh": urlsafe_b64encode(public_bytes(browser.public_key())).decode(),
            "auth": urlsafe_b64encode(os.urandom(16)).decode(),
        },
    }
    async with aiohttp.ClientSession() as session:

        async def one() -> None:
            await webpush_async(
                subscription,
                TEXT,
                vapid_private_key=key,
                vapid_claims={"sub": "mailto:madang@madang.example"},
                ttl=60,
                aiohttp_session=session,
            )

        await _in_lanes(one, count)


async def _in_lanes(one: Callable[[], Awaitable[None]], count: int) -> None:
    async def lane() -> None:
        for _ in range(count // LANES):
            await one()

    await asyncio.gather(*(lane() for _ in range(LANES)))


def _url(port: int) -> str:
    return f"https://{HOST}:{port}{PATH}"


WAYS = {
    "encryption": encryption,
    "client": client,
    "own_client": own_client,
    "pywebpush": pywebpush,
}


async def _measure(what: str, port: int, count: int) -> float:
    began = time.monotonic()
    await WAYS[what](port, count)
    return time.monotonic() - began


if __name__ == "__main__":
    what, port, count = sys.argv[1:]
    print(uvloop.run(_measure(what, int(port), int(count))))
