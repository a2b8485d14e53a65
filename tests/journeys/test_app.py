"""Madang as an app on a phone: installed at a good moment, shared to, put up on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from backend.language import text
from tests.journeys.conftest import Phone
from tests.journeys.keeping import HAS_KEPT
from tests.live import LiveServer
from tests.waiting import until_in

SUPPORTED = "/proposals/38?done=supported"

# What Chromium says when a page could be installed, with an answer as if the person gave it.
MAY_INSTALL = """outcome => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => (document.body.dataset.asked = "yes");
  event.userChoice = Promise.resolve({ outcome });
  dispatchEvent(event);
  return event.defaultPrevented;
}"""

# A red picture, larger than photos are kept, made in the page.
SHARE = """async ({ title, words, photos }) => {
  const canvas = new OffscreenCanvas(2400, 1200);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "red";
  pen.fillRect(0, 0, 2400, 1200);
  const files = new DataTransfer();
  for (let at = 0; at < photos; at += 1) {
    files.items.add(new File([await canvas.convertToBlob()], `${at}.png`, { type: "image/png" }));
  }
  const form = document.createElement("form");
  form.action = "/share";
  form.method = "post";
  form.enctype = "multipart/form-data";
  for (const [name, value] of Object.entries({ title, text: words })) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  const picker = document.createElement("input");
  picker.type = "file";
  picker.name = "photos";
  picker.multiple = true;
  picker.files = files.files;
  form.append(picker);
  document.body.append(form);
  // Not while this script still runs, whose answer would be lost with the page.
  setTimeout(() => form.submit());
}"""

SIZE = """async image => {
  await image.decode();
  return [image.naturalWidth, image.naturalHeight];
}"""


async def served_by_the_worker(page: Page) -> None:
    """The service worker answers for this page."""
    await page.evaluate(
        """() => navigator.serviceWorker.controller || new Promise((resolve) =>
            navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })
        ).then(() => true)"""
    )


async def test_words_and_photos_that_are_shared_become_a_draft_on_the_phone(
    phone: Phone, live: LiveServer
) -> None:
    resident = await live.person("찍은사람")
    page = await phone.open(token=resident.token)
    await page.goto("/proposals/new")
    await served_by_the_worker(page)
    await until_in(page, HAS_KEPT, ["/proposals/new", "pages-"])
    await page.goto("/proposals/38")
    live.stop()
    try:
        shared = {
            "title": "꺼진 가로등",
            "words": "골목이 어두워요. https://news.example/7",
            "photos": 2,
        }
        async with page.expect_navigation(url="**/proposals/new?draft=*"):
            await page.evaluate(SHARE, shared)
        await expect(page.locator("[name=title]")).to_have_value("꺼진 가로등")
        await expect(page.locator("[name=body]")).to_have_value(shared["words"])
        pictures = page.locator("[data-photos] ol img")
        await expect(pictures).to_have_count(2)
        assert await pictures.first.evaluate(SIZE) == [1600, 800]
    finally:
        live.start()
    # It is the author's, and still there when the page is opened anew.
    await page.reload()
    await expect(page.locator("[name=title]")).to_have_value("꺼진 가로등")
    await expect(pictures).to_have_count(2)


async def test_without_a_worker_the_server_shows_the_words(phone: Phone, live: LiveServer) -> None:
    context = await phone.browser.new_context(
        base_url=live.base_url, locale="ko-KR", service_workers="block"
    )
    page = await context.new_page()
    await page.goto("/about")
    async with page.expect_navigation(url="**/share"):
        await page.evaluate(SHARE, {"title": "꺼진 가로등", "words": "어두워요.", "photos": 1})
    await expect(page.locator("[name=title]")).to_have_value("꺼진 가로등")
    await expect(page.get_by_text(text("ko", "shared-photos-left-out"))).to_be_visible()


@pytest.mark.parametrize("outcome", ["accepted", "dismissed"])
async def test_installing_is_offered_once_something_was_done(
    phone: Phone, live: LiveServer, outcome: str
) -> None:
    resident = await live.person(f"공감한사람 {outcome}")
    page = await phone.open(token=resident.token)
    hint = page.locator("[data-install]")

    await page.goto("/proposals/38")
    assert await page.evaluate(MAY_INSTALL, outcome), "the browser asks at no moment of its own"
    await expect(hint).to_have_count(0)

    await page.goto(SUPPORTED)
    await expect(hint).to_be_hidden()
    await page.evaluate(MAY_INSTALL, outcome)
    await expect(hint).to_be_visible()
    await hint.get_by_role("button", name=text("ko", "install-yes")).click()
    await expect(page.locator("body[data-asked]")).to_have_count(1)
    await expect(hint).to_be_hidden()

    await page.goto(SUPPORTED)
    await page.evaluate(MAY_INSTALL, outcome)
    await expect(hint).to_be_hidden()


async def test_not_now_is_heard_for_two_months(phone: Phone, live: LiveServer) -> None:
    resident = await live.person("나중에할사람")
    page = await phone.open(token=resident.token, language="en-GB")
    hint = page.locator("[data-install]")
    await page.goto(SUPPORTED)
    await page.evaluate(MAY_INSTALL, "dismissed")
    await hint.get_by_role("button", name=text("en", "install-later")).click()
    await expect(hint).to_be_hidden()
    for days, offered in ((59, False), (61, True)):
        await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))
        await page.goto(SUPPORTED)
        await page.evaluate(MAY_INSTALL, "dismissed")
        assert await hint.is_visible() is offered


async def test_where_the_browser_never_asks_the_steps_are_told(
    phone: Phone, live: LiveServer
) -> None:
    resident = await live.person("사과폰")
    page = await phone.open(token=resident.token)
    await page.add_init_script("Navigator.prototype.standalone = false")
    await page.goto(SUPPORTED)
    hint = page.locator("[data-install]")
    await expect(hint.get_by_text(text("ko", "install-step-add"))).to_be_visible()
    await expect(hint.get_by_role("button", name=text("ko", "install-yes"))).to_be_hidden()


@pytest.mark.parametrize("closed", [False, True], ids=["taken", "closed"])
async def test_a_proposal_is_handed_on_by_the_phones_own_sheet(
    phone: Phone, live: LiveServer, closed: bool
) -> None:
    page = await phone.open()
    how_it_ends = "throw new DOMException('', 'AbortError')" if closed else "return"
    await page.add_init_script(
        "Navigator.prototype.share = async ({ url }) => "
        f"{{ document.body.dataset.shared = url; {how_it_ends}; }}"
    )
    await page.goto("/proposals/38?done=published")
    await page.get_by_role("button", name=text("ko", "share"), exact=True).click()
    await expect(page.locator(f'body[data-shared="{live.base_url}/proposals/38"]')).to_have_count(1)
    await expect(page.locator("[data-share] + .toast")).to_be_empty()


@pytest.mark.parametrize(
    "share",
    ["undefined", "async () => { throw new DOMException('', 'NotAllowedError'); }"],
    ids=["no sheet", "nothing in it"],
)
async def test_where_there_is_no_sheet_the_address_is_copied(
    phone: Phone, live: LiveServer, share: str
) -> None:
    page = await phone.open()
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.add_init_script(f"Navigator.prototype.share = {share}")
    await page.goto("/proposals/38")
    await page.get_by_role("button", name=text("ko", "share"), exact=True).click()
    await expect(page.get_by_text(text("ko", "share-copied"))).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{live.base_url}/proposals/38"


async def test_a_poster_is_one_sheet_of_paper(phone: Phone) -> None:
    page = await phone.open()
    await page.goto("/proposals/38")
    await page.get_by_role("link", name=text("ko", "poster"), exact=True).click()
    await page.wait_for_url("**/proposals/38/poster")
    await page.evaluate("window.print = () => (document.body.dataset.printed = 'yes')")
    await page.get_by_role("button", name=text("ko", "poster-print")).click()
    await expect(page.locator("body[data-printed]")).to_have_count(1)
    paper = await page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
