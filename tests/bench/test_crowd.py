"""A small crowd, and a small city, in front of a real server: all that is asked is answered."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.bench import crowd, growth, readers
from backend.bench.crowd import Crowd, Miscounted
from backend.bench.databases import Databases
from backend.bench.growth import City, compare
from backend.bench.processes import serving
from backend.bench.readers import memory_of_a_reader

# Tests at one moment share a server, and each needs a database of its own there.
DATABASE = f"madang_bench_{secrets.token_hex(6)}"


@pytest.fixture
def made(server_url: str, tmp_path: Path) -> Iterator[Databases]:
    made = Databases(server_url, tmp_path)
    yield made
    made.drop(DATABASE)


def test_every_turn_measures_and_what_was_acknowledged_is_there(
    made: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "RESIDENTS", 40)
    monkeypatch.setattr(crowd, "SPREAD", 5)
    monkeypatch.setattr(readers, "READERS", 200)
    url = made.created(DATABASE)
    environment = made.environment(url)
    empty = serving(environment, target="backend.bench.empty:application", answers_at="/empty")
    with empty as nothing, serving(environment) as server:
        people = Crowd(made, url, server, connections=4, seconds=0.2)
        assert memory_of_a_reader(server, people.page) > 0
        turns = people.turns(nothing)
        assert all(turn().requests > 0 for turn in turns.values())
        people.check()
        memory = server.memory()
        assert 0 < memory.pss <= memory.rss
        made.fetch(url, "DELETE FROM vote")
        with pytest.raises(Miscounted):
            people.check()


def test_a_city_that_has_not_grown_is_asked_everything_twice(
    made: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for much in ("ROUNDS", "PAGES", "PROPOSALS", "WORDS_OF_A_KIND"):
        monkeypatch.setattr(growth, much, 1 if much == "ROUNDS" else 3)
    url = made.created(DATABASE)
    made.madang(url, "bench", "load", "--proposals", "300", "--supports", "3000")
    said: list[str] = []
    with serving(made.environment(url)) as server:
        city = City(made, url, server)
        costs = compare(city, city, progress=said.append)
    assert len(said) == 1
    assert {"feed, hot", "search, common words", "page: proposal"} <= {cost.what for cost in costs}
    assert all(cost.small > 0 and cost.large > 0 for cost in costs)
