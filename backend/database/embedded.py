"""The PostgreSQL that comes along, for a machine where nobody set one up.

Any number of processes may use the server of one data folder at the same time; the first starts
it and the last one out stops it. Whatever was killed on the way, the next user brings it up again.
"""

from __future__ import annotations

import errno
import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from backend.database.cluster import Cluster
from backend.database.programs import (
    STATE_FOLDER,
    DatabaseError,
    make_public_folder,
    server_runner,
)

__all__ = ["DatabaseError", "embedded_postgres"]


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """Run the server of ``data_dir`` while the block lasts; yield its address for asyncpg.

    The address reads ``postgresql://madang:PASSWORD@/madang?host=SOCKET_FOLDER``; its role owns
    the database ``madang``, may create others, and is no superuser.

    Raises ``DatabaseError`` where the server cannot be made or started.
    """
    folder = data_dir.absolute() / "postgres"
    with _explained(data_dir):
        folder.mkdir(parents=True, exist_ok=True)
        users = (folder / "users.lock").open("a")
    with users:
        with _explained(data_dir), _turn(folder):
            # The kernel drops this lock with the process, so that a killed user counts no more.
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster = _place_cluster(folder)
        try:
            with _explained(data_dir), _turn(folder):
                cluster.start()
            yield cluster.address
        finally:
            with _turn(folder):
                _leave(cluster, users)


def _place_cluster(folder: Path) -> Cluster:
    """Find or choose the place of the cluster that belongs to ``folder``.

    It is ``folder`` itself, but where root runs us and PostgreSQL's own user cannot pass a
    closed parent folder (a home, a temporary folder): then it is a place under /var/lib/madang,
    and ``elsewhere.txt`` in ``folder`` names it.
    """
    pointer = folder / "elsewhere.txt"
    home = Path(pointer.read_text().strip()) if pointer.exists() else folder
    exists = (home / "cluster").exists()
    runner = server_runner(home / "cluster" if exists else None)
    if runner.switches_user and home == folder:
        folder.chmod(0o755)
    if not runner.may_enter(home):
        if exists or home != folder:
            raise DatabaseError(
                f"PostgreSQL's user cannot reach {home} any more; "
                "let others pass through its parent folders again (chmod o+x)."
            )
        clusters = make_public_folder(STATE_FOLDER / "clusters")
        name = folder.parent.name.lstrip(".")
        home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=clusters))
        home.chmod(0o755)
        pointer.write_text(f"{home}\n")
    return Cluster(folder, home, runner)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process at a time decides, starts and stops: two first starts make one cluster."""
    with (folder / "turn.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _explained(data_dir: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            advice = "free some space on its disk"
        else:
            advice = "set MADANG_DATA_DIR to a folder that you may write"
        raise DatabaseError(
            f"The data folder {data_dir} cannot be used ({error.strerror}); {advice}."
        ) from error


def _leave(cluster: Cluster, users: IO[str]) -> None:
    """Stop the server if nobody else holds the shared lock, and let go of it either way."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        cluster.stop()
    finally:
        # Closed before the turn ends: the next to leave must not still see us.
        users.close()
