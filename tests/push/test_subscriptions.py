"""Devices: subscribing, listing, testing, and how they end."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.actions import open_session
from backend.database.engine import fetch_value
from tests.conftest import Clock
from tests.people import People, Person
from tests.push.service import PushService
from tests.square import Square


async def devices(square: Square, person: Person) -> list[dict[str, Any]]:
    """The devices of theirs that are told by push."""
    items: list[dict[str, Any]] = (await square.get("/push/subscriptions", person))["items"]
    return items


async def test_a_browser_subscribes_under_a_key_that_stays(
    square: Square, people: People, service: PushService
) -> None:
    key = await square.get("/push/key")
    assert len(key["public_key"]) == 87
    person = await people.account()
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    assert (made["current"], made["last_success_at"], made["last_error"]) == (True, None, None)
    assert await devices(square, person) == [made]
    assert await square.get("/push/key") == key
    assert await devices(square, await people.account()) == []


async def test_subscribing_twice_is_once_and_whoever_signs_in_there_next_takes_it_over(
    square: Square, people: People, service: PushService
) -> None:
    first, next_one = await people.account(), await people.account()
    browser = service.browser("shared").to_json()
    ids = [
        (await square.post("/push/subscriptions", person, **browser))["id"]
        for person in (first, first, next_one)
    ]
    assert len(set(ids)) == 1
    assert await devices(square, first) == [] and len(await devices(square, next_one)) == 1
    # Who only knows the address, and not the browser's own keys, takes nothing over.
    stolen = browser | {"keys": service.browser("other").to_json()["keys"]}
    assert await square.refused("POST", "/push/subscriptions", first, **stolen) == (
        400,
        "invalid-input",
    )


async def test_subscribing_under_a_key_happens_once_and_another_device_under_it_is_refused(
    square: Square, people: People, service: PushService
) -> None:
    person = await people.account()
    one, other = service.browser("one").to_json(), service.browser("other").to_json()
    made = [
        await square.call("POST", "/push/subscriptions", person, key="k", **one) for _ in range(2)
    ]
    assert made[0].json() == made[1].json()
    again = await square.call("POST", "/push/subscriptions", person, key="k", **other)
    assert again.status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22}},
        {"keys": {"p256dh": "short", "auth": "A" * 22}},
        {"keys": {"auth": "A" * 22}},
        {"keys": None},
        {"endpoint": ""},
        {"anything": 1},
    ],
    ids=["no point of the curve", "short", "no key", "no keys", "no endpoint", "unknown"],
)
async def test_what_no_browser_gives_is_refused(
    square: Square, people: People, service: PushService, change: dict[str, Any]
) -> None:
    body = service.browser("phone").to_json() | change
    refused = await square.refused("POST", "/push/subscriptions", await people.account(), **body)
    assert refused == (400, "invalid-input")


async def test_a_device_ends_with_its_session(
    square: Square, people: People, service: PushService, clock: Clock
) -> None:
    person = await people.account()
    phone = Person(
        person.account, person.email, await open_session(email=person.email, now=clock.now)
    )
    await square.post("/push/subscriptions", person, **service.browser("desk").to_json())
    await square.post("/push/subscriptions", phone, **service.browser("phone").to_json())
    assert [one["current"] for one in await devices(square, person)] == [False, True]
    assert (await square.call("DELETE", "/auth/session", phone)).status_code == 204
    assert [one["current"] for one in await devices(square, person)] == [True]
    await square.call("DELETE", "/me", person)
    assert await fetch_value("SELECT count(*) FROM push_subscription") == 0


async def test_somebody_removes_their_own_device_and_no_other(
    square: Square, people: People, service: PushService
) -> None:
    person = await people.account()
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    path = f"/push/subscriptions/{made['id']}"
    stranger = await people.account()
    assert (await square.call("DELETE", path, stranger)).status_code == 404
    assert (await square.call("POST", f"{path}/test", stranger)).status_code == 404
    assert (await square.call("DELETE", path, person)).status_code == 204
    assert (await square.call("DELETE", path, person)).status_code == 404


async def test_of_many_devices_those_are_kept_that_were_heard_from(
    square: Square, people: People, service: PushService, clock: Clock
) -> None:
    person = await people.account()
    first = await square.post("/push/subscriptions", person, **service.browser("0").to_json())
    for name in range(1, 20):
        await square.post("/push/subscriptions", person, **service.browser(str(name)).to_json())
    clock.now += timedelta(days=1)
    await square.call("POST", f"/push/subscriptions/{first['id']}/test", person)
    await square.post("/push/subscriptions", person, **service.browser("20").to_json())
    kept = await devices(square, person)
    assert len(kept) == 20 and first["id"] in [one["id"] for one in kept]


async def test_a_test_arrives_and_says_so(
    square: Square, people: People, service: PushService
) -> None:
    service.public_key = (await square.get("/push/key"))["public_key"]
    person = await people.person(language="ko")
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    path = f"/push/subscriptions/{made['id']}/test"
    answer = await square.call("POST", path, person)
    assert (answer.status_code, answer.json()) == (200, {"accepted": True, "error": None})
    (received,) = service.received
    assert (received.says["lang"], received.says["tag"]) == ("ko", "test")
    assert received.says["body"] and received.says["path"] == "/inbox"
    (device,) = await devices(square, person)
    assert device["last_success_at"] is not None and device["last_error"] is None


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([503], "busy"),
        ([429], "busy"),
        ([400], "refused"),
        ([403], "refused"),
        ([413, 413], "too_large"),
        ([302], "redirected"),
        (["hang"], "silent"),
    ],
)
async def test_a_test_that_does_not_arrive_says_why_within_a_second(
    square: Square, people: People, service: PushService, answers: list[int | str], error: str
) -> None:
    person = await people.account()
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    service.answers["phone"] = list(answers)
    path = f"/push/subscriptions/{made['id']}/test"
    began = time.monotonic()
    answer = await square.call("POST", path, person)
    took = time.monotonic() - began
    assert answer.json() == {"accepted": False, "error": error}
    assert service.requests == {"phone": len(answers)} and took < 2
    (device,) = await devices(square, person)
    assert device["last_error"] == error
    # The next one that arrives makes up for it.
    assert (await square.call("POST", path, person)).json()["accepted"]
    (device,) = await devices(square, person)
    assert device["last_error"] is None


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_its_service_no_longer_knows_is_removed(
    square: Square, people: People, service: PushService, status: int
) -> None:
    person = await people.account()
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    service.answers["phone"] = [status]
    answer = await square.call("POST", f"/push/subscriptions/{made['id']}/test", person)
    assert answer.json() == {"accepted": False, "error": None}
    assert await devices(square, person) == []


async def test_tests_are_limited(square: Square, people: People, service: PushService) -> None:
    person = await people.account()
    made = await square.post("/push/subscriptions", person, **service.browser("phone").to_json())
    path = f"/push/subscriptions/{made['id']}/test"
    statuses = [(await square.call("POST", path, person)).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
