"""Who is told what, when, in which language, and what becomes of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.push import outcomes, ranges
from backend.push.actions import announce
from backend.push.keys import rotate
from backend.push.telling import MOST_STARTS
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import People
from tests.push.service import PushService
from tests.push.telling import Worker, follower, phone, worker
from tests.responses.answering import answer
from tests.square import Square


async def last_notification() -> int:
    number: int = await fetch_value("SELECT max(id) FROM notification")
    return number


async def waiting() -> list[dict[str, Any]]:
    """What is to be sent later, the next first."""
    return [dict(row) for row in await fetch("SELECT * FROM push_later ORDER BY due_at")]


async def test_everybody_who_follows_is_told_once_on_each_device_in_their_language(
    square: Square, people: People, service: PushService, at_work: Worker
) -> None:
    service.public_key = (await square.get("/push/key"))["public_key"]
    number = await square.proposal()
    reader = await follower(square, number, language="en")
    await phone(square, service, reader, "english-phone")
    await phone(square, service, reader, "english-desk")
    await phone(square, service, await follower(square, number), "korean-phone")
    await phone(square, service, await people.account(), "stranger")
    await answer(square, number)
    await at_work.work()
    assert service.told == {"english-phone": 1, "english-desk": 1, "korean-phone": 1}
    says = {one.browser: one.says for one in service.received}
    assert says["english-phone"] == {
        "title": "역마다 실내 자전거 주차장을",
        "body": says["english-phone"]["body"],
        "path": f"/proposals/{number}#answer",
        "tag": f"response-{number}",
        "id": await last_notification(),
        "lang": "en",
        "actions": says["english-phone"]["actions"],
    }
    assert "answered" in says["english-phone"]["body"] and "답" in says["korean-phone"]["body"]
    for one in says.values():
        assert [action["action"] for action in one["actions"]] == ["open", "mute"]
    headers = service.received[0].headers
    assert (headers["Urgency"], headers["TTL"]) == ("high", str(3 * 24 * 3600))


async def test_a_newer_state_replaces_an_undelivered_older_one_and_nothing_else(
    square: Square, people: People, service: PushService, at_work: Worker, clock: Clock
) -> None:
    author = await people.account()
    await phone(square, service, author, "phone")
    numbers = [await square.proposal(author) for _ in range(2)]
    await execute(
        "INSERT INTO notification_preference VALUES ($1, 'comment', true, 'never')", author.account
    )
    for number in (numbers[0], numbers[0], numbers[1]):
        clock.now += timedelta(minutes=1)
        await square.comment(number)
        await at_work.work()
    await answer(square, numbers[0])
    await at_work.work()
    first, second, other, answered = (one.headers["Topic"] for one in service.received)
    assert first == second and len({first, other, answered}) == 3
    assert [one.says["tag"] for one in service.received[:2]] == [f"comment-{numbers[0]}"] * 2
    assert service.received[0].headers["Urgency"] == "normal"


async def test_what_somebody_does_not_want_to_hear_is_not_sent(
    square: Square, people: People, service: PushService, at_work: Worker
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    muted, never, always = [await follower(square, number) for _ in range(3)]
    for name, person in {"author": author, "muted": muted, "never": never, "all": always}.items():
        await phone(square, service, person, name)
    await execute("INSERT INTO notification_mute VALUES ($1, $2)", number, muted.account)
    for kind, person, wanted in (("response", never, False), ("addendum", always, True)):
        await execute(
            "INSERT INTO notification_preference VALUES ($1, $2, $3, 'never')",
            person.account,
            kind,
            wanted,
        )
    await execute(
        "INSERT INTO notification_preference VALUES ($1, 'addendum', true, 'never')", author.account
    )
    await square.post(f"/proposals/{number}/addenda", author, body="덧붙입니다.")
    await answer(square, number)
    await at_work.work()
    assert service.told == {"author": 1, "all": 2}


async def test_quiet_hours_put_it_off_until_they_end(
    square: Square, service: PushService, at_work: Worker, clock: Clock, city: City
) -> None:
    number = await square.proposal()
    sleeper = await follower(square, number)
    await phone(square, service, sleeper, "phone")
    # It is noon in Seoul, and eleven at night in New York the day before.
    await execute(
        "INSERT INTO notification_setting (account, zone, quiet_from, quiet_until)"
        " VALUES ($1, 'America/New_York', $2, $3)",
        sleeper.account,
        time(22, 0),
        time(7, 0),
    )
    await answer(square, number)
    await at_work.work()
    (later,) = await waiting()
    assert later["due_at"] == clock.now + timedelta(hours=8) + timedelta(hours=1)
    for moment in (later["due_at"] - timedelta(seconds=1), later["due_at"]):
        assert service.told == {}
        clock.now = moment
        await at_work.teller.tell_waiting()
    assert service.told == {"phone": 1} and await waiting() == []


async def test_whoever_changes_their_mind_meanwhile_is_not_told(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    reader = await follower(square, number)
    await phone(square, service, reader, "phone")
    service.answers["phone"] = [503]
    await answer(square, number)
    await at_work.work()
    await square.call("DELETE", f"/proposals/{number}/follow", reader)
    clock.now += timedelta(hours=1)
    await at_work.teller.tell_waiting()
    assert service.requests == {"phone": 1} and await waiting() == []


async def test_a_service_that_asks_for_patience_gets_it(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    for name in ("first", "second"):
        await phone(square, service, await follower(square, number), name)
    service.answers["first"] = [429, 503]
    service.retry_after = "120"
    await answer(square, number)
    await at_work.work()
    assert service.told == {"second": 1}
    for _ in range(2):
        (later,) = await waiting()
        assert timedelta(seconds=120) <= later["due_at"] - clock.now <= timedelta(seconds=180)
        assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'push_later'")
        clock.now = later["due_at"]
        await at_work.teller.tell_waiting()
    assert service.told == {"first": 1, "second": 1} and service.requests["first"] == 3
    assert await waiting() == []


async def test_news_that_is_old_is_sent_no_more(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    await phone(square, service, await follower(square, number), "phone")
    service.always = 503
    await answer(square, number)
    await at_work.work()
    service.always = 201
    clock.now += timedelta(days=3)
    await at_work.teller.tell_waiting()
    assert service.told == {} and await waiting() == []
    async with transaction():
        await announce([await last_notification()])
    assert await at_work.work() == ["push_fan_out"] and service.told == {}


async def test_a_service_that_takes_less_gets_a_shorter_message(
    square: Square, service: PushService, at_work: Worker
) -> None:
    number = await square.proposal()
    await phone(square, service, await follower(square, number), "phone")
    service.answers["phone"] = [413]
    await answer(square, number)
    await at_work.work()
    (received,) = service.received
    assert received.says["path"] == f"/proposals/{number}#answer" and not received.says["actions"]
    assert service.requests == {"phone": 2}


async def test_devices_that_are_gone_are_removed_and_those_that_fail_say_why(
    square: Square, people: People, service: PushService, at_work: Worker
) -> None:
    number = await square.proposal()
    for name, status in (("gone", 410), ("unknown", 404), ("refused", 403), ("well", 201)):
        await phone(square, service, await follower(square, number), name)
        service.answers[name] = [status]
    await answer(square, number)
    await at_work.work()
    rows = await fetch("SELECT endpoint, last_error, last_success_at FROM push_subscription")
    left = {row["endpoint"].rpartition("/")[2]: row for row in rows}
    assert set(left) == {"refused", "well"} and await waiting() == []
    assert left["refused"]["last_error"] == "refused"
    assert left["refused"]["last_success_at"] is None
    assert left["well"]["last_success_at"] is not None and left["well"]["last_error"] is None


async def test_a_service_that_is_silent_holds_up_nobody(
    square: Square, service: PushService, push_settings: Settings, city: City, clock: Clock
) -> None:
    number = await square.proposal()
    for name in ("silent", "well"):
        await phone(square, service, await follower(square, number), name)
    service.answers["silent"] = ["hang"]
    await answer(square, number)
    async with worker(push_settings, city, clock) as at_work:
        await at_work.work()
        # The range is done; what is under way stands in the list until it is known.
        assert service.told == {"well": 1} and service.requests["silent"] == 1
        assert await fetch_value("SELECT count(*) FROM push_range") == 0
        (later,) = await waiting()
        service.let_go()
    # That it had too much to do was written when it was known.
    (known,) = await waiting()
    assert known["due_at"] != later["due_at"]
    errors = await fetch("SELECT last_error FROM push_subscription ORDER BY id")
    assert [row["last_error"] for row in errors] == ["busy", None]


async def test_a_job_that_runs_again_tells_nobody_twice(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    for name in range(3):
        await phone(square, service, await follower(square, number), str(name))
    await answer(square, number)
    notification = await last_notification()
    await ranges.cut(notification, clock.now)
    await ranges.cut(notification, clock.now)
    (part,) = await fetch("SELECT id FROM push_range")
    for _ in range(2):
        await at_work.teller.tell_range(part["id"])
    await at_work.work()
    assert service.told == {"0": 1, "1": 1, "2": 1}


async def test_a_range_goes_on_where_it_was_left(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    people = [await follower(square, number) for _ in range(3)]
    for name, person in enumerate(people):
        await phone(square, service, person, str(name))
    await answer(square, number)
    await ranges.cut(await last_notification(), clock.now)
    await execute(
        "UPDATE push_range SET done_account = $1,"
        " done_subscription = (SELECT id FROM push_subscription WHERE account = $1)",
        people[1].account,
    )
    await at_work.work()
    assert service.told == {"2": 1}


async def test_what_ends_its_worker_again_and_again_is_left_out(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    await phone(square, service, await follower(square, number), "phone")
    await answer(square, number)
    await ranges.cut(await last_notification(), clock.now)
    (part,) = await fetch("SELECT id FROM push_range")
    for _ in range(MOST_STARTS):
        # A worker that takes it up and is no more.
        await ranges.begin(part["id"])
    await at_work.work()
    assert service.requests == {} and await ranges.begin(part["id"]) is None


async def test_what_waited_and_ends_its_worker_again_and_again_is_left_out(
    square: Square, service: PushService, at_work: Worker, clock: Clock
) -> None:
    number = await square.proposal()
    await phone(square, service, await follower(square, number), "phone")
    service.answers["phone"] = [503]
    await answer(square, number)
    await at_work.work()
    for _ in range(MOST_STARTS):
        clock.now += timedelta(hours=1)
        assert await outcomes.take(clock.now)
        assert not await outcomes.take(clock.now), "somebody has it"
    clock.now += timedelta(hours=1)
    await at_work.teller.tell_waiting()
    assert service.requests == {"phone": 1} and await waiting() == []


async def test_a_large_event_is_cut_and_a_small_one_waits_in_no_line_with_it(
    square: Square,
    service: PushService,
    at_work: Worker,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranges, "RANGE", 2)
    large, small = await square.proposal(), await square.proposal()
    for name in range(5):
        await phone(square, service, await follower(square, large), str(name))
    await phone(square, service, await follower(square, small), "small")
    for number in (large, small):
        await answer(square, number)
        await ranges.cut(await last_notification(), clock.now)
    rows = await fetch("SELECT entrypoint FROM pgqueuer WHERE entrypoint <> 'push_fan_out'")
    assert [row["entrypoint"] for row in rows] == ["push_large_range"] * 3 + ["push_range"]
    # No range takes what another one takes.
    await at_work.work()
    assert service.told == dict.fromkeys(["0", "1", "2", "3", "4", "small"], 1)


async def test_who_subscribed_under_an_older_key_is_reached_under_it(
    square: Square, people: People, service: PushService, at_work: Worker, push_settings: Settings
) -> None:
    number = await square.proposal()
    old = (await square.get("/push/key"))["public_key"]
    await phone(square, service, await follower(square, number), "old")
    await rotate(push_settings)
    new = (await square.get("/push/key"))["public_key"]
    await phone(square, service, await follower(square, number), "new")
    await answer(square, number)
    await at_work.work()
    signed = {one.browser: one.headers["Authorization"] for one in service.received}
    assert old != new
    assert signed["old"].endswith(f"k={old}") and signed["new"].endswith(f"k={new}")
