"""Those who have a proposal open and are told its counts, while others support it."""

from __future__ import annotations

import resource
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from backend.bench.generator import PATIENCE, WrongAnswer
from backend.bench.processes import HOST, Server
from backend.proposals.live import MOST_READERS

# As many as one process tells.
READERS = MOST_READERS

# Files that the measuring process opens beside the readers' connections.
OTHER_FILES = 200

EVENT = b"data: "


@contextmanager
def reading_along(server: Server, number: int) -> Iterator[None]:
    """While the block lasts, so many readers are told what the proposal counts.

    Raises ``WrongAnswer`` where not all of them are told.
    """
    files, granted = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < READERS + OTHER_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(READERS + OTHER_FILES, granted), granted))
    with ExitStack() as held:
        selector = held.enter_context(selectors.DefaultSelector())
        untold = set()
        for _ in range(READERS):
            line = held.enter_context(socket.create_connection((HOST, server.port), PATIENCE))
            line.sendall(f"GET /proposals/{number}/live HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            selector.register(line, selectors.EVENT_READ)
            untold.add(line)
        ending = threading.Event()
        reading = threading.Thread(target=_read, args=(selector, untold, ending))
        reading.start()
        try:
            deadline = time.monotonic() + PATIENCE
            while untold and time.monotonic() < deadline:
                time.sleep(0.01)
            if untold:
                raise WrongAnswer(f"{len(untold)} of {READERS} readers were told nothing")
            yield
        finally:
            ending.set()
            reading.join()


def memory_of_a_reader(server: Server, number: int) -> float:
    """The bytes that each of as many readers as a process takes adds to it; of a process that has
    done nothing much before."""
    before = server.memory().rss
    with reading_along(server, number):
        return (server.memory().rss - before) / READERS


def _read(
    selector: selectors.BaseSelector, untold: set[socket.socket], ending: threading.Event
) -> None:
    while not ending.is_set():
        for key, _ in selector.select(timeout=0.05):
            line = key.fileobj
            assert isinstance(line, socket.socket)
            told = line.recv(1 << 14)
            if EVENT in told:
                untold.discard(line)
            elif not told:
                selector.unregister(line)
