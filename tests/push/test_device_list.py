"""The list of one's devices on the settings, without scripts."""

from __future__ import annotations

from typing import Any

import httpx

from backend.language import text
from tests.people import People, Person
from tests.push.service import PushService
from tests.pwa.reader import send
from tests.square import Square

LIST = "/me/notifications"


async def listed(client: httpx.AsyncClient, by: Person) -> str:
    """The settings as that person sees them."""
    page = await client.get(LIST, headers=by.headers)
    assert page.status_code == 200
    return page.text


async def subscribed(square: Square, person: Person, service: PushService, name: str) -> str:
    """The path of what the list does with a device just subscribed."""
    made: dict[str, Any] = await square.post(
        "/push/subscriptions", person, **service.browser(name).to_json()
    )
    return f"{LIST}/devices/{made['id']}"


async def test_a_test_is_sent_from_the_list_which_then_says_when_it_arrived(
    client: httpx.AsyncClient, square: Square, people: People, service: PushService
) -> None:
    person = await people.account()
    assert text("ko", "push-send-test") not in await listed(client, person)
    device = await subscribed(square, person, service, "phone")
    page = await listed(client, person)
    assert f'action="{device}/test"' in page and text("ko", "devices-current") in page
    assert text("ko", "push-never-reached") in page
    sent = await send(client, f"{device}/test", person)
    assert sent.headers["location"] == f"{LIST}?done=push-tested#push"
    assert service.told["phone"] == 1
    assert text("ko", "push-never-reached") not in await listed(client, person)


async def test_the_list_says_what_went_wrong_and_drops_what_is_gone(
    client: httpx.AsyncClient, square: Square, people: People, service: PushService
) -> None:
    person = await people.account()
    device = await subscribed(square, person, service, "phone")
    service.answers["phone"] = [403, 410]
    failed = await send(client, f"{device}/test", person)
    assert failed.headers["location"] == f"{LIST}#push"
    assert text("ko", "push-error-refused") in await listed(client, person)
    gone = await send(client, f"{device}/test", person)
    assert gone.headers["location"] == f"{LIST}?done=push-gone#push"
    assert device not in await listed(client, person)


async def test_a_device_is_removed_by_whose_it_is_alone(
    client: httpx.AsyncClient, square: Square, people: People, service: PushService
) -> None:
    person, stranger = await people.account(), await people.account()
    device = await subscribed(square, person, service, "phone")
    for act in ("test", "removal"):
        assert (await send(client, f"{device}/{act}", stranger)).status_code == 404
    assert device in await listed(client, person)
    removed = await send(client, f"{device}/removal", person)
    assert removed.headers["location"] == f"{LIST}?done=push-off#push"
    assert device not in await listed(client, person)
    assert service.requests["phone"] == 0
