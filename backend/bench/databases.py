"""The databases that are measured, on a server of their own, or on one that somebody named."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from backend.bench.processes import hold, module
from backend.database.embedded import embedded_postgres
from backend.database.programs import programs_for, server_runner
from backend.settings import SettingsError


class Databases:
    """Databases with made-up content, and the environment in which our commands work on one.

    Each is filled under another name and renamed when it is whole: what has its right name may be
    used again.
    """

    def __init__(self, server_url: str, folder: Path, *, ours: bool = False) -> None:
        self.server_url = server_url
        self.folder = folder
        self._ours = ours

    def version(self) -> str:
        """The server's version, as it says it itself."""
        found: str = self.fetch(self.server_url, "SHOW server_version")[0][0]
        return found

    def filled(self, proposals: int, supports: int) -> str:
        """The address of a database with so many proposals and supports, filled if need be.

        ``madang bench load`` says how far it is. Raises ``CalledProcessError`` where it fails.
        """
        name = f"madang_bench_{proposals}_{supports}"
        if not self.fetch(self.server_url, "SELECT FROM pg_database WHERE datname = $1", name):
            self.madang(
                self.created(f"{name}_filling"),
                *("bench", "load", "--proposals", str(proposals), "--supports", str(supports)),
            )
            self._run(f"ALTER DATABASE {name}_filling RENAME TO {name}")
        return self.url(name)

    def created(self, name: str) -> str:
        """The address of a database without content, of this version."""
        self.drop(name)
        self._run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        url = self.url(name)
        self.madang(url, "migrate")
        return url

    def copied(self, url: str, name: str) -> str:
        """The address of a fresh copy of a database, which may be written to."""
        self.drop(name)
        self._run(f"CREATE DATABASE {name} TEMPLATE {urlsplit(url).path[1:]}")
        return self.url(name)

    def clear(self, *, filled: bool) -> None:
        """Remove what was made here; the filled databases only where ``filled``."""
        for (name,) in self.fetch(
            self.server_url, "SELECT datname FROM pg_database WHERE datname ~ '^madang_bench_'"
        ):
            if filled or not re.fullmatch(r"madang_bench_\d+_\d+", name):
                self.drop(name)

    def drop(self, name: str) -> None:
        """Remove a database, if it is there."""

        async def drop() -> None:
            connection = await asyncpg.connect(self.server_url)
            try:
                await drop_database(connection, name)
            finally:
                await connection.close()

        asyncio.run(drop())

    def url(self, name: str) -> str:
        """The address of a database on the server."""
        return urlunsplit(urlsplit(self.server_url)._replace(path=f"/{name}"))

    def environment(self, url: str) -> dict[str, str]:
        """The environment of processes that work on a database; whatever was set for another
        square is left out."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
        return bare | {
            "MADANG_DATABASE_URL": url,
            "MADANG_DATA_DIR": str(self.folder),
            "MADANG_LOG_LEVEL": "ERROR",
            # A key for trials, so that a server elsewhere asks for no other.
            "MADANG_SECRET_KEY": "a key for measurements, of no use anywhere else",
        }

    def madang(self, url: str, *words: str) -> None:
        """Run the command ``madang`` on a database. Raises ``CalledProcessError``."""
        subprocess.run(
            module("backend.cli", *words),
            env=self.environment(url),
            check=True,
            # Only the tables of the report go to standard output.
            stdout=sys.stderr,
        )

    def make_people(self, url: str, count: int) -> list[str]:
        """The tokens of so many new residents of a database."""
        file = self.folder / "tokens"
        self.madang(url, "bench", "people", "--count", str(count), "--tokens", str(file))
        return file.read_text().split()

    def fetch(self, url: str, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """The rows of one statement."""

        async def ask() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(url)
            try:
                rows: list[asyncpg.Record] = await connection.fetch(sql, *arguments)
                return rows
            finally:
                await connection.close()

        return asyncio.run(ask())

    @contextmanager
    def held_on(self, core: int) -> Iterator[None]:
        """Holds the server's processes, if it is ours, on one core while the block lasts, where
        the system can do so; later ones inherit it."""
        if not self._ours or not hasattr(os, "sched_setaffinity"):
            yield
            return
        postmaster = asyncio.run(self._postmaster())
        free = os.sched_getaffinity(postmaster)
        hold(postmaster, {core})
        try:
            yield
        finally:
            hold(postmaster, free)

    async def _postmaster(self) -> int:
        """The process that all of the server's connections come from."""
        connection = await asyncpg.connect(self.server_url)
        try:
            own = await connection.fetchval("SELECT pg_backend_pid()")
            status = Path(f"/proc/{own}/status").read_text()
        finally:
            await connection.close()
        return int(re.search(r"^PPid:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]

    def _run(self, sql: str) -> None:
        self.fetch(self.server_url, sql)


async def drop_database(server: asyncpg.Connection, name: str) -> None:
    """Remove a database, if it is there, with our own connections to it.

    Not WITH (FORCE), which refuses where the server itself is just cleaning up in there: without
    it PostgreSQL sends its own worker away, and waits for whoever is leaving.
    """
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = $1 AND usename = current_user",
        name,
    )
    await server.execute(f"DROP DATABASE IF EXISTS {name}")


@contextmanager
def databases(folder: Path, *, keep: bool) -> Iterator[Databases]:
    """Databases in ``folder``, or on the server that MADANG_DATABASE_URL names, whose own
    database is left alone. What was made goes afterwards, but for the filled ones to ``keep``."""
    given = os.environ.get("MADANG_DATABASE_URL")
    with nullcontext(given) if given else embedded_postgres(folder) as url:
        made = Databases(url, folder, ours=given is None)
        try:
            yield made
        finally:
            made.clear(filled=not keep)


def pgbench_program() -> Path:
    """Where pgbench is: it comes along with the embedded server.

    Raises ``SettingsError`` where only somebody else's server is there and no pgbench.
    """
    if not os.environ.get("MADANG_DATABASE_URL"):
        return programs_for(server_runner(None)).path("pgbench")
    found = shutil.which("pgbench")
    if found is None:
        raise SettingsError(
            "pgbench is needed to measure the server of MADANG_DATABASE_URL; install it (Debian: "
            "postgresql-contrib), or unset MADANG_DATABASE_URL."
        )
    return Path(found)
