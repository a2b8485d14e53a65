"""A scratch server with the demo city, for the tools that look at its pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def demo_server() -> Iterator[str]:
    """The demo city on a free port, with a database of its own; yields its address."""
    with tempfile.TemporaryDirectory(prefix="madang-demo-") as folder:
        Path(folder).chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "MADANG_DATA_DIR": folder,
            "MADANG_BASE_URL": base_url,
            "MADANG_LOG_LEVEL": "ERROR",
        }
        environment.pop("MADANG_DATABASE_URL", None)
        command = [sys.executable, "-m", "backend.cli", "serve", "--demo", "--no-worker"]
        process = subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(f"{base_url}/health/ready", process)
            yield base_url
        finally:
            process.terminate()
            process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return once ``url`` answers."""
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The demo server did not start.")
