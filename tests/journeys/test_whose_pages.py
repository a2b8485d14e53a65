"""What a device keeps of whom, what it never keeps, and when it all goes."""

from __future__ import annotations

import httpx
from playwright.async_api import expect

from backend.bench.processes import free_port
from backend.language import text
from tests.journeys.conftest import Phone
from tests.journeys.keeping import (
    HAS_KEPT,
    answering,
    everything_kept,
    kept,
    personal,
    read,
    ready,
)
from tests.live import LiveServer
from tests.waiting import until_in


async def test_the_pages_of_a_person_end_with_their_session_and_with_the_next_person(
    phone: Phone, live: LiveServer
) -> None:
    first, second = await live.person("먼저온사람"), await live.person("나중온사람")
    page = await phone.open(token=first.token)
    await read(page, "/proposals/5")
    name = await page.locator("body").get_attribute("data-person")
    assert await personal(page) == {f"pages-{name}"}
    assert "/proposals/5" not in (await kept(page)).get("pages-public", [])

    # A session that ended by itself: the next page shows it.
    async with httpx.AsyncClient(base_url=live.base_url, headers=first.headers) as client:
        await client.delete("/api/v1/auth/session")
    await read(page, "/", "pages-public")
    assert await personal(page) == set()

    # Somebody else signs in, and signs out by the button.
    await phone.sign_in(page, second.token)
    await read(page, "/proposals/6")
    assert await personal(page) == {
        f"pages-{await page.locator('body').get_attribute('data-person')}"
    }
    await page.goto("/me")
    await page.locator("form[action='/sign-out'] button").click()
    await page.wait_for_url("**/?done=signed-out")
    await until_in(page, HAS_KEPT, arg=["/", "pages-public"])
    assert await personal(page) == set()
    live.stop()
    await page.goto("/proposals/6")
    await expect(page.get_by_role("heading", level=1)).to_have_text(text("ko", "offline-missed"))


async def test_without_a_server_a_person_reads_their_own_copy(
    phone: Phone, live: LiveServer
) -> None:
    page = await phone.open()
    await read(page, "/proposals/5", "pages-public")
    person = await live.person("읽는사람")
    await phone.sign_in(page, person.token)
    await ready(page, "/proposals/5")
    name = await page.locator("body").get_attribute("data-person")
    await until_in(page, HAS_KEPT, arg=["/proposals/5", f"pages-{name}"])
    live.stop()
    for address in ("/proposals/5", "/offline", "/never/seen"):
        await page.goto(address)
        await expect(page.locator(f"body[data-person='{name}']")).to_have_count(1)


async def test_what_must_not_stay_on_a_device_is_never_kept(phone: Phone, live: LiveServer) -> None:
    moderator = await live.person("지킴이", roles=["moderator"])
    official = await live.person("담당관", roles=["official"], department="bus")
    for person, places in (
        (moderator, ("/moderation", "/moderation/proposal-5", "/me", "/me/devices")),
        (official, ("/desk", "/me/proposals", "/me/follows", "/me/notices", "/me/leave")),
    ):
        page = await phone.open(token=person.token)
        await read(page, "/")
        for place in places:
            answer = await page.goto(place)
            assert answer is not None and answer.ok, place
        # What follows is kept after all of that was not.
        await read(page, "/about")
        assert (await everything_kept(page)).isdisjoint(places)
    page = await phone.open()
    await read(page, "/")
    await page.goto("/sign-in")
    await read(page, "/about")
    assert "/sign-in" not in await everything_kept(page)


async def test_another_sites_form_does_not_become_ours_on_its_way_through_the_worker(
    phone: Phone, live: LiveServer
) -> None:
    person = await live.person("당할뻔한사람")
    page = await phone.open(token=person.token)
    await read(page, "/")
    port = free_port()
    form = f'<form method="post" action="{live.base_url}/sign-out"><button>x</button></form>'
    with answering(port, 200, form):
        await page.goto(f"http://127.0.0.1:{port}/")
        async with page.expect_navigation() as led:
            await page.get_by_role("button").click()
        answer = await led.value
        assert answer is not None
        assert answer.status == 403
    async with httpx.AsyncClient(base_url=live.base_url, headers=person.headers) as client:
        assert (await client.get("/api/v1/auth/session")).status_code == 204
