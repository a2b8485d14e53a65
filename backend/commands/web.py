"""The web server's process: ``python -m backend.commands.web HOST PORT WORKERS [TARGET]``.

``TARGET`` names another application to serve in the same way, to measure ours against.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import sys
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from backend.commands.signals import end_with_parent

if TYPE_CHECKING:
    # The server's own process answers nothing, and is up sooner without the framework.
    from litestar.types import ASGIApp

# Seconds for requests that are being answered when the server is told to stop.
GRACE = 3

# So many more objects than were let go bring Python's collector in: more than the requests hold
# that are under way at one moment. The usual 700 would have it look through a crowd's waiting
# requests again and again, which leave no cycles behind for it to find. Pages leave some: many
# times this number would be memory that waits for the collector.
OBJECTS_UNDER_WAY = 10_000


# Connections that one process holds at most. Whoever reads along has one for as long as their page
# is open, and a proxy or a browser keeps some on which nothing is asked; the server takes no more
# in than it was told, and its own number would let the first thousand readers keep everybody else
# out. Each takes some 10 KB, as long as nothing is asked on it.
MOST_CONNECTIONS = 8_000

# Files that a process opens beside its connections: the database, logs, photos.
OTHER_FILES = 200

# Connections that the system holds until the process takes them in; it may know a lower limit.
WAITING_CONNECTIONS = 4_096

# Bytes of one request's head at most, beyond which it is 431; the server's own number is 400 KB.
LONGEST_HEAD = 64 * 1024


def application() -> ASGIApp:
    """The application, made in a worker process that ends with its server."""
    # Hardly anything that is made until it answers is let go again: looking for that takes a
    # fifth of the start.
    gc.disable()
    from backend.app import serve_app

    end_with_parent()
    app = serve_app()
    collect_rarely()
    return app


def collect_rarely() -> None:
    """Let Python's collector look only at what requests leave behind, and not often.

    What was made until here stays as long as the process. The collector would look through all of
    it again and again, and every time let all requests wait for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_UNDER_WAY)
    gc.enable()


def connections() -> int:
    """How many connections this process and its workers may each hold, of as many open files as
    the system grants."""
    files, granted = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if resource.RLIM_INFINITY != files < wanted:
        files = wanted if granted == resource.RLIM_INFINITY else min(wanted, granted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, granted))
    taken = wanted if files == resource.RLIM_INFINITY else min(wanted, files)
    return max(1, taken - OTHER_FILES)


def main() -> None:
    """Serve until SIGTERM."""
    host, port, workers, *target = sys.argv[1:]
    # A forked worker would inherit the server's signal handlers, and miss a stop that comes
    # before it has set its own.
    multiprocessing.set_start_method("spawn")
    Granian(
        target=target[0] if target else "backend.commands.web:application",
        factory=True,
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        # Proxies speak it to what is behind them. Being ready for the other one too doubles what
        # every connection takes.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=LONGEST_HEAD),
        backlog=WAITING_CONNECTIONS,
        backpressure=connections(),
        workers=int(workers),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
