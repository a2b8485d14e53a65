"""``kill -9`` in the middle of a burst: what was acknowledged is there, and nothing twice."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from backend.bench.processes import free_port, wait_until_it_answers
from backend.city.city import City
from backend.database.embedded import embedded_postgres
from backend.settings import Settings, read_settings
from tests.conftest import CHECKOUT
from tests.votes.crowd import Answer, Door, Resident, cut, doors, onlookers, settle
from tests.votes.witness import publish, threshold

# What they share takes a while to start: all of them run in one process.
pytestmark = pytest.mark.xdist_group("kill")

Ask = Callable[[Door, Resident], Awaitable[Answer | None]]


class Serve:
    """``madang serve`` with its own data folder and PostgreSQL, and two workers."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        self.port = str(free_port())
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url
        self.cluster = data_dir / "postgres" / "cluster"
        bare = {name: value for name, value in os.environ.items() if name[:7] != "MADANG_"}
        self.environment = bare | {"MADANG_DATA_DIR": str(data_dir), "MADANG_LOG_LEVEL": "CRITICAL"}
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        words = ["serve", "--port", self.port, "--workers", "2", "--no-worker"]
        return subprocess.Popen(
            [sys.executable, "-m", "backend.cli", *words],
            env=self.environment,
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill_server(self) -> None:
        """Kill the web server with all its workers; ``serve`` starts another one."""
        leader = self._web_server()
        group = [pid for pid in _processes() if _group(pid) == leader]
        assert len(group) >= 3, "a supervisor and two workers"
        os.killpg(leader, signal.SIGKILL)

    def kill_database(self) -> None:
        """Kill PostgreSQL with all its children; ``serve`` starts it again."""
        pids = self._database_processes()
        assert len(pids) >= 3, "a postmaster, what it runs for itself, and our connections"
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_everything(self) -> None:
        """Kill all there is, as a power cut does, and start anew."""
        self.process.kill()
        self.kill_server()
        self.kill_database()
        self.process.wait()
        self.process = self._start()

    def stop(self) -> None:
        """End it as an operator does."""
        self.process.terminate()
        self.process.wait(30)

    def wait_until_ready(self) -> None:
        """Return once it answers again and reaches its database."""
        wait_until_it_answers(self.process, f"{self.base_url}/health/ready")

    def _web_server(self) -> int:
        """The process that the workers belong to; it leads a group of its own."""
        command = "\0".join(["backend.commands.web", "127.0.0.1", self.port]).encode()
        for pid in _processes():
            with suppress(OSError):
                if command in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        raise AssertionError("no web server")

    def _database_processes(self) -> list[int]:
        found = []
        for pid in _processes():
            with suppress(OSError):
                if os.path.samefile(f"/proc/{pid}/cwd", self.cluster):
                    found.append(pid)
        return found


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """A square that can be killed."""
    # PostgreSQL's own user must reach the folder, as it does not reach pytest's for root.
    data_dir = Path(tempfile.mkdtemp(prefix="madang-test-"))
    data_dir.chmod(0o755)
    with embedded_postgres(data_dir) as database_url:
        serve = Serve(data_dir, database_url)
        serve.wait_until_ready()
        yield serve
        serve.stop()
    shutil.rmtree(data_dir)


@pytest.fixture(scope="module")
def settings(serve: Serve) -> Settings:
    """The settings of that square, whose key makes the votes."""
    return read_settings(serve.environment)


@pytest.fixture
async def door(serve: Serve) -> AsyncIterator[Door]:
    """Connections to both workers."""
    async with doors(serve.base_url) as (door,):
        yield door


@pytest.fixture
async def pool(serve: Serve) -> AsyncIterator[asyncpg.Pool]:
    """Our own looks at the database."""
    async with onlookers(serve.database_url) as pool:
        yield pool


class Burst:
    """Many support one proposal while others take their supports of another one back.

    Both cross the threshold in the middle, and that is when something strikes.
    """

    def __init__(self, door: Door, pool: asyncpg.Pool, city: City) -> None:
        self.door = door
        self.pool = pool
        self.at = threshold(city)

    async def run(self, strike: Callable[[], Awaitable[None]]) -> None:
        """Let it come, and ``strike`` into the middle of it."""
        self.rising, self.falling = [await publish(self.pool) for _ in range(2)]
        self.new = await settle(self.pool, 4 * self.at)
        self.old = await settle(self.pool, 2 * self.at)
        await asyncio.gather(*(self.falling.support(self.door, one) for one in self.old))
        assert await self.falling.owed(self.pool)

        async def strike_in_the_middle() -> None:
            await self.rising.acknowledged(self.at - 10)
            # Answers come in batches: between two of them nobody waits for one.
            while self.door.under_way < len(self.door.lines) // 2:
                await asyncio.sleep(0)
            await strike()

        deeds = [self.rising.support(self.door, one) for one in self.new]
        for place, one in enumerate(self.old):
            deeds.insert(2 * place, self.falling.withdraw(self.door, one))
        await asyncio.gather(strike_in_the_middle(), *deeds)
        # Not all got through, so that the blow fell into the middle.
        assert self.rising.statuses[200] < len(self.new)

    async def come_again(self) -> None:
        """Have everybody insist, acknowledged or not."""

        async def insist(ask: Ask, resident: Resident) -> None:
            while (answer := await ask(self.door, resident)) is None or answer.status != 200:
                await asyncio.sleep(0.1)

        await asyncio.gather(
            *(insist(self.rising.support, one) for one in self.new),
            *(insist(self.falling.withdraw, one) for one in self.old),
        )

    async def agree(self, settings: Settings, city: City) -> None:
        """Check both proposals against what was answered."""
        for witness in (self.rising, self.falling):
            await witness.agree(self.pool, settings, city)


@pytest.mark.parametrize(
    "kill",
    [Serve.kill_server, Serve.kill_database, Serve.kill_everything],
    ids=["server", "database", "everything"],
)
async def test_a_kill_in_the_middle_of_a_burst_loses_nothing_that_was_acknowledged(
    serve: Serve,
    door: Door,
    pool: asyncpg.Pool,
    settings: Settings,
    city: City,
    kill: Callable[[Serve], None],
) -> None:
    burst = Burst(door, pool, city)

    async def strike() -> None:
        kill(serve)

    async with asyncio.timeout(120):
        await burst.run(strike)
        serve.wait_until_ready()
        await burst.agree(settings, city)
        await burst.come_again()
        await burst.agree(settings, city)


async def test_connections_that_end_in_the_middle_of_a_burst_fail_only_what_they_carried(
    door: Door, pool: asyncpg.Pool, settings: Settings, city: City
) -> None:
    burst = Burst(door, pool, city)

    async def cut_often() -> None:
        ended = times = 0
        while times < 3 or ended <= 5:
            answered = door.statuses[200]
            gone = await cut(pool)
            ended += gone
            times += gone > 0
            # Whoever gets through now found a server that has a connection again.
            while door.statuses[200] == answered:
                await asyncio.sleep(0.001)

    async with asyncio.timeout(120):
        await burst.run(cut_often)
        assert set(door.statuses) == {200, 503}
        await burst.agree(settings, city)
        await burst.come_again()
        await burst.agree(settings, city)
