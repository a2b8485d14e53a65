"""Letting go of those who would stay for hours, when the process is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def before_stopping(let_go: Callable[[], None]) -> Iterator[None]:
    """Inside, SIGTERM calls ``let_go`` before the server stops, in the event loop that runs now.

    A server that is told to stop waits for the requests that are being answered, and one that goes
    on for as long as somebody reads would have it wait until it is killed. It has its own handlers
    of SIGTERM and SIGINT, which do the same: the first becomes ours, and ends with the other.
    """
    loop = asyncio.get_running_loop()

    def stop() -> None:
        let_go()
        signal.raise_signal(signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
