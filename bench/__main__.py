"""``make bench``: what our no-op costs beside an empty route of the same framework and server.

Both servers run with one worker process; a load generator in a process of its own asks them in
turns, so that whatever else the machine does falls on both. The ratio of the medians is what
counts; the absolute figures are this machine's.
"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from backend.accounts.actions import add_account, open_session
from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import connected, migrated_database
from backend.settings import Settings, read_settings

HOST = "127.0.0.1"
CONNECTIONS = 64
ROUNDS = 5
SECONDS = 4.0
BUDGET = 0.70


def main() -> None:
    """Measure and print."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="madang-bench-")))
        # PostgreSQL's own user has to pass through it where root measures.
        folder.chmod(0o755)
        environment = os.environ | {"MADANG_DATA_DIR": str(folder), "MADANG_LOG_LEVEL": "ERROR"}
        environment.pop("MADANG_DATABASE_URL", None)
        settings = read_settings(environment)
        url = held.enter_context(migrated_database(settings))
        token = _token(settings, url)
        environment["MADANG_DATABASE_URL"] = url
        empty = held.enter_context(_server("bench.empty:application", "/empty", environment))
        ours = held.enter_context(
            _server("backend.commands.web:application", "/health/ready", environment)
        )
        rates: dict[str, list[float]] = {"empty route": [], "GET auth/session": []}
        for _ in range(ROUNDS):
            rates["empty route"].append(_measure(empty, "/empty"))
            rates["GET auth/session"].append(_measure(ours, "/api/v1/auth/session", token))
    print(
        f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:.0f} s, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    for name, measured in rates.items():
        print(
            f"{name:18} {statistics.median(measured):8,.0f} requests/s "
            f"({min(measured):,.0f} to {max(measured):,.0f})"
        )
    ratio = statistics.median(rates["GET auth/session"]) / statistics.median(rates["empty route"])
    verdict = "kept" if ratio >= BUDGET else "missed"
    print(f"ratio {ratio:.0%}, budget at least {BUDGET:.0%}: {verdict}")


def _token(settings: Settings, url: str) -> str:
    city = load_city(settings.city_file)
    email = "bench@madang.example"

    async def sign_in() -> str:
        await add_account(settings=settings, email=email, city=city, now=utc_now())
        return await open_session(email=email, now=utc_now())

    return asyncio.run(connected(url, sign_in))


@contextmanager
def _server(target: str, path: str, environment: dict[str, str]) -> Iterator[int]:
    """A server of our own kind for an application; yields its port once it answers at ``path``."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "backend.commands.web", HOST, str(port), "1", target]
    process = subprocess.Popen(
        command, env=environment | {"MADANG_BASE_URL": f"http://{HOST}:{port}"}
    )
    try:
        while True:
            if process.poll() is not None:
                raise RuntimeError(f"{target} did not start")
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _measure(port: int, path: str, *token: str) -> float:
    command = [sys.executable, "-m", "bench.load", HOST, str(port), path]
    command += [str(CONNECTIONS), str(SECONDS), *token]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
