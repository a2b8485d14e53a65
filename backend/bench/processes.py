"""The servers that are measured: starting them, and how much memory they take."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"

START_PATIENCE = 60.0


class Memory(NamedTuple):
    """What a process holds of the machine's memory, in bytes.

    ``rss`` counts what it shares with others (libraries) in full, ``pss`` divides it among them.
    """

    rss: int
    pss: int


class Server(NamedTuple):
    """A running server: the port it answers at, and the process that was started."""

    port: int
    process: subprocess.Popen[bytes]

    def memory(self) -> Memory:
        """Of the largest process of the server, which is the one that answers."""
        return max(map(memory_of, _descendants(self.process.pid)))


def module(name: str, *arguments: str) -> list[str]:
    """A command that runs one of our modules, whatever lies in the current folder (``-P``)."""
    return [sys.executable, "-P", "-m", name, *arguments]


@contextmanager
def serving(
    environment: Mapping[str, str],
    *,
    workers: int = 1,
    target: str = "backend.commands.web:application",
    answers_at: str = "/health/ready",
) -> Iterator[Server]:
    """Serve an application as ``madang serve`` does, on a free port, while the block lasts."""
    port = free_port()
    process = subprocess.Popen(
        module("backend.commands.web", HOST, str(port), str(workers), target),
        env={**environment, "MADANG_BASE_URL": f"http://{HOST}:{port}"},
    )
    try:
        wait_until_it_answers(process, f"http://{HOST}:{port}{answers_at}")
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    """Return once ``url`` answers. Raises ``RuntimeError`` where it doesn't, or its server ends."""
    deadline = time.monotonic() + START_PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"{url} did not answer; the server's own words stand above")


def memory_of(pid: int) -> Memory:
    """What one process holds, as Linux counts it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()

    def kilobytes(name: str) -> int:
        found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
        return int(found[1]) if found else 0

    return Memory(rss=kilobytes("Rss") * 1024, pss=kilobytes("Pss") * 1024)


def hold(pid: int, cores: Collection[int]) -> None:
    """Hold a process and all that it started on these cores; what it starts later inherits it."""
    # Whatever ended meanwhile needs no holding.
    for one in _descendants(pid):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(one, cores)


def _descendants(pid: int) -> list[int]:
    """A process and all that it started, directly or not; nothing where it has ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in _descendants(int(child)))]
