"""A real server on loopback with a database of its own, for browsers and other real clients.

Nothing of it runs in the tests' own process: the database is migrated and filled by the commands
that operators use.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import hashlib
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg

from backend.bench.processes import HOST, free_port, wait_until_it_answers
from tests.conftest import CHECKOUT, database
from tests.people import Person


class LiveServer:
    """What a test knows of the server: where it is, its mail, and its database."""

    def __init__(self, base_url: str, environment: dict[str, str]) -> None:
        self.base_url = base_url
        self.environment = environment
        self.data_dir = Path(environment["MADANG_DATA_DIR"])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, house: Path = CHECKOUT) -> None:
        """Let the server answer at ``base_url``, unless it does; ``house`` is where its code is."""
        if self._process is None:
            port = self.base_url.rpartition(":")[2]
            self._process = _web_server(self.environment, int(port), house)

    def stop(self) -> None:
        """End the server's process, unless it has ended: nobody listens there any more."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def run(self, *arguments: str) -> str:
        """Run one of our modules on the server's database; answer what it printed."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            env=self.environment,
            cwd=CHECKOUT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @contextlib.contextmanager
    def another(self) -> Iterator[str]:
        """Run one more server process on the same database; yields where it is."""
        port = free_port()
        process = _web_server(self.environment, port)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(process)

    async def person(
        self,
        name: str,
        *,
        verified: bool = True,
        roles: Sequence[str] = (),
        department: str | None = None,
    ) -> Person:
        """Somebody signed in, written straight into the database: fifty come in a moment."""
        token = secrets.token_urlsafe(32)
        address = f"{secrets.token_hex(6)}@madang.example"
        connection = await asyncpg.connect(self.environment["MADANG_DATABASE_URL"])
        try:
            account = await connection.fetchval(
                """
                WITH made AS (
                    INSERT INTO account (email, name, roles, department, verified_at, vote_secret,
                                         consented_at, created_at)
                    VALUES ($1, $2, $3, $4, $5, $6, now(), now()) RETURNING id
                )
                INSERT INTO session (token_hash, account, created_at, last_used_on, expires_at)
                SELECT $7, id, now(), current_date, now() + interval '30 days' FROM made
                RETURNING account
                """,
                address,
                name,
                list(roles),
                department,
                await connection.fetchval("SELECT now()") if verified else None,
                secrets.token_bytes(32),
                hashlib.sha256(token.encode()).digest(),
            )
        finally:
            await connection.close()
        return Person(account, address, token)

    def code_for(self, address: str) -> str:
        """The newest sign-in code that was mailed to an address."""
        mails = sorted(
            (self.data_dir / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime
        )
        for file in reversed(mails):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if address in str(mail["To"]):
                code = re.search(r"\d{6}", str(mail["Subject"]))
                assert code is not None, mail["Subject"]
                return code[0]
        raise AssertionError(f"no mail to {address}")


@contextlib.contextmanager
def live_server(server_url: str, data_dir: Path, *, demo: bool = False) -> Iterator[LiveServer]:
    """Start a server on a free port and end it afterwards."""
    with _database(server_url) as database_url:
        port = free_port()
        base_url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "MADANG_DATABASE_URL": database_url,
            "MADANG_DATA_DIR": str(data_dir),
            "MADANG_BASE_URL": base_url,
            "MADANG_LOG_LEVEL": "ERROR",
        }
        live = LiveServer(base_url, environment)
        # Each of the two migrates first.
        live.run(*(["tests.load_demo"] if demo else ["backend.cli", "migrate"]))
        live.start()
        try:
            yield live
        finally:
            live.stop()


def _web_server(
    environment: dict[str, str], port: int, house: Path = CHECKOUT
) -> subprocess.Popen[bytes]:
    """Start one server process; it answers when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.commands.web", "127.0.0.1", str(port), "1"],
        env=environment,
        cwd=house,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(process, f"http://{HOST}:{port}/health/ready")
    except BaseException:
        _end(process)
        raise
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(20)


@contextlib.contextmanager
def _database(server_url: str) -> Iterator[str]:
    """``conftest.database`` for code outside the event loop."""
    manager = database(server_url, migrated=False)
    loop = asyncio.new_event_loop()
    try:
        yield loop.run_until_complete(manager.__aenter__())
    finally:
        loop.run_until_complete(manager.__aexit__(None, None, None))
        loop.close()
