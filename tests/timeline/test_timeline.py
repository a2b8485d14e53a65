"""Every public fact, in order, and what nobody writes down: closing and being late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.timeline.actions import record
from tests.conftest import Clock
from tests.people import People
from tests.square import hide, owe, publish


async def timeline(client: httpx.AsyncClient, number: int) -> list[dict[str, Any]]:
    """The items."""
    answer = await client.get(f"/api/v1/proposals/{number}/timeline")
    assert answer.status_code == 200, answer.text
    assert answer.json()["next"] is None
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def number(client: httpx.AsyncClient, people: People) -> int:
    """A proposal published at noon."""
    number: int = (await publish(client, await people.account()))["number"]
    return number


async def test_an_item_carries_what_belongs_to_its_kind_and_nothing_else(
    client: httpx.AsyncClient, number: int, clock: Clock
) -> None:
    due_at = clock.now + timedelta(days=30)
    await record(
        proposal=number,
        kind="threshold_reached",
        at=clock.now,
        threshold=50,
        obligation="department_response",
        department="pedestrian",
        due_at=due_at,
        note=None,
    )
    assert (await timeline(client, number))[1] == {
        "at": "2026-11-22T03:00:00Z",
        "kind": "threshold_reached",
        "threshold": 50,
        "obligation": "department_response",
        "department": "pedestrian",
        "due_at": "2026-12-22T03:00:00Z",
    }


async def test_facts_stand_in_the_order_in_which_they_happened(
    client: httpx.AsyncClient, number: int, clock: Clock
) -> None:
    later = clock.now + timedelta(days=40)
    await record(proposal=number, kind="milestone", at=later, state="started")
    await record(proposal=number, kind="response", at=clock.now + timedelta(days=9))
    await record(proposal=number, kind="milestone", at=later, state="done")
    clock.now = later
    items = await timeline(client, number)
    assert [item["kind"] for item in items] == [
        "published", "response", "closed", "milestone", "milestone",
    ]  # fmt: skip
    assert [item.get("state") for item in items[3:]] == ["started", "done"]
    assert items[2]["at"] == "2026-12-22T14:59:59Z"


async def test_gathering_closes_only_what_still_stands(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await client.post(f"/api/v1/proposals/{number}/withdrawal", headers=author.headers)
    clock.now += timedelta(days=40)
    assert [item["kind"] for item in await timeline(client, number)] == ["published", "withdrawn"]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("columns", "late"),
    [
        ({}, True),
        ({"met_at": 3 * DAY}, True),
        ({"met_at": 1 * DAY}, False),
        ({"met_at": 2 * DAY}, False),
        ({"voided_at": 1 * DAY}, False),
        ({"extended_until": 3 * DAY}, True),
        ({"extended_until": 9 * DAY}, False),
    ],
)
async def test_an_answer_is_late_from_the_moment_it_was_due_unless_it_came(
    client: httpx.AsyncClient,
    number: int,
    clock: Clock,
    columns: dict[str, timedelta],
    late: bool,
) -> None:
    start = clock.now
    moments: dict[str, datetime] = {name: start + after for name, after in columns.items()}
    await owe(number, start, start + 2 * DAY, **moments)
    clock.now = start + 5 * DAY
    overdue = [item for item in await timeline(client, number) if item["kind"] == "overdue"]
    if not late:
        assert overdue == []
        return
    (item,) = overdue
    assert item["at"] == item["due_at"]
    assert (item["department"], item["obligation"]) == ("pedestrian", "department_response")
    assert item["at"].startswith("2026-11-25" if "extended_until" in columns else "2026-11-24")


async def test_a_hidden_proposals_timeline_says_why_and_no_more(
    client: httpx.AsyncClient, number: int, clock: Clock
) -> None:
    await record(proposal=number, kind="interim_note", at=clock.now, note="비밀", department="bus")
    await record(proposal=number, kind="extended", at=clock.now, reason="비밀")
    await record(proposal=number, kind="hidden", at=clock.now, reason="personal_data")
    shown = await timeline(client, number)
    assert [item.get("note") for item in shown] == [None, "비밀", None, None]
    await hide(number, clock.now)
    items = await timeline(client, number)
    assert [item["kind"] for item in items] == ["published", "interim_note", "extended", "hidden"]
    assert "비밀" not in str(items)
    assert items[-1]["reason"] == "personal_data"
