"""The demo city: everything that exists can be seen in it."""

from __future__ import annotations

from collections import Counter

from backend.city.city import City
from backend.database.engine import fetch, fetch_value
from backend.demo.load import load_demo
from backend.proposals.queries import feed
from backend.settings import Settings
from tests.conftest import Clock


async def test_the_demo_city_shows_every_stage_and_loads_once(
    rolled_back: None, settings: Settings, city: City, clock: Clock
) -> None:
    assert await load_demo(settings=settings, city=city, now=clock.now)
    listed = (await feed(limit=100, caller=None, settings=settings, now=clock.now)).items
    assert len(listed) == 45
    stages = Counter(proposal.stage for proposal in listed)
    assert set(stages) == {
        "gathering",
        "awaiting_response",
        "answered",
        "under_way",
        "done",
        "closed",
    }
    assert {proposal.decision for proposal in listed} >= {
        "adopted",
        "partly_adopted",
        "already_in_place",
        "not_adopted",
        "other_authority",
    }
    assert {proposal.topic for proposal in listed} == {topic.id for topic in city.topics}
    assert {proposal.language for proposal in listed} == {"ko", "en"}
    overdue = [p for p in listed if p.due_at and p.due_at < clock.now]
    assert 1 <= len(overdue) < stages["awaiting_response"]
    assert await fetch_value("SELECT count(*) FROM proposal WHERE hidden_at IS NOT NULL") == 2
    assert await fetch_value("SELECT count(*) FROM proposal WHERE withdrawn_at IS NOT NULL") == 2
    assert await fetch_value("SELECT count(*) FROM draft") == 3
    assert await fetch_value("SELECT count(*) FROM report WHERE decision IS NULL") >= 5

    assert not await load_demo(settings=settings, city=city, now=clock.now)
    assert await fetch_value("SELECT count(*) FROM proposal") == 49


async def test_nothing_in_the_demo_lies_in_the_future_and_counters_equal_rows(
    rolled_back: None, settings: Settings, city: City, clock: Clock
) -> None:
    await load_demo(settings=settings, city=city, now=clock.now)
    for table, column in (
        ("event", "at"),
        ("comment", "created_at"),
        ("response", "published_at"),
        ("proposal", "published_at"),
        ("report", "reported_at"),
    ):
        assert await fetch_value(f"SELECT max({column}) FROM {table}") <= clock.now, table
    wrong = await fetch(
        """
        SELECT number FROM proposal p WHERE supports <>
            (SELECT count(*) FROM vote v WHERE v.proposal = p.number)
        OR (supports >= 50) <> EXISTS (SELECT FROM obligation o WHERE o.proposal = p.number)
        """
    )
    assert wrong == []
    early = await fetch(
        """
        SELECT v.proposal FROM vote v JOIN proposal p ON p.number = v.proposal
        WHERE v.day < (p.published_at AT TIME ZONE 'Asia/Seoul')::date
           OR v.day > (p.closes_at AT TIME ZONE 'Asia/Seoul')::date
        """
    )
    assert early == []
