"""Child processes that are kept running, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from backend.commands.signals import end_with_parent

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# A child that ran this long was well, and its next end is a new story.
WELL_AFTER = 60.0

# Children get this long to finish what they are doing.
GRACE = 10.0


class Child:
    """One command that is started again whenever it ends.

    It stands in a session of its own: a Ctrl-C in the terminal reaches only us, and we end our
    children one way, by SIGTERM.
    """

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def ended(self) -> int | None:
        """The exit code, or None while it runs or was never started."""
        return None if self.process is None else self.process.poll()

    def start(self) -> None:
        """Start the command."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Allowed because this process runs no threads.
            preexec_fn=end_with_parent,
        )

    def revive(self) -> None:
        """Start it again if it ended, each time after a longer pause."""
        now = time.monotonic()
        if self.process is not None and self.ended is not None:
            if now - self._started > WELL_AFTER:
                self._pause = FIRST_PAUSE
            print(
                f"The {self.name} ended unexpectedly (exit code {self.ended}); "
                f"it starts again in {self._pause:.0f} s.",
                file=sys.stderr,
            )
            self._next_start = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self.process = None
        if self.process is None and now >= self._next_start:
            self.start()

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self.process is not None:
            self.process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until ``deadline`` (of the monotonic clock), then kill whatever is left of it."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        # Its session may hold children of its own, even after it has gone.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(children: Iterable[Child]) -> Iterator[Callable[[], None]]:
    """Run the children while the block lasts; yield what revives those that ended."""
    all_of_them = list(children)

    def revive() -> None:
        for child in all_of_them:
            child.revive()

    try:
        for child in all_of_them:
            child.start()
        yield revive
    finally:
        deadline = time.monotonic() + GRACE
        for child in all_of_them:
            child.ask_to_end()
        for child in all_of_them:
            child.wait_or_kill(deadline)
