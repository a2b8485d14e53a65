"""Real workers that are killed: all are told, and twice only those whose message was under way."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from backend.bench.processes import free_port
from backend.clock import utc_now
from backend.database.engine import DB, Transaction
from backend.notifications.actions import tell_followers
from backend.push.keys import keys
from backend.push.ranges import BATCH
from backend.settings import Settings, SettingsError, read_settings
from backend.worker import MOST_LARGE
from tests.conftest import CHECKOUT, database
from tests.push.service import PushService, push_service
from tests.square import BODY

CROWD = 2500
SMALL = 3


class City:
    """A database with people who follow, and the workers on it."""

    def __init__(self, url: str, data_dir: Path, service: PushService) -> None:
        self.service = service
        self.connection: asyncpg.Connection
        self.key = secrets.token_hex(32)
        self.settings = Settings(data_dir=data_dir, secret_key=self.key.encode())
        self._environment = os.environ | {
            "MADANG_DATABASE_URL": url,
            "MADANG_DATA_DIR": str(data_dir),
            "MADANG_SECRET_KEY": self.key,
            "MADANG_PUSH_HOSTS": f"{service.host.name}:{service.host.port}",
            "MADANG_LOG_LEVEL": "ERROR",
        }
        self._workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self, **settings: str) -> subprocess.Popen[bytes]:
        """One more worker, for which more may be set."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "worker"],
            env=self._environment | settings,
            cwd=CHECKOUT,
        )
        self._workers.append(worker)
        return worker

    def stop(self) -> None:
        """End the workers that still run, as an operator does."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait(30)

    async def proposal(self, name: str, followers: int) -> int:
        """A proposal with so many followers, each with a browser named after it."""
        key = max(await keys(self.settings))
        number: int = await self.connection.fetchval(
            """
            INSERT INTO proposal (title, body, topic, language, published_at, closes_at, updated_at)
            VALUES ('역마다 실내 자전거 주차장을', $1, 'walking', 'ko', now(),
                    now() + interval '30 days', now())
            RETURNING number
            """,
            BODY,
        )
        browsers = [self.service.browser(f"{name}-{place}") for place in range(followers)]
        await self.connection.execute(
            """
            WITH person AS (
                INSERT INTO account (name, vote_secret, created_at)
                SELECT '주민', sha256(convert_to(browser, 'UTF8')), now()
                FROM unnest($2::text[]) browser
                RETURNING id, vote_secret
            ), signed_in AS (
                INSERT INTO session (token_hash, account, created_at, last_used_on, expires_at)
                SELECT vote_secret, id, now(), current_date, now() + interval '1 day' FROM person
                RETURNING id, account, token_hash
            ), following AS (
                INSERT INTO follow (proposal, account) SELECT $1, id FROM person
            )
            INSERT INTO push_subscription
                (account, session, endpoint, p256dh, auth, key, created_at)
            SELECT s.account, s.id, browser, p256dh, auth, $5, now()
            FROM unnest($2::text[], $3::bytea[], $4::bytea[]) AS given (browser, p256dh, auth)
            JOIN signed_in s ON s.token_hash = sha256(convert_to(browser, 'UTF8'))
            """,
            number,
            [browser.endpoint for browser in browsers],
            [browser.public for browser in browsers],
            [browser.auth for browser in browsers],
            key,
        )
        return number

    async def tell(self, proposal: int) -> None:
        """Something happened to a proposal."""
        async with Transaction(DB):
            await tell_followers(
                proposal=proposal,
                kind="response",
                at=utc_now(),
                department="pedestrian",
                decision="adopted",
            )

    def told(self, name: str) -> list[int]:
        """How many messages each browser got of those who follow that proposal."""
        told = self.service.told
        return [told[browser] for browser in told if browser.rpartition("-")[0] == name]

    async def settled(self) -> bool:
        """True once there is nothing left to be done."""
        left = "SELECT (SELECT count(*) FROM pgqueuer) + (SELECT count(*) FROM push_range)"
        async with asyncio.timeout(120):
            while await self.connection.fetchval(left):
                await asyncio.sleep(0.05)
        return True


async def until(happened: Callable[[], bool]) -> None:
    """Wait, two minutes at most: processes start and die meanwhile."""
    async with asyncio.timeout(120):
        while not happened():
            await asyncio.sleep(0.01)


@pytest.fixture
async def city(server_url: str, tmp_path: Path) -> AsyncIterator[City]:
    """A city of its own, whose work is really committed."""
    async with own_pool(), database(server_url) as url, push_service() as service:
        await DB.connect(url, size=2)
        city = City(url, tmp_path, service)
        city.connection = await asyncpg.connect(url)
        try:
            yield city
        finally:
            city.stop()
            await city.connection.close()
            await DB.disconnect()


@asynccontextmanager
async def own_pool() -> AsyncIterator[None]:
    """Leaves the pool that other tests share alone."""
    shared, DB.pool = DB.pool, None
    try:
        yield
    finally:
        DB.pool = shared


async def test_workers_that_are_killed_leave_nobody_out_and_tell_nearly_nobody_twice(
    city: City,
) -> None:
    number = await city.proposal("crowd", CROWD)
    await city.tell(number)
    killed = [city.start_worker(), city.start_worker()]
    await until(lambda: len(city.told("crowd")) > CROWD // 4)
    for worker in killed:
        worker.send_signal(signal.SIGKILL)
    told = len(city.told("crowd"))
    assert told < CROWD, "the blow fell into the middle"
    city.start_worker()
    await until(lambda: len(city.told("crowd")) == CROWD)
    assert await city.settled()
    twice = sum(times - 1 for times in city.told("crowd"))
    assert max(city.told("crowd")) <= 2 and twice <= len(killed) * MOST_LARGE * BATCH


async def test_a_small_event_does_not_wait_for_a_large_one(city: City) -> None:
    large = await city.proposal("large", CROWD)
    small = await city.proposal("small", SMALL)
    await city.tell(large)
    city.start_worker()
    await until(lambda: len(city.told("large")) > 0)
    await city.tell(small)
    await until(lambda: len(city.told("small")) == SMALL)
    assert len(city.told("large")) < CROWD
    await until(lambda: len(city.told("large")) == CROWD)
    assert await city.settled() and set(city.told("large")) == {1}


async def test_keys_are_the_same_after_a_restart(city: City) -> None:
    number = await city.proposal("phone", 1)
    public = {key.public for key in (await keys(city.settings)).values()}
    for _ in range(2):
        city.service.received.clear()
        city.service.told.clear()
        await city.tell(number)
        worker = city.start_worker()
        await until(lambda: city.told("phone") == [1])
        worker.terminate()
        worker.wait(30)
        assert city.service.received[0].headers["Authorization"].partition("k=")[2] in public
    assert len(public) == 1


async def test_what_was_refused_for_a_moment_arrives_by_itself(city: City) -> None:
    number = await city.proposal("phone", 1)
    city.service.answers["phone-0"] = [429]
    city.service.retry_after = "1"
    await city.tell(number)
    city.start_worker()
    await until(lambda: city.told("phone") == [1])
    assert city.service.requests == {"phone-0": 2}


async def test_a_worker_answers_with_its_own_counts_where_it_is_told_to(city: City) -> None:
    number = await city.proposal("crowd", 5)
    city.service.answers["crowd-0"] = [410]
    city.service.answers["crowd-1"] = [400]
    await city.tell(number)
    port = free_port()
    worker = city.start_worker(MADANG_WORKER_METRICS=f"127.0.0.1:{port}")
    await until(lambda: len(city.told("crowd")) == 3)
    assert await city.settled()
    async with httpx.AsyncClient() as client:
        counts = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    for outcome, times in (("accepted", 3), ("gone", 1), ("failed", 1)):
        assert f'madang_pushes_total{{outcome="{outcome}"}} {times}.0' in counts
    # Where one answers already, another says so and does not run without being seen.
    second = city.start_worker(MADANG_WORKER_METRICS=f"127.0.0.1:{port}")
    assert await asyncio.to_thread(second.wait, 60) == 2
    worker.terminate()
    assert await asyncio.to_thread(worker.wait, 60) == 0


@pytest.mark.parametrize("wrong", ["9101", ":9101", "127.0.0.1:", "127.0.0.1:70000", "a:b"])
def test_where_a_worker_answers_is_an_address_and_a_port(wrong: str, tmp_path: Path) -> None:
    def read(value: str) -> Settings:
        return read_settings({"MADANG_DATA_DIR": str(tmp_path), "MADANG_WORKER_METRICS": value})

    assert read("").worker_metrics is None
    assert read("[::1]:9101").worker_metrics == ("::1", 9101)
    with pytest.raises(SettingsError, match="MADANG_WORKER_METRICS"):
        read(wrong)
