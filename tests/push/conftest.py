"""The square with a push service beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from litestar.types import ASGIApp

from backend.app import create_app
from backend.city.city import City
from backend.settings import Settings
from tests.conftest import Clock
from tests.push.service import PushService, push_service
from tests.push.telling import Worker, worker


@pytest.fixture(scope="session")
async def lasting_service(shared_clock: Clock) -> AsyncIterator[PushService]:
    """A push service on loopback."""
    async with push_service(lambda: shared_clock.now.timestamp()) as service:
        yield service


@pytest.fixture
def service(lasting_service: PushService) -> PushService:
    """The push service, which remembers nothing of other tests."""
    lasting_service.forget()
    return lasting_service


@pytest.fixture(scope="session")
def push_settings(settings: Settings, lasting_service: PushService) -> Settings:
    """Settings that allow this push service and no other."""
    return msgspec.structs.replace(settings, push_hosts=(lasting_service.host,))


@pytest.fixture(scope="session")
def app(push_settings: Settings, shared_clock: Clock) -> ASGIApp:
    """The whole application of a city that allows this push service."""
    return create_app(push_settings, database_url=None, clock=shared_clock)


@pytest.fixture
async def at_work(
    rolled_back: None, push_settings: Settings, city: City, clock: Clock
) -> AsyncIterator[Worker]:
    """A worker that does what is queued when it is told to."""
    async with worker(push_settings, city, clock) as hands:
        yield hands
