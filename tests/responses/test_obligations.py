"""What the city owes, as the count of supports rises and falls.

In the city of these tests three supports are enough (see ``conftest.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from backend.city.city import City
from backend.database.engine import transaction
from backend.responses.obligations import count_changed
from tests.conftest import Clock
from tests.people import Person
from tests.responses.answering import answer, record
from tests.square import Square


async def obligations(square: Square, number: int) -> list[dict[str, Any]]:
    """What is owed, as everybody sees it."""
    owed: list[dict[str, Any]] = (await square.get(f"/proposals/{number}"))["obligations"]
    return owed


async def take_back(square: Square, number: int, supporter: Person) -> None:
    """Withdraw a support."""
    answer = await square.call("DELETE", f"/proposals/{number}/support", supporter)
    assert answer.status_code == 200, answer.text


async def test_two_of_three_supports_oblige_nobody(square: Square) -> None:
    number = await square.proposal()
    await square.support(number, 2)
    assert await obligations(square, number) == []


async def test_the_third_support_obliges_the_department_of_the_topic(
    square: Square, clock: Clock
) -> None:
    number = await square.proposal(topic="transit")
    await square.support(number, 3)
    (owed,) = await obligations(square, number)
    assert (owed["kind"], owed["owed_by"], owed["state"]) == ("department_response", "bus", "open")
    assert datetime.fromisoformat(owed["since"]) == clock.now
    # Noon of 22 November in Seoul, so day 30 ends on 22 December and the note's on 12 December.
    assert datetime.fromisoformat(owed["due_at"]) == datetime(2026, 12, 22, 14, 59, 59, tzinfo=UTC)
    assert datetime.fromisoformat(owed["interim_note_due_at"]) == datetime(
        2026, 12, 12, 14, 59, 59, tzinfo=UTC
    )
    proposal = await square.get(f"/proposals/{number}")
    assert (proposal["stage"], proposal["owed_by"]) == ("awaiting_response", "bus")
    (event,) = [
        item
        for item in (await square.get(f"/proposals/{number}/timeline"))["items"]
        if item["kind"] == "threshold_reached"
    ]
    assert (event["threshold"], event["department"]) == (3, "bus")
    assert event["due_at"] == owed["due_at"]


async def test_a_hundred_supports_create_no_debate_yet(square: Square) -> None:
    number = await square.proposal()
    await square.support(number, 100)
    assert [owed["kind"] for owed in await obligations(square, number)] == ["department_response"]


async def test_falling_under_the_threshold_voids_and_crossing_again_revives_with_the_first_date(
    square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    *_, last = await square.support(number, 3)
    (first,) = await obligations(square, number)
    await take_back(square, number, last)
    (void,) = await obligations(square, number)
    assert void["state"] == "void"
    assert (await square.get(f"/proposals/{number}"))["stage"] == "gathering"
    clock.now += timedelta(days=5)
    await square.support(number)
    (revived,) = await obligations(square, number)
    assert revived == first
    assert await square.events(number) == [
        "published",
        "threshold_reached",
        "obligation_void",
        "obligation_revived",
    ]


async def test_reviving_at_the_same_moment_is_no_new_obligation(square: Square) -> None:
    number = await square.proposal()
    *_, last = await square.support(number, 3)
    await take_back(square, number, last)
    await square.support(number)
    assert (await square.events(number))[-1] == "obligation_revived"


async def test_an_overdue_answer_stays_owed_whatever_the_count(
    square: Square, city: City, clock: Clock
) -> None:
    number = await square.proposal()
    await square.support(number, 3)
    (owed,) = await obligations(square, number)
    due_at = datetime.fromisoformat(owed["due_at"])
    # Nobody can take a support back by then, but a vote may be found to be invalid.
    invalid = {"number": number, "before": 3, "after": 2, "topic": "walking", "city": city}
    async with transaction():
        await count_changed(**invalid, now=due_at + timedelta(seconds=1))
    clock.now = due_at + timedelta(seconds=1)
    assert [owed["state"] for owed in await obligations(square, number)] == ["overdue"]
    assert (await square.events(number))[-1] == "overdue"
    async with transaction():
        await count_changed(**invalid, now=due_at)
    assert [owed["state"] for owed in await obligations(square, number)] == ["void"]


async def test_reviving_after_the_first_due_date_is_overdue_at_once(
    square: Square, city: City, clock: Clock
) -> None:
    number = await square.proposal()
    *_, last = await square.support(number, 3)
    await take_back(square, number, last)
    clock.now += timedelta(days=31)
    async with transaction():
        await count_changed(
            number=number, before=2, after=3, topic="walking", city=city, now=clock.now
        )
    assert [owed["state"] for owed in await obligations(square, number)] == ["overdue"]


async def test_a_topic_that_the_city_has_dropped_is_the_business_of_the_one_for_the_rest(
    square: Square, city: City, clock: Clock
) -> None:
    number = await square.proposal()
    async with transaction():
        await count_changed(
            number=number, before=2, after=3, topic="trams", city=city, now=clock.now
        )
    assert [owed["owed_by"] for owed in await obligations(square, number)] == ["civil"]


async def test_an_answered_obligation_is_met_for_good(square: Square) -> None:
    number = await square.proposal()
    *_, last = await square.support(number, 3)
    await answer(square, number)
    await take_back(square, number, last)
    (owed,) = await obligations(square, number)
    assert owed["state"] == "met"
    await square.support(number)
    assert [owed["state"] for owed in await obligations(square, number)] == ["met"]
    assert await square.events(number) == ["published", "threshold_reached", "response"]


async def test_an_obligation_that_comes_after_the_answer_is_met_at_once(square: Square) -> None:
    number = await square.proposal()
    await answer(square, number)
    await square.support(number, 3)
    (owed,) = await obligations(square, number)
    assert owed["state"] == "met"
    assert (await square.get(f"/proposals/{number}"))["stage"] == "answered"


async def test_an_answer_given_while_the_obligation_was_void_counts_when_it_revives(
    square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    *_, last = await square.support(number, 3)
    await take_back(square, number, last)
    clock.now += timedelta(days=3)
    await answer(square, number)
    clock.now += timedelta(days=4)
    await square.support(number)
    (owed,) = await obligations(square, number)
    assert owed["state"] == "met"
    assert (await record(square, "pedestrian"))["median_days"] == 3
