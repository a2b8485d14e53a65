"""A Seoul in which three supports are enough, so that a test can gather them one by one."""

from __future__ import annotations

from importlib import resources

import msgspec
import pytest
from litestar.types import ASGIApp

from backend.app import create_app
from backend.city.city import City
from backend.city.load import load_city
from backend.settings import Settings
from tests.conftest import Clock

THRESHOLD = 3


@pytest.fixture(scope="session")
def settings(settings: Settings) -> Settings:
    """Settings with a city file of their own."""
    packaged = resources.files("backend.city").joinpath("city.toml").read_text("utf-8")
    assert packaged.count("at = 50\n") == 1
    file = settings.data_dir / "city-of-three.toml"
    file.write_text(packaged.replace("at = 50\n", f"at = {THRESHOLD}\n"), "utf-8")
    return msgspec.structs.replace(settings, city_file=file)


@pytest.fixture(scope="session")
def city(settings: Settings) -> City:
    """That city."""
    return load_city(settings.city_file)


@pytest.fixture(scope="session")
def app(settings: Settings, shared_clock: Clock) -> ASGIApp:
    """The application of that city."""
    return create_app(settings, database_url=None, clock=shared_clock)
