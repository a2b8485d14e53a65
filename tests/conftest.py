"""What the tests share: a real PostgreSQL, the whole application, and a clock that can be set.

Every test runs inside one transaction that is rolled back; the application's own transactions
become savepoints of it. What happens at one moment needs several connections and real commits:
such tests use ``lasting_people``, and ``visitor`` in place of ``client``.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
import structlog
from litestar import Litestar
from litestar.types import ASGIApp

from backend.app import create_app
from backend.bench.databases import drop_database
from backend.city.city import City
from backend.city.load import load_city
from backend.database.embedded import embedded_postgres
from backend.database.engine import DB, Transaction, execute
from backend.database.migrations import migrate
from backend.settings import Settings
from tests.people import People
from tests.square import Square

CHECKOUT = Path(__file__).parents[1]
BASE_URL = "http://127.0.0.1:8000"
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def framework(app: Any) -> Litestar:
    """What stands behind the edge and the fast path of an application."""
    inner = app.app.app
    assert isinstance(inner, Litestar)
    return inner


class Clock:
    """The application's clock, which a test may set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a process come first: begun last, they would have the machine to
    themselves while the other processes have nothing left to do."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session", autouse=True)
def quiet_log() -> None:
    """The log is for operators; a test that reads it captures it itself."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL: the one named by MADANG_TEST_DATABASE_URL, or the embedded one."""
    given = os.environ.get("MADANG_TEST_DATABASE_URL")
    if given:
        yield given
    else:
        with embedded_postgres(CHECKOUT / ".madang" / "tests") as url:
            yield url


@contextlib.asynccontextmanager
async def database(server_url: str, *, migrated: bool = True) -> AsyncIterator[str]:
    """A database of one's own on that server; yields its address and drops it afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    server = await asyncpg.connect(server_url)
    try:
        await server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        parts = urlsplit(server_url)
        url = urlunsplit(parts._replace(path=f"/{name}"))
        try:
            if migrated:
                await migrate(url)
            yield url
        finally:
            await drop_database(server, name)
    finally:
        await server.close()


@pytest.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """The migrated database that the rolled-back tests of this process share."""
    async with database(server_url) as url:
        await DB.connect(url, size=4)
        try:
            yield url
        finally:
            await DB.disconnect()


@pytest.fixture
async def rolled_back(database_url: str) -> AsyncIterator[None]:
    """One transaction around the test, of which nothing stays."""

    class Undo(Exception):
        pass

    with contextlib.suppress(Undo):
        async with Transaction(DB):
            yield
            raise Undo


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings as in development, with a data folder of their own."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        base_url=BASE_URL,
        secret_key=b"a key for tests, of no use anywhere else",
    )


@pytest.fixture(scope="session")
def city() -> City:
    """The packaged Seoul."""
    return load_city(None)


@pytest.fixture(scope="session")
def shared_clock() -> Clock:
    """The clock that the shared application looks at."""
    return Clock()


@pytest.fixture
def clock(shared_clock: Clock) -> Clock:
    """Noon in Seoul on a Sunday, until the test sets it."""
    shared_clock.now = NOON
    return shared_clock


@pytest.fixture(scope="session")
def app(settings: Settings, shared_clock: Clock) -> ASGIApp:
    """The whole application, made once: building it takes longer than most tests."""
    return create_app(settings, database_url=None, clock=shared_clock)


@pytest.fixture
async def client(rolled_back: None, app: ASGIApp, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor in front of the whole application."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as visitor:
        yield visitor


@pytest.fixture
async def lasting_people(database_url: str, clock: Clock) -> AsyncIterator[People]:
    """Makes people who are really there; nothing that was written stays afterwards."""
    yield People(clock)
    await execute("TRUNCATE account, proposal, tombstone, idempotency_key, rate_limit CASCADE")
    # The log refuses to forget even for a test, unless its owner insists.
    await execute("ALTER TABLE audit DISABLE TRIGGER USER")
    await execute("TRUNCATE audit")
    await execute("ALTER TABLE audit ENABLE TRIGGER USER")


@pytest.fixture
async def visitor(lasting_people: People, app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor whose requests really commit."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as visitor:
        yield visitor


@pytest.fixture
def people(client: httpx.AsyncClient, clock: Clock) -> People:
    """Makes the cast; see ``tests/people.py``."""
    return People(clock)


@pytest.fixture
def square(client: httpx.AsyncClient, people: People) -> Square:
    """The square over HTTP, with what many tests do first; see ``tests/square.py``."""
    return Square(client, people)
