"""Reading while the server is really away, and what a device keeps, of whom, and for how long."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from backend.language import text
from tests.conftest import CHECKOUT
from tests.journeys.conftest import Phone
from tests.live import LiveServer, free_port

LOCALES = {"ko": "ko-KR", "en": "en-GB"}
AGO = {"ko": ("1분 전", "3시간 전"), "en": ("1 minute ago", "3 hours ago")}

# All that is kept: the addresses in each cache, in the order in which they were put.
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    kept[name] = requests.map(({ url }) => url.slice(location.origin.length));
  }
  return kept;
}"""

HAS_KEPT = """async ([address, start]) => {
  const names = (await caches.keys()).filter((name) => name.startsWith(start));
  const found = names.map((cacheName) => caches.match(address, { cacheName, ignoreVary: true }));
  return (await Promise.all(found)).some(Boolean);
}"""

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


@pytest.fixture(autouse=True)
def server_is_back(live: LiveServer) -> Iterator[None]:
    """Whatever happens here, the next test finds a server."""
    yield
    live.start()


async def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait for what a page can be asked. (Playwright's own way of waiting evaluates a string in
    the page, which our content security policy forbids.)
    """
    deadline = time.monotonic() + 15
    while not await page.evaluate(expression, arg):
        assert time.monotonic() < deadline, (expression, arg)
        await asyncio.sleep(0.05)


async def ready(page: Page, address: str) -> None:
    """Open a page, once the worker has it in its hands."""
    await page.goto(address)
    await until(page, "navigator.serviceWorker.controller !== null")


async def read(page: Page, address: str, store: str = "pages-") -> None:
    """Open a page and see it kept."""
    await ready(page, address)
    await until(page, HAS_KEPT, arg=[address, store])


async def kept(page: Page) -> dict[str, list[str]]:
    """The addresses in each cache."""
    found: dict[str, list[str]] = await page.evaluate(KEPT)
    return found


async def everything_kept(page: Page) -> set[str]:
    """The addresses in all caches together."""
    return {address for addresses in (await kept(page)).values() for address in addresses}


async def personal(page: Page) -> set[str]:
    """Whose pages are kept, by the names of their caches."""
    return {name for name in await kept(page) if name.startswith("pages-")} - {"pages-public"}


@contextlib.contextmanager
def answering(port: int, status: int | None, html: str = "") -> Iterator[None]:
    """Something else at that port: it answers everything so, or, without a status, never."""
    over = threading.Event()

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if status is None:
                over.wait()
                return
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Stranger) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            server.shutdown()


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_was_read_and_the_top_of_the_square_can_be_read_without_a_server(
    phone: Phone, live: LiveServer, language: str
) -> None:
    page = await phone.open(language=LOCALES[language])
    await ready(page, f"/proposals/5?done=published&lang={language}")
    await until(page, HAS_KEPT, ["/proposals/5", "pages-public"])
    await ready(page, "/")
    links = page.locator(".feed h2 a")
    top = [await links.nth(place).get_attribute("href") or "" for place in range(20)]
    for address in top:
        await until(page, HAS_KEPT, arg=[address, "pages-public"])
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
    again = page.get_by_role("button", name=text(language, "state-show"))
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(again).to_be_visible()
    await expect(states).to_contain_text(text(language, "state-back"))
    await again.click()
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
    await until(page, HAS_KEPT, arg=["/", "pages-public"])
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
    await until(page, HAS_KEPT, arg=["/proposals/5", f"pages-{name}"])
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


@pytest.fixture
def newer(tmp_path: Path, live: LiveServer) -> Iterator[Path]:
    """A copy of the house with another style; no server runs from it afterwards."""
    for part in ("backend", "pwa"):
        shutil.copytree(CHECKOUT / part, tmp_path / part)
    with (tmp_path / "pwa/styles/app.css").open("a") as style:
        style.write("\n:root { --newer: yes; }\n")
    yield tmp_path
    live.stop()


NEWER = "getComputedStyle(document.documentElement).getPropertyValue('--newer')"


async def test_a_new_version_waits_for_a_tap_and_loses_nothing_that_is_being_written(
    phone: Phone, live: LiveServer, newer: Path
) -> None:
    page = await phone.open()
    await read(page, "/")
    other = await page.context.new_page()
    await ready(other, "/about")
    (before,) = (name for name in await kept(page) if name.startswith("shell-"))
    live.stop()
    live.start(newer)

    # It is there, and changes nothing yet.
    await page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    use = page.get_by_role("button", name=text("ko", "state-use"))
    await expect(use).to_be_visible()
    await expect(other.get_by_text(text("ko", "state-version"))).to_be_visible()
    assert before in await kept(page)

    # Tapped while something is being written: it works from now on, and the text stays.
    await page.locator(".top a[href='#find']").click()
    words = page.locator("input[name=q]")
    await words.fill("쓰던 말")
    await use.click()
    await expect(use).to_have_count(0)
    await expect(other.get_by_text(text("ko", "state-version"))).to_have_count(0)
    await expect(words).to_have_value("쓰던 말")
    (after,) = (name for name in await kept(page) if name.startswith("shell-"))
    assert after != before
    await page.goto("/about")
    assert await page.evaluate(NEWER) == "yes"

    # Tapped while nothing is: the page opens anew.
    live.stop()
    live.start()
    await page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    async with page.expect_navigation():
        await use.click()
    assert await page.evaluate(NEWER) == ""

    # What the older version kept is shown in the style of the present one.
    live.stop()
    await page.goto("/")
    await expect(page.locator("html[data-kept]")).to_have_count(1)
    assert await page.evaluate("document.styleSheets[0].cssRules.length") > 100
