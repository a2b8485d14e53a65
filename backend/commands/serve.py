"""``madang serve``: the database where it comes along, the web server, a worker beside it.

This process only prepares and supervises. It is the one that a terminal or a service manager
talks to: whatever it started ends before it does, the database last.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
import urllib.request
from urllib.parse import urlsplit

from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import connected, migrated_database, revive_database
from backend.commands.signals import end_on_signals
from backend.commands.supervision import Child, running
from backend.log import configure_logging
from backend.settings import Settings, SettingsError, read_settings

# Seconds between looks at what should be running.
LOOK_EVERY = 0.5


class NotServing(Exception):
    """The web server ended before it ever answered."""


def serve_until_stopped(
    *, host: str, port: int | None, workers: int, demo: bool, worker: bool
) -> None:
    """Serve until a signal, then end with exit code 0.

    Raises ``SettingsError``, ``CityError``, ``DatabaseError`` or ``DatabaseUnfit`` where that
    cannot work; each is one sentence that says what to do.
    """
    end_on_signals(exit_code=0)
    configure_logging()
    environment = dict(os.environ)
    if port is not None:
        # Links and cookies must name the port that people see.
        environment.setdefault("MADANG_BASE_URL", f"http://127.0.0.1:{port}")
    settings = read_settings(environment)
    _check_openness(settings, demo=demo)
    port = port or _default_port(settings)
    _check_port(host, port)
    city = load_city(settings.city_file)
    with migrated_database(settings) as url:
        if demo:
            # Loaded only where it is wanted: it brings the whole of Madang into this process.
            from backend.demo.load import load_demo

            asyncio.run(
                connected(url, lambda: load_demo(settings=settings, city=city, now=utc_now()))
            )
        environment |= {
            "MADANG_DATABASE_URL": url,
            "MADANG_DATA_DIR": str(settings.data_dir),
        }
        children = [
            Child(
                "web server",
                _module("backend.commands.web", host, str(port), str(workers)),
                environment,
            )
        ]
        if worker:
            children.append(Child("worker", _module("backend.cli", "worker"), environment))
        with running(children) as revive:
            _wait_until_it_answers(children[0], host, port)
            _tell(settings, demo=demo)
            while True:
                time.sleep(LOOK_EVERY)
                revive()
                revive_database(settings, url)


def _check_openness(settings: Settings, *, demo: bool) -> None:
    """What is meant for one's own machine stays there."""
    if settings.on_loopback:
        return
    if demo:
        raise SettingsError(
            f"--demo makes accounts that anybody may use, and {settings.base_url} is public; "
            "leave --demo out, or set MADANG_BASE_URL to a loopback address."
        )
    if settings.smtp_url is None:
        raise SettingsError(
            f"Mail would only appear in this terminal, and {settings.base_url} is public; "
            "set MADANG_SMTP_URL to your mail server."
        )


def _default_port(settings: Settings) -> int:
    """The port that the base URL names, where that is this machine's own."""
    parts = urlsplit(settings.base_url)
    if settings.on_loopback and parts.scheme == "http":
        return parts.port or 80
    return 8000


def _check_port(host: str, port: int) -> None:
    """Bind the port and let it go, so that a taken one is told before anything is started."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"{host}:{port} cannot be listened on ({error.strerror}); "
            "stop what uses it, or choose another with --port."
        ) from error


def _module(name: str, *arguments: str) -> list[str]:
    """A command that runs one of our modules, whatever lies in the current folder (``-P``)."""
    return [sys.executable, "-P", "-m", name, *arguments]


def _wait_until_it_answers(web: Child, host: str, port: int) -> None:
    """Return once the web server answers. One that ends before is not started again.

    Raises ``NotServing``.
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    while True:
        if web.ended is not None:
            raise NotServing("The web server did not start; what it wrote above says why.")
        try:
            urllib.request.urlopen(f"http://{name}:{port}/health/live", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def _tell(settings: Settings, *, demo: bool) -> None:
    """Say where the square is, and how to come in."""
    lines = [f"Madang is open at {settings.base_url} (Ctrl-C closes it)."]
    if demo:
        from backend.demo.load import sign_in_lines

        lines += sign_in_lines(settings.base_url)
    if settings.smtp_url is None:
        lines.append(
            "Sign-in codes and all other mail appear here and are kept in "
            f"{settings.data_dir / 'mail'}."
        )
    if settings.database_elsewhere and settings.photos_url is None:
        lines.append(
            f"Photos are kept on this machine, in {settings.data_dir / 'photos'}; where Madang "
            "runs on several machines, set MADANG_PHOTOS_URL to a store that all of them reach."
        )
    print("", *lines, "", sep="\n", flush=True)
