"""The officials' desk, and the public record of departments."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Clock
from tests.people import People
from tests.responses.answering import answer, record
from tests.square import Square


async def test_the_desk_lists_what_the_own_department_owes_soonest_due_first(
    square: Square, people: People, clock: Clock
) -> None:
    numbers = []
    for topic in ("walking", "transit", "walking", "walking"):
        number = await square.proposal(topic=topic)
        await square.support(number, 3)
        numbers.append(number)
        clock.now += timedelta(days=1)
    official = await people.official("pedestrian")
    head = await people.person(roles=["head"], department="pedestrian")
    await square.post(f"/proposals/{numbers[0]}/extensions", official, reason="자리를 찾습니다")
    for reader in (official, head):
        first = await square.get("/desk/owed?limit=2", reader)
        rest = await square.get(f"/desk/owed?limit=2&cursor={first['next']}", reader)
        assert [item["number"] for item in first["items"]] == [numbers[2], numbers[3]]
        assert [item["number"] for item in rest["items"]] == [numbers[0]]
        assert rest["next"] is None


async def test_the_desk_says_what_is_overdue(square: Square, people: People, clock: Clock) -> None:
    await square.support(await square.proposal(), 3)
    clock.now += timedelta(days=31)
    (item,) = (await square.get("/desk/owed", await people.official("pedestrian")))["items"]
    assert item["obligation"]["state"] == "overdue"
    assert (item["supports"], item["topic"]) == (3, "walking")


async def test_the_desk_shows_answered_ones_on_request_newest_first(
    square: Square, people: People, clock: Clock
) -> None:
    official = await people.official("pedestrian")
    numbers = []
    for _ in range(3):
        number = await square.proposal()
        await square.support(number, 3)
        await answer(square, number, official)
        numbers.append(number)
        clock.now += timedelta(hours=1)
    assert (await square.get("/desk/owed", official))["items"] == []
    first = await square.get("/desk/owed?state=answered&limit=2", official)
    rest = await square.get(f"/desk/owed?state=answered&cursor={first['next']}", official)
    shown = [item["number"] for item in first["items"] + rest["items"]]
    assert shown == numbers[::-1]


async def test_the_title_of_a_hidden_proposal_is_not_on_the_desk(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    await square.support(number, 3)
    await square.post(
        "/moderation/decisions",
        await people.moderator(),
        subject={"kind": "proposal", "id": number},
        action="hide",
        reason="threat",
    )
    (item,) = (await square.get("/desk/owed", await people.official("pedestrian")))["items"]
    assert (item["number"], item["title"]) == (number, None)


async def test_the_record_counts_what_is_owed_late_answered_adopted_and_done(
    square: Square, people: People, clock: Clock
) -> None:
    official = await people.official("pedestrian")
    numbers = []
    for _ in range(5):
        number = await square.proposal()
        await square.support(number, 3)
        numbers.append(number)
    in_time, also_in_time, late, *_ = numbers
    void = await square.proposal()
    *_, last = await square.support(void, 3)
    await square.call("DELETE", f"/proposals/{void}/support", last)
    clock.now += timedelta(days=2)
    await answer(square, in_time, official, decision="adopted")
    clock.now += timedelta(days=2)
    await answer(square, also_in_time, official, decision="not_adopted")
    clock.now += timedelta(days=36)
    await answer(square, late, official, decision="partly_adopted")
    await square.post(
        f"/proposals/{late}/milestones", official, state="done", date="2026-12-30", note="끝"
    )
    assert await record(square, "pedestrian") == {
        "id": "pedestrian",
        "name": "보행정책과",
        "owed": 2,
        "overdue": 2,
        "answered": 3,
        "answered_in_time": 2,
        "answered_late": 1,
        "median_days": 4.0,
        "adopted": 2,
        "done": 1,
    }


async def test_every_department_has_a_record_in_the_readers_language(square: Square) -> None:
    answer = await square.call("GET", "/departments/record?lang=en")
    records = answer.json()["items"]
    departments = (await square.call("GET", "/departments?lang=en")).json()["items"]
    assert [record["name"] for record in records] == [one["name"] for one in departments]
    assert {record["median_days"] for record in records} == {None}
