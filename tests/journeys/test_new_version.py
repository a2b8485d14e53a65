"""A new version, served by a changed copy of ourselves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from backend.language import text
from tests.conftest import CHECKOUT
from tests.journeys.conftest import Phone
from tests.journeys.keeping import kept, read, ready
from tests.live import LiveServer
from tests.waiting import until_in

NEWER = "getComputedStyle(document.documentElement).getPropertyValue('--newer')"


@pytest.fixture
def newer(tmp_path: Path, live: LiveServer) -> Iterator[Path]:
    """A copy of the house with another style; no server runs from it afterwards."""
    for part in ("backend", "pwa"):
        shutil.copytree(CHECKOUT / part, tmp_path / part)
    with (tmp_path / "pwa/styles/app.css").open("a") as style:
        style.write("\n:root { --newer: yes; }\n")
    yield tmp_path
    live.stop()


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
    await expect(use).to_be_visible(timeout=15_000)
    told = other.get_by_text(text("ko", "state-version"))
    await expect(told).to_be_visible(timeout=15_000)
    assert before in await kept(page)

    # Tapped while something is being written: it works from now on, and the text stays.
    await page.locator(".top a[href='#find']").click()
    words = page.locator("input[name=q]")
    await words.fill("쓰던 말")
    await use.click()
    await expect(use).to_have_count(0)
    await expect(told).to_have_count(0)
    await expect(words).to_have_value("쓰던 말")
    # What the older one kept goes while the newer one begins.
    await until_in(page, "async (name) => !(await caches.has(name))", before)
    assert any(name.startswith("shell-") for name in await kept(page))
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
