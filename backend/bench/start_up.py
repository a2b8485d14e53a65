"""How long ``madang serve`` takes to its first answer, its own database's start included."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from backend.bench.processes import HOST, free_port, module, wait_until_it_answers

TIMES = 5


def start_up_seconds(environment: Mapping[str, str]) -> list[float]:
    """Start it several times on a data folder of its own that exists already."""
    with tempfile.TemporaryDirectory(prefix="madang-bench-") as folder:
        # PostgreSQL's own user has to pass through it where root measures.
        Path(folder).chmod(0o755)
        environment = {**environment, "MADANG_DATA_DIR": folder, "MADANG_DATABASE_URL": ""}
        subprocess.run(
            module("backend.cli", "migrate"),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return [_start_once(environment) for _ in range(TIMES)]


def _start_once(environment: Mapping[str, str]) -> float:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        module("backend.cli", "serve", "--port", str(port)),
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(process, f"http://{HOST}:{port}/health/ready")
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()
