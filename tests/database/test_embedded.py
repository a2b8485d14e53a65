"""The database server that comes along: real servers, real kills."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from backend.database.embedded import DatabaseError, embedded_postgres


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder of our own that PostgreSQL's user can reach too, as pytest's is not for root."""
    folder = Path(tempfile.mkdtemp(prefix="madang-test-"))
    folder.chmod(0o755)
    yield folder
    for pointer in folder.rglob("elsewhere.txt"):
        shutil.rmtree(pointer.read_text().strip())
    folder.chmod(0o755)
    shutil.rmtree(folder)


async def ask(address: str, question: str) -> object:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def postmaster(data_dir: Path) -> int:
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])


async def test_it_starts_and_knows_hangul(scratch: Path) -> None:
    with embedded_postgres(scratch) as address:
        await ask(address, "CREATE EXTENSION pg_trgm")
        assert await ask(address, "SELECT cardinality(show_trgm('자전거'))") == 4
        assert await ask(address, "SHOW synchronous_commit") == "on"
        assert await ask(address, "SHOW is_superuser") == "off"


async def test_nobody_gets_in_without_the_password(scratch: Path) -> None:
    with embedded_postgres(scratch) as address:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(address.replace("@", "x@", 1), "SELECT 1")
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await ask(address.replace("madang:", "postgres:", 1), "SELECT 1")


async def test_the_last_user_out_stops_it(scratch: Path) -> None:
    with embedded_postgres(scratch) as first:
        with embedded_postgres(scratch) as second:
            assert second == first
        assert await ask(first, "SELECT 1") == 1
    with pytest.raises(OSError):
        await ask(first, "SELECT 1")


async def test_what_was_committed_is_there_after_the_server_was_killed(scratch: Path) -> None:
    with embedded_postgres(scratch) as address:
        await ask(address, "CREATE TABLE kept AS SELECT 7 AS value")
        os.kill(postmaster(scratch), signal.SIGKILL)
    with embedded_postgres(scratch) as address:
        assert await ask(address, "SELECT value FROM kept") == 7


async def test_a_killed_server_comes_back_while_somebody_still_holds_it(scratch: Path) -> None:
    with embedded_postgres(scratch) as address:
        os.kill(postmaster(scratch), signal.SIGKILL)
        with embedded_postgres(scratch):
            pass
        assert await ask(address, "SELECT 1") == 1


async def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(scratch: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from backend.database.embedded import embedded_postgres\n"
        "with embedded_postgres(pathlib.Path(sys.argv[1])):\n"
        "    print('up', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    user = subprocess.Popen(
        [sys.executable, "-c", program, scratch],
        # It waits on this pipe, and so never outlives us.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert user.stdout is not None
    with user, user.stdout:
        assert user.stdout.readline() == b"up\n"
        left_running = postmaster(scratch)
        user.kill()
    with embedded_postgres(scratch) as address:
        assert postmaster(scratch) == left_running
    with pytest.raises(OSError):
        await ask(address, "SELECT 1")


async def test_a_stranger_with_the_number_of_a_dead_server_is_no_hindrance(scratch: Path) -> None:
    with embedded_postgres(scratch):
        pid_file = scratch / "postgres" / "cluster" / "postmaster.pid"
        left_behind = pid_file.read_text().replace(str(postmaster(scratch)), str(os.getpid()), 1)
    pid_file.write_text(left_behind)
    with embedded_postgres(scratch) as address:
        assert await ask(address, "SELECT 1") == 1


async def test_two_first_starts_at_once_make_one_cluster(scratch: Path) -> None:
    both_in = threading.Barrier(2, timeout=60)

    def use() -> str:
        with embedded_postgres(scratch) as address:
            both_in.wait()
            return address

    first, second = await asyncio.gather(asyncio.to_thread(use), asyncio.to_thread(use))
    assert first == second


async def test_it_works_below_a_closed_folder_and_leaves_it_closed(scratch: Path) -> None:
    home = scratch / "home"
    home.mkdir(mode=0o700)
    for _ in range(2):
        with embedded_postgres(home / "madang") as address:
            await ask(address, "CREATE TABLE IF NOT EXISTS seen ()")
            assert await ask(address, "SELECT to_regclass('seen') IS NOT NULL")
    assert home.stat().st_mode & 0o777 == 0o700


async def test_a_path_too_long_for_a_socket_is_no_hindrance(scratch: Path) -> None:
    with embedded_postgres(scratch / "구청 전산실" / ("long" * 25)) as address:
        assert await ask(address, "SELECT 1") == 1


def test_a_folder_that_cannot_be_written_says_what_to_do(scratch: Path) -> None:
    (scratch / "file").touch()
    with (
        pytest.raises(DatabaseError, match="set MADANG_DATA_DIR to a folder that you may write"),
        embedded_postgres(scratch / "file" / "madang"),
    ):
        pass
