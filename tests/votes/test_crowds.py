"""Many supports at one moment, with real commits: each counts once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value
from backend.http.callers import Caller
from backend.settings import Settings
from backend.votes.actions import support, withdraw_support

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
async def number(database_url: str) -> AsyncIterator[int]:
    """A proposal that is really there, and nothing of it afterwards."""
    yield await fetch_value(
        """
        INSERT INTO proposal (language, title, body, topic, published_at, closes_at, updated_at)
        VALUES ('ko', '자전거 주차장', '역마다 하나씩 있으면 정말로 좋겠습니다.', 'walking',
            $1, $2, $1)
        RETURNING number
        """,
        NOW,
        NOW + timedelta(days=30),
    )
    await execute("TRUNCATE account, proposal, rate_limit CASCADE")


def resident(account: int) -> Caller:
    """A verified resident as their session knows them."""
    return Caller(
        account=account,
        session=0,
        name="주민",
        language=None,
        roles=frozenset(),
        department=None,
        verified_until=None,
        verified=True,
        area=None,
        vote_secret=secrets.token_bytes(32),
    )


async def test_a_crowd_is_counted_exactly_and_crosses_the_threshold_once(
    number: int, city: City, settings: Settings
) -> None:
    crowd = [resident(account) for account in range(1, 61)]

    async def insist(caller: Caller) -> None:
        # Twice at once, as an outbox and a finger do.
        await asyncio.gather(
            *(
                support(caller=caller, number=number, city=city, settings=settings, now=NOW)
                for _ in range(2)
            )
        )

    await asyncio.gather(*map(insist, crowd))
    assert await fetch_value("SELECT supports FROM proposal") == 60
    assert await fetch_value("SELECT count(*) FROM vote") == 60
    assert [kind for (kind,) in await fetch("SELECT kind FROM event")] == ["threshold_reached"]
    assert await fetch_value("SELECT count(*) FROM obligation") == 1


async def test_giving_and_taking_back_at_once_leaves_count_and_votes_agreed(
    number: int, city: City, settings: Settings
) -> None:
    crowd = [resident(account) for account in range(1, 21)]
    await asyncio.gather(
        *(
            action(caller=caller, number=number, city=city, settings=settings, now=NOW)
            for caller in crowd
            for action in (support, withdraw_support, support, withdraw_support)
        )
    )
    assert await fetch_value("SELECT supports FROM proposal") == await fetch_value(
        "SELECT count(*) FROM vote"
    )
