"""Many supports at one moment, with real commits: each counts once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.city.city import City
from backend.database.engine import fetch, fetch_value
from backend.http.callers import Caller
from backend.settings import Settings
from backend.votes.actions import support, withdraw_support
from tests.conftest import NOON
from tests.people import People


@pytest.fixture
async def number(lasting_people: People) -> int:
    """A proposal without an author."""
    number: int = await fetch_value(
        """
        INSERT INTO proposal (language, title, body, topic, published_at, closes_at, updated_at)
        VALUES ('ko', '자전거 주차장', '역마다 하나씩 있으면 정말로 좋겠습니다.', 'walking',
            $1, $2, $1)
        RETURNING number
        """,
        NOON,
        NOON + timedelta(days=30),
    )
    return number


@pytest.fixture
async def crowd(lasting_people: People) -> list[Caller]:
    """Sixty verified residents."""
    people = lasting_people
    return [await people.caller(await people.resident()) for _ in range(60)]


async def test_a_crowd_is_counted_exactly_and_crosses_the_threshold_once(
    number: int, crowd: list[Caller], city: City, settings: Settings
) -> None:
    async def insist(caller: Caller) -> None:
        # Twice at once, as an outbox and a finger do.
        await asyncio.gather(
            *(
                support(caller=caller, number=number, city=city, settings=settings, now=NOON)
                for _ in range(2)
            )
        )

    await asyncio.gather(*map(insist, crowd))
    assert await fetch_value("SELECT supports FROM proposal") == 60
    assert await fetch_value("SELECT count(*) FROM vote") == 60
    assert [kind for (kind,) in await fetch("SELECT kind FROM event")] == ["threshold_reached"]
    assert await fetch_value("SELECT count(*) FROM obligation") == 1


async def test_giving_and_taking_back_at_once_leaves_count_and_votes_agreed(
    number: int, crowd: list[Caller], city: City, settings: Settings
) -> None:
    await asyncio.gather(
        *(
            action(caller=caller, number=number, city=city, settings=settings, now=NOON)
            for caller in crowd[:20]
            for action in (support, withdraw_support, support, withdraw_support)
        )
    )
    assert await fetch_value("SELECT supports FROM proposal") == await fetch_value(
        "SELECT count(*) FROM vote"
    )
