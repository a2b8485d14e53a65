"""A proposal whose followers have a device each, and the push service that counts what they get."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.bench.certificate import make_certificate
from backend.bench.processes import HOST, START_PATIENCE, free_port, module
from backend.bench.push_service import Came
from backend.clock import utc_now
from backend.commands.database import connected
from backend.database.engine import execute, fetch_value, transaction
from backend.notifications.actions import tell_followers
from backend.push.encryption import CURVE, public_bytes
from backend.push.keys import current_key
from backend.settings import read_settings

T = TypeVar("T")

# Where there are two cores, nobody is in the way of the one that sends.
SENDING, SERVING = 0, max(1, (os.cpu_count() or 1) - 1)

# Of the certificate, for Python and for Node.
BELIEVING = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")


class PushService(NamedTuple):
    """The running service, as whoever believes its certificate sees it."""

    port: int
    certificate: Path

    def environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The environment of senders: they may send to it and believe it."""
        believing = dict.fromkeys(BELIEVING, str(self.certificate))
        return {**environment, **believing, "MADANG_PUSH_HOSTS": f"{HOST}:{self.port}"}

    def came(self) -> Came:
        """What came since it began anew."""
        return self._ask("GET")

    def begin_anew(self) -> None:
        """Let it count from nothing."""
        self._ask("DELETE")

    def wait_for(self, devices: int, patience: float) -> Came:
        """What came, once so many devices got something or after ``patience`` seconds."""
        deadline = time.monotonic() + patience
        while (came := self.came()).devices < devices and time.monotonic() < deadline:
            time.sleep(0.2)
        return came

    def _ask(self, method: str) -> Came:
        request = urllib.request.Request(f"https://{HOST}:{self.port}/", method=method)
        believing = ssl.create_default_context(cafile=str(self.certificate))
        with urllib.request.urlopen(request, timeout=5, context=believing) as answer:
            return msgspec.json.decode(answer.read(), type=Came)


@contextmanager
def push_service(environment: Mapping[str, str], folder: Path) -> Iterator[PushService]:
    """A push service, while the block lasts; its certificate is left in ``folder``."""
    service = PushService(free_port(), make_certificate(folder / "push-service.pem"))
    name, port = "backend.bench.push_service", str(service.port)
    command = module(name, port, str(service.certificate))
    with running(environment, on_core(SERVING, command)) as process:
        deadline = time.monotonic() + START_PATIENCE
        while True:
            try:
                service.came()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        yield service


@contextmanager
def running(
    environment: Mapping[str, str], command: list[str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, while the block lasts or until it is killed."""
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def on_core(core: int, command: list[str]) -> list[str]:
    """That command, held on one core where the system can do so."""
    pin = f"import os,sys; os.sched_setaffinity(0,{{{core}}}); os.execv(sys.argv[1],sys.argv[1:])"
    return [sys.executable, "-c", pin, *command] if hasattr(os, "sched_setaffinity") else command


class Square:
    """A proposal with followers, each with a device of one push service."""

    def __init__(
        self, url: str, environment: Mapping[str, str], service: PushService, devices: int
    ) -> None:
        self._url = url
        self._service = service
        self._devices = devices
        self._settings = read_settings(environment)
        self._number: int = self._run(self._fill)

    def answer(self) -> None:
        """Publish an answer, of which its followers are to be told."""
        self._run(self._answer)

    async def _fill(self) -> int:
        number: int = await fetch_value(
            """
            INSERT INTO proposal (title, body, topic, language, published_at, closes_at, updated_at)
            VALUES ($1, repeat($1, 3), 'walking', 'ko', now(), now() + interval '30 days', now())
            RETURNING number
            """,
            "역마다 실내 자전거 주차장을 ",
        )
        # Which key a message is for makes no difference to how long it takes.
        key = await current_key(self._settings)
        await execute(
            """
            WITH person AS (
                INSERT INTO account (name, vote_secret, created_at)
                SELECT '주민', sha256(convert_to($1::bigint || ' ' || n, 'UTF8')), now()
                FROM generate_series(1, $2::int) n RETURNING id, vote_secret
            ), signed_in AS (
                INSERT INTO session (token_hash, account, created_at, last_used_on, expires_at)
                SELECT vote_secret, id, now(), current_date, now() + interval '1 day' FROM person
                RETURNING id, account
            ), following AS (
                INSERT INTO follow (proposal, account) SELECT $1, id FROM person
            )
            INSERT INTO push_subscription
                (account, session, endpoint, p256dh, auth, key, created_at)
            SELECT account, id, $3 || id, $4, $5, $6, now() FROM signed_in
            """,
            number,
            self._devices,
            f"https://{HOST}:{self._service.port}/",
            public_bytes(ec.generate_private_key(CURVE).public_key()),
            os.urandom(16),
            key.id,
        )
        await execute("ANALYZE")
        return number

    async def _answer(self) -> None:
        async with transaction():
            await tell_followers(
                proposal=self._number,
                kind="response",
                at=utc_now(),
                department="pedestrian",
                decision="adopted",
            )

    def _run(self, action: Callable[[], Awaitable[T]]) -> T:
        return asyncio.run(connected(self._url, action))
