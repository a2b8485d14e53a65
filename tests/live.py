"""A real server on loopback with a database of its own, for browsers and other real clients."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

from backend.city.city import City
from backend.city.load import load_city
from backend.commands.database import connected
from backend.settings import Settings, read_settings
from tests.conftest import CHECKOUT, database

T = TypeVar("T")


class LiveServer:
    """What a test knows of the server: where it is, its mail, and its database."""

    def __init__(self, base_url: str, database_url: str, data_dir: Path) -> None:
        self.base_url = base_url
        self.database_url = database_url
        self.data_dir = data_dir
        self.city: City = load_city(None)

    @property
    def settings(self) -> Settings:
        """The settings that the server has made for itself."""
        return read_settings({"MADANG_DATA_DIR": str(self.data_dir)})

    def prepare(self, action: Callable[[], Awaitable[T]]) -> T:
        """Run one of our actions on the server's database, as an operator's command would."""
        return asyncio.run(connected(self.database_url, action))

    def code_for(self, address: str) -> str:
        """The newest sign-in code that was mailed to an address."""
        mails = sorted(
            (self.data_dir / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime
        )
        for file in reversed(mails):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if address in str(mail["To"]):
                code = re.search(r"\b\d{6}\b", str(mail["Subject"]))
                assert code is not None, mail["Subject"]
                return code[0]
        raise AssertionError(f"no mail to {address}")


@contextlib.contextmanager
def live_server(server_url: str, data_dir: Path) -> Iterator[LiveServer]:
    """Start a server on a free port and end it afterwards."""
    with _database(server_url) as database_url:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "MADANG_DATABASE_URL": database_url,
            "MADANG_DATA_DIR": str(data_dir),
            "MADANG_BASE_URL": base_url,
            "MADANG_LOG_LEVEL": "ERROR",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.commands.web", "127.0.0.1", str(port), "1"],
            env=environment,
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"{base_url}/health/ready", process)
            yield LiveServer(base_url, database_url, data_dir)
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def _database(server_url: str) -> Iterator[str]:
    """``conftest.database`` for code outside the event loop."""
    manager = database(server_url)
    loop = asyncio.new_event_loop()
    try:
        yield loop.run_until_complete(manager.__aenter__())
    finally:
        loop.run_until_complete(manager.__aexit__(None, None, None))
        loop.close()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{url} did not answer")
