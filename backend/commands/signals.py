"""How a process ends when it is told to, or when the one that started it is gone."""

from __future__ import annotations

import ctypes
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Seconds after which a stop that got lost is tried again.
AGAIN_AFTER = 0.05

# From linux/prctl.h. The library is loaded here since a process between fork and exec must not.
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def end_on_signals(*, exit_code: int | None = None) -> None:
    """Let the first Ctrl-C, SIGTERM or hang-up unwind the process, and ignore those after it.

    Every ``with`` on the way is left in order, so that a server that we started is stopped. The
    process ends with ``exit_code``, or as shells expect: 128 and the signal's number. The first
    call decides; later ones change nothing.
    """
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        return
    given_hook = sys.unraisablehook

    def end(number: int, frame: FrameType | None) -> None:
        for stop in STOPS:
            signal.signal(stop, signal.SIG_IGN)
        raise SystemExit(128 + number if exit_code is None else exit_code)

    def end_after_all(unraisable: UnraisableHookArgs) -> None:
        """Python drops what is raised in a finalizer; a stop that fell into one comes again."""
        if isinstance(unraisable.exc_value, SystemExit):
            signal.signal(signal.SIGALRM, end)
            signal.setitimer(signal.ITIMER_REAL, AGAIN_AFTER)
        else:
            given_hook(unraisable)

    sys.unraisablehook = end_after_all
    for stop in STOPS:
        # Somebody who said nohup meant it.
        if stop != signal.SIGHUP or signal.getsignal(stop) != signal.SIG_IGN:
            signal.signal(stop, end)


def end_with_parent() -> None:
    """Ask Linux to end this process with SIGTERM when its parent dies, even by ``kill -9``.

    Without it a killed ``serve`` would leave children behind that hold its port.
    """
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
