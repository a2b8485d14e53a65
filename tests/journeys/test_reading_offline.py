"""Reading while the server is really away."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from backend.language import text
from tests.journeys.conftest import Phone
from tests.journeys.keeping import HAS_KEPT, answering, everything_kept, kept, read, ready
from tests.live import LiveServer
from tests.photos.pictures import plain, saved
from tests.square import TEXT
from tests.waiting import until_in

LOCALES = {"ko": "ko-KR", "en": "en-GB"}
AGO = {"ko": ("1분 전", "3시간 전"), "en": ("1 minute ago", "3 hours ago")}

# Makes a kept page as old as that, in hours.
MAKE_OLDER = """async ([address, hours]) => {
  const cache = await caches.open("pages-public");
  const page = await cache.match(address, { ignoreVary: true });
  const then = new Date(Date.now() - hours * 3600_000).toISOString();
  const headers = new Headers(page.headers);
  headers.set("Madang-Kept", then);
  const html = (await page.text()).replace(/data-kept="[^"]*"/, `data-kept="${then}"`);
  await cache.put(address, new Response(html, { headers }));
}"""


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_was_read_and_the_top_of_the_square_can_be_read_without_a_server(
    phone: Phone, live: LiveServer, language: str
) -> None:
    page = await phone.open(language=LOCALES[language])
    await ready(page, f"/proposals/5?done=published&lang={language}")
    await until_in(page, HAS_KEPT, ["/proposals/5", "pages-public"])
    await ready(page, "/")
    links = page.locator(".feed h2 a")
    top = [await links.nth(place).get_attribute("href") or "" for place in range(20)]
    for address in top:
        await until_in(page, HAS_KEPT, arg=[address, "pages-public"])
    await page.evaluate(MAKE_OLDER, ["/proposals/5", 3])
    live.stop()

    # The square, one that was opened, and one that never was.
    states = page.locator("#states")
    for address, age in (("/", 0), ("/proposals/5", 1), (top[7], 0)):
        await page.goto(address)
        sentence = text(language, "state-kept", ago=AGO[language][age])
        await expect(states).to_contain_text(sentence)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert await page.evaluate("document.styleSheets[0].cssRules.length") > 100
        assert await page.locator("html").get_attribute("lang") == language
        assert await page.locator(".said:visible").count() == 0

    # What was never seen: a page that says so, and lists what there is.
    await page.goto("/proposals/5/versions")
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        text(language, "offline-missed")
    )
    listed = page.locator("[data-kept-pages] a")
    await expect(listed).to_have_count(len((await kept(page))["pages-public"]))
    oldest = listed.last
    await expect(oldest).to_contain_text(AGO[language][1])
    await oldest.click()
    await expect(states).to_contain_text(AGO[language][1])

    # Back at the server's, the page offers its present state and does not change by itself.
    live.start()
    # The first page that a server makes may take it longer than the phone's patience.
    async with httpx.AsyncClient(base_url=live.base_url, timeout=60) as client:
        await client.get("/proposals/5")
    again = page.get_by_role("button", name=text(language, "state-show"))
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(again).to_be_visible()
    await expect(states).to_contain_text(text(language, "state-back"))
    # On a busy machine the server may be slower than the phone's patience; then it offers it again.
    for _ in range(5):
        await again.click()
        await page.wait_for_load_state()
        if not await page.locator("html[data-kept]").count():
            break
        await expect(again).to_be_visible(timeout=20_000)
    await expect(page.locator("html[data-kept]")).to_have_count(0)
    await expect(states).to_be_empty()


@pytest.mark.parametrize("status", [503, None])
async def test_a_proxy_without_a_server_and_a_line_that_hangs_are_no_network(
    phone: Phone, live: LiveServer, status: int | None
) -> None:
    page = await phone.open()
    await read(page, "/about")
    await page.goto("about:blank")
    live.stop()
    with answering(int(live.base_url.rpartition(":")[2]), status):
        await page.goto("/about")
        await expect(page.locator("html[data-kept]")).to_have_count(1)
        await page.goto("about:blank")


async def test_a_form_that_could_not_be_sent_stays_with_what_was_typed_and_can_be_sent_again(
    phone: Phone, live: LiveServer
) -> None:
    page = await phone.open()
    await ready(page, "/sign-in")
    address = page.get_by_label(text("ko", "sign-in-email"))
    await address.fill("someone@madang.example")
    await page.locator("input[name=consent]").check()
    send = page.get_by_role("button", name=text("ko", "sign-in-send"))
    live.stop()
    for _ in range(2):
        await send.click()
        await expect(page.locator("#states")).to_contain_text(text("ko", "state-unsent"))
        await expect(address).to_have_value("someone@madang.example")
    live.start()
    await send.click()
    await expect(page.locator("input[name=code]")).to_be_visible()


async def test_a_photo_that_was_seen_is_seen_without_a_server(
    phone: Phone, live: LiveServer
) -> None:
    author = await live.person("사진사")
    async with httpx.AsyncClient(base_url=live.base_url, headers=author.headers) as client:
        photo = await client.post("/api/v1/photos", content=saved(plain()))
        asked = TEXT | {"photos": [{"id": photo.json()["id"], "alt": "빨간 벽"}]}
        number = (await client.post("/api/v1/proposals", json=asked)).json()["number"]
    page = await phone.open()
    await read(page, "/")
    picture = page.locator("main img").first
    seen = "[...document.querySelectorAll('main img')].some((one) => one.naturalWidth > 0)"
    for away in (False, True):
        await page.goto(f"/proposals/{number}")
        await picture.scroll_into_view_if_needed()
        await until_in(page, seen)
        if not away:
            await until_in(
                page, "caches.open('photos').then((one) => one.keys()).then((all) => all.length)"
            )
            await until_in(page, HAS_KEPT, [f"/proposals/{number}", "pages-public"])
            live.stop()


async def test_a_full_device_breaks_nothing(phone: Phone, live: LiveServer) -> None:
    page = await phone.open()
    await read(page, "/")
    devtools = await page.context.new_cdp_session(page)
    quota = {"origin": live.base_url, "quotaSize": 1}
    await devtools.send("Storage.overrideQuotaForOrigin", quota)
    for address in ("/about", "/proposals/5"):
        await page.goto(address)
        await expect(page.locator("h1")).to_be_visible()
        await expect(page.locator("html[data-kept]")).to_have_count(0)
    assert (await everything_kept(page)).isdisjoint({"/about", "/proposals/5"})
