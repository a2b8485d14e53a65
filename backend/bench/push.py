"""How many devices one worker tells a second, beside what cannot be spared and what others do.

Senders run on one core and the push service on another, so that one of them is what is measured.
The worker is the real one with the real queue: an answer is published, its followers are told.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from backend.bench.databases import Databases
from backend.bench.generator import Measured, WrongAnswer
from backend.bench.processes import HOST, free_port, module, wait_until_it_answers
from backend.clock import utc_now
from backend.commands.database import connected
from backend.database.engine import execute, fetch_value, transaction
from backend.notifications.actions import tell_followers
from backend.push.encryption import CURVE, public_bytes
from backend.push.keys import current_key
from backend.settings import read_settings

T = TypeVar("T")

DEVICES = 20_000
# So many are sent by those who only send; pywebpush is slow.
MESSAGES = 6_400

ENCRYPTION = "encryption alone"
CLIENT = "encryption and a pooled HTTP client (aiohttp)"
WORKER = "a worker"
PYWEBPUSH = "pywebpush: webpush_async, one session"

SENDERS = {ENCRYPTION: "encryption", CLIENT: "client", PYWEBPUSH: "pywebpush"}

# Where there are two cores, nobody is in the way of the one that sends.
SENDING, SERVING = 0, max(1, (os.cpu_count() or 1) - 1)

PATIENCE = 120.0


def push_rounds(made: Databases, rounds: int) -> dict[str, list[Measured]]:
    """So many rounds of each, by name; pywebpush is left out where it isn't installed."""
    senders = {
        name: what
        for name, what in SENDERS.items()
        if what != "pywebpush" or importlib.util.find_spec("pywebpush")
    }
    url = made.created("madang_bench_push")
    measured: dict[str, list[Measured]] = {}
    with push_service(made.environment(url)) as port:
        environment = made.environment(url) | {"MADANG_PUSH_HOSTS": f"{HOST}:{port}"}
        square = _Square(url, environment, port)
        with _pinned(environment, SENDING, "backend.cli", "worker"):
            for _ in range(rounds):
                for name, what in senders.items():
                    measured.setdefault(name, []).append(_send(environment, what, port))
                measured.setdefault(WORKER, []).append(square.tell())
    return measured


def _send(environment: Mapping[str, str], what: str, port: int) -> Measured:
    command = module("backend.bench.push_senders", what, str(port), str(MESSAGES))
    said = subprocess.run(
        _on_core(SENDING, command), env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    begin_anew(port)
    return Measured(requests=MESSAGES, rate=MESSAGES / float(said))


class _Square:
    """A proposal with followers, each with a device of one push service."""

    def __init__(self, url: str, environment: Mapping[str, str], port: int) -> None:
        self._url = url
        self._port = port
        self._settings = read_settings(environment)
        self._number: int = self._run(self._fill)

    def tell(self) -> Measured:
        """Publish an answer, and see its followers told."""
        self._run(self._answer)
        deadline = time.monotonic() + PATIENCE
        count, seconds = 0, 0.0
        while count < DEVICES and time.monotonic() < deadline:
            time.sleep(0.2)
            count, seconds = came(self._port)
        begin_anew(self._port)
        if count != DEVICES:
            raise WrongAnswer(f"{count:,} of {DEVICES:,} devices were told")
        return Measured(requests=count, rate=count / seconds)

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
                SELECT '주민', sha256(convert_to('device ' || n, 'UTF8')), now()
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
            DEVICES,
            f"http://{HOST}:{self._port}/",
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


@contextmanager
def push_service(environment: Mapping[str, str]) -> Iterator[int]:
    """The port of a push service, while the block lasts."""
    port = free_port()
    with _pinned(environment, SERVING, "backend.bench.push_service", str(port)) as process:
        wait_until_it_answers(process, f"http://{HOST}:{port}/")
        yield port


@contextmanager
def _pinned(
    environment: Mapping[str, str], core: int, name: str, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """One of our modules as a process on one core, while the block lasts."""
    process = subprocess.Popen(_on_core(core, module(name, *arguments)), env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _on_core(core: int, command: list[str]) -> list[str]:
    """That command, held on one core where the system can do so."""
    pin = f"import os,sys; os.sched_setaffinity(0,{{{core}}}); os.execv(sys.argv[1],sys.argv[1:])"
    return [sys.executable, "-c", pin, *command] if hasattr(os, "sched_setaffinity") else command


def came(port: int) -> tuple[int, float]:
    """How many messages came since it began anew, and in how many seconds."""
    with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5) as answer:
        count, seconds = answer.read().split()
    return int(count), float(seconds)


def begin_anew(port: int) -> None:
    """Let the service count from nothing."""
    request = urllib.request.Request(f"http://{HOST}:{port}/", method="DELETE")
    urllib.request.urlopen(request, timeout=5).close()
