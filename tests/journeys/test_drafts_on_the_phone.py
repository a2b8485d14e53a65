"""The writing screen: what is typed there is never lost, and is published once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import asyncpg
import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from backend.language import text
from tests.journeys.conftest import Phone
from tests.journeys.cutting import cutting
from tests.journeys.test_main_job import sign_in
from tests.live import LiveServer
from tests.people import Person
from tests.waiting import until, until_in

TITLE = "정류장마다 그늘막을 하나씩 놓아 주세요"
BODY = "여름에 버스를 기다리는 동안 그늘이 없어서 힘들어요. 큰 나무여도 좋아요."

WORDS = ["나무 아래 정류장", "해가 드는 정류장"]

ON_THE_DEVICE = text("ko", "kept-device")
IN_THE_ACCOUNT = text("ko", "kept-account")

KEPT_PAGE = """async () => Boolean(navigator.serviceWorker.controller)
  && Boolean(await caches.match("/proposals/new", { ignoreVary: true }))
  && Boolean(await caches.match("/outbox", { ignoreVary: true }))"""

# Everything that the device has of drafts, photos included.
ROWS = """() => new Promise((resolve) => {
  indexedDB.open("madang").onsuccess = ({ target: { result } }) => {
    const asked = result.transaction("drafts").objectStore("drafts").getAll();
    asked.onsuccess = () => resolve(asked.result.map(({ blob, ...row }) => row));
  };
})"""


@pytest.fixture
async def database(live: LiveServer) -> AsyncIterator[asyncpg.Connection]:
    """The server's own database, which alone says what arrived."""
    connection = await asyncpg.connect(live.environment["MADANG_DATABASE_URL"])
    yield connection
    await connection.close()


@pytest.fixture(autouse=True)
def answering(live: LiveServer) -> Any:
    """Whatever a test did to the server, the next one finds it answering."""
    yield
    live.start()


def alts(text: Any) -> list[str]:
    """What the photos of a draft or a proposal show."""
    return [one["alt"] for one in text.get("photos", ())]


def photo(colour: str) -> Any:
    """A photo as a phone's camera writes it: far larger than it is sent."""
    file = BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(file, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


async def write(page: Page, title: str = TITLE, body: str = BODY) -> None:
    """Type into the form, and wait until the device has it."""
    await page.locator("#title").fill(title)
    await page.locator("#body").fill(body)
    await expect(page.locator(".bar .kept").first).to_be_visible()
    await page.wait_for_url("**/proposals/new?draft=*")


async def publish(page: Page) -> None:
    """Press the button, twice where there are similar ones to look at first."""
    await page.locator("select[name=topic]").select_option("transit")
    await page.locator("button[value=publish]").click()
    await expect(page.locator("#similar.first, .said").first).to_be_visible()
    if await page.locator("#similar.first").count():
        await page.locator("button[value=publish]").click()
    await page.wait_for_url("**/proposals/*?done=published")


async def kill(page: Page) -> Page:
    """The phone ends the page without a word to it; another one on the same phone."""
    session = await page.context.new_cdp_session(page)
    async with page.expect_event("crash"):
        # A page that is gone answers nothing.
        crash = asyncio.ensure_future(session.send("Page.crash"))
    crash.cancel()
    return await page.context.new_page()


async def drafts(live: LiveServer, person: Person) -> list[Any]:
    """What the account has."""
    async with httpx.AsyncClient(base_url=live.base_url, headers=person.headers) as client:
        found: list[Any] = (await client.get("/api/v1/drafts")).json()["items"]
    return found


async def test_what_is_typed_survives_a_killed_page_and_a_stopped_server(
    phone: Phone, live: LiveServer
) -> None:
    writer = await live.person("쓰는 사람")
    page = await phone.open(token=writer.token)
    await page.goto("/proposals/new")
    live.stop()
    await write(page)
    await page.locator("select[name=area]").select_option("mapo")
    await expect(page.locator(".bar .kept").first).to_contain_text(ON_THE_DEVICE)
    await page.locator("#place").fill("망원역 앞")
    await until_in(page, ROWS, is_so=lambda rows: rows[0]["fields"]["place"] == "망원역 앞")
    page = await kill(page)
    live.start()

    await page.goto("/proposals/new")
    offered = page.locator("[data-unfinished] li")
    await expect(offered).to_have_count(1)
    await expect(page.locator("#title")).to_have_value("")
    await write(page, "두 번째로 쓰기 시작한 제안이에요", "이것은 전혀 다른 이야기예요.")
    await page.goto("/proposals/new")
    await expect(offered).to_have_count(2)
    await offered.get_by_text(TITLE).click()
    await expect(page.locator("#title")).to_have_value(TITLE)
    await expect(page.locator("#body")).to_have_value(BODY)
    await expect(page.locator("#area")).to_have_value("mapo")
    await expect(page.locator("#place")).to_have_value("망원역 앞")
    await expect(page.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
    assert TITLE in {draft["title"] for draft in await drafts(live, writer)}


async def test_two_devices_that_write_on_one_draft_are_told_and_both_texts_are_kept(
    phone: Phone, live: LiveServer
) -> None:
    writer = await live.person("두 대를 쓰는 사람")
    pocket = await phone.open(token=writer.token)
    await pocket.goto("/proposals/new")
    await write(pocket)
    await expect(pocket.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)

    desk = await phone.open(token=writer.token)
    await desk.goto("/me/drafts")
    await desk.get_by_text(TITLE).click()
    await desk.locator("#body").fill(f"{BODY} 책상에서 더 썼어요.")
    await expect(desk.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)

    await pocket.locator("#body").fill(f"{BODY} 길에서 더 썼어요.")
    await expect(pocket.locator("[data-parted]")).to_be_visible()
    await expect(pocket.locator("#body")).to_have_value(f"{BODY} 길에서 더 썼어요.")
    await expect(pocket.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
    assert {draft["body"] for draft in await drafts(live, writer)} == {
        f"{BODY} 책상에서 더 썼어요.",
        f"{BODY} 길에서 더 썼어요.",
    }
    await pocket.goto(str(await pocket.locator("[data-parted] a").get_attribute("href")))
    await expect(pocket.locator("#body")).to_have_value(f"{BODY} 책상에서 더 썼어요.")


async def test_a_change_whose_answer_was_lost_is_no_conflict(
    phone: Phone, live: LiveServer
) -> None:
    writer = await live.person("끊긴 줄로 쓰는 사람")
    async with cutting(live.base_url) as line:
        page = await phone.open(token=writer.token)
        await page.goto(f"{line.url}/proposals/new")
        await write(page)
        await expect(page.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
        line.lost = b"PATCH /api/v1/drafts"
        await page.locator("#body").fill(f"{BODY} 대답을 못 받은 글.")
        await until(lambda: line.cut > 0)
        await page.locator("#body").fill(f"{BODY} 더 쓴 글.")
        await until_in(
            page, ROWS, is_so=lambda rows: rows[0]["fields"]["body"].endswith("더 쓴 글.")
        )
        line.lost = None
        # The phone finds a network again.
        await page.evaluate("dispatchEvent(new Event('online'))")
        await until_in(page, ROWS, is_so=lambda rows: rows[0]["base"]["body"].endswith("더 쓴 글."))
        await expect(page.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
        await expect(page.locator("[data-parted]")).to_be_hidden()
    assert [draft["body"] for draft in await drafts(live, writer)] == [f"{BODY} 더 쓴 글."]


async def test_two_tabs_with_one_draft_lose_neither_text(phone: Phone) -> None:
    one = await phone.open()
    await one.goto("/proposals/new")
    await write(one)
    other = await one.context.new_page()
    await other.goto(one.url)
    await expect(other.locator("#body")).to_have_value(BODY)
    await one.locator("#body").fill(f"{BODY} 첫째 창에서.")
    await until_in(one, ROWS, is_so=lambda rows: rows[0]["fields"]["body"].endswith("첫째 창에서."))
    await other.locator("#body").fill(f"{BODY} 둘째 창에서.")
    await expect(other.locator("[data-parted]")).to_be_visible()
    assert {row["fields"]["body"] for row in await one.evaluate(ROWS)} == {
        f"{BODY} 첫째 창에서.",
        f"{BODY} 둘째 창에서.",
    }
    await other.goto(str(await other.locator("[data-parted] a").get_attribute("href")))
    await expect(other.locator("#body")).to_have_value(f"{BODY} 첫째 창에서.")


async def test_a_proposal_with_photos_written_wholly_without_a_network_arrives_once(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    writer = await live.person("지하철에서 쓰는 사람")
    page = await phone.open(token=writer.token)
    await page.goto("/proposals/new")
    await until_in(page, KEPT_PAGE)
    live.stop()
    await page.goto("/proposals/new")
    await write(page)
    await page.locator("select[name=topic]").select_option("transit")
    chosen = page.locator(".picked li")
    await page.locator(".pickers input").first.set_input_files([photo("navy"), photo("teal")])
    await expect(chosen).to_have_count(2)
    await chosen.nth(0).locator("input").fill(WORDS[1])
    await chosen.nth(1).locator("input").fill(WORDS[0])
    await chosen.nth(1).locator("button").first.click()
    await expect(chosen.nth(0).locator("input")).to_have_value(WORDS[0])
    await until_in(page, ROWS, is_so=lambda rows: WORDS in [alts(row) for row in rows])

    page = await kill(page)
    await page.goto("/proposals/new")
    await page.locator("[data-unfinished] a").click()
    await expect(page.locator(".picked li")).to_have_count(2)
    await page.locator("button[value=publish]").click()
    await page.wait_for_url("**/outbox")
    await expect(page.locator("main")).to_contain_text(TITLE)
    # Going back to it leads to where it waits, so that it is never published a second time.
    page = await kill(page)
    live.start()
    await page.goto("/about")
    published = "SELECT number FROM proposal WHERE author = $1"
    # The count in the page is hidden at first, too, so that it proves nothing by itself.
    async with asyncio.timeout(30):
        while not await database.fetch(published, writer.account):
            await asyncio.sleep(0.05)
    await expect(page.locator("a[data-outbox-count]")).to_be_hidden()
    rows = await database.fetch(published, writer.account)
    assert len(rows) == 1
    async with httpx.AsyncClient(base_url=live.base_url) as client:
        made = (await client.get(f"/api/v1/proposals/{rows[0]['number']}")).json()
    assert (made["title"], made["body"]) == (TITLE, BODY)
    assert alts(made) == WORDS
    assert {one["width"] for one in made["photos"]} == {1600}
    assert await drafts(live, writer) == []
    await page.goto("/proposals/new")
    await expect(page.locator("[data-unfinished]")).to_be_hidden()
    # The photos of what was sent go as soon as somebody looks.
    await until_in(page, ROWS, is_so=lambda rows: rows == [])


async def test_what_was_written_signed_out_goes_on_after_signing_in(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    writer = await live.person("나중에 로그인하는 사람")
    page = await phone.open()
    await page.goto("/proposals/new")
    await write(page)
    await page.locator("select[name=topic]").select_option("transit")
    await expect(page.locator(".bar .kept").first).to_contain_text(ON_THE_DEVICE)
    await page.locator("button[value=publish]").click()
    await page.wait_for_url("**/sign-in?*")
    await sign_in(page, live, "ko", writer.email)
    await page.wait_for_url("**/proposals/new?draft=*")
    await expect(page.locator("#body")).to_have_value(BODY)
    await publish(page)
    count = "SELECT count(*) FROM proposal WHERE author = $1"
    assert await database.fetchval(count, writer.account) == 1


async def test_another_person_on_the_same_phone_sees_no_draft_of_the_first(
    phone: Phone, live: LiveServer
) -> None:
    first, second = await live.person("먼저 쓴 사람"), await live.person("나중에 온 사람")
    page = await phone.open(token=first.token)
    await page.goto("/proposals/new")
    await write(page)
    address = page.url
    await phone.sign_in(page, second.token)
    await page.goto("/proposals/new")
    await write(page, "나중에 온 사람이 쓰는 글", "먼저 쓴 사람의 글은 보이지 않아요.")
    await expect(page.locator("[data-unfinished]")).to_be_hidden()
    await page.goto(address)
    await expect(page.locator("[data-unfinished] li")).to_have_count(1)
    await expect(page.locator("#title")).to_have_value("")
    await page.context.clear_cookies()
    await page.goto("/proposals/new")
    await expect(page.locator(".welcome")).to_be_visible()
    await expect(page.locator("[data-unfinished]")).to_be_hidden()
    await phone.sign_in(page, first.token)
    await page.goto(address)
    await expect(page.locator("#title")).to_have_value(TITLE)


async def test_a_draft_that_went_elsewhere_is_told_and_its_text_published_once(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    writer = await live.person("지운 사람")
    page = await phone.open(token=writer.token)
    await page.goto("/proposals/new")
    await write(page)
    await expect(page.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
    (draft,) = await drafts(live, writer)
    async with httpx.AsyncClient(base_url=live.base_url, headers=writer.headers) as client:
        await client.delete(f"/api/v1/drafts/{draft['id']}")
    await page.locator("select[name=topic]").select_option("transit")
    await page.locator("button[value=publish]").click()
    await expect(page.locator("[data-gone], #similar.first").first).to_be_visible()
    if await page.locator("#similar.first").count():
        await page.locator("button[value=publish]").click()
    await expect(page.locator("[data-gone]")).to_be_visible()
    await expect(page.locator("#body")).to_have_value(BODY)
    await publish(page)
    count = "SELECT count(*) FROM proposal WHERE author = $1"
    assert await database.fetchval(count, writer.account) == 1


async def test_a_refusal_that_came_later_leads_back_to_the_text(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    writer = await live.person("나중에 거절당한 사람")
    page = await phone.open(token=writer.token)
    await page.goto("/proposals/new")
    await until_in(page, KEPT_PAGE)
    await write(page)
    await expect(page.locator(".bar .kept").first).to_contain_text(IN_THE_ACCOUNT)
    await page.locator("select[name=topic]").select_option("transit")
    live.stop()
    await page.locator("button[value=publish]").click()
    await page.wait_for_url("**/outbox")
    page = await kill(page)
    live.start()
    (draft,) = await drafts(live, writer)
    async with httpx.AsyncClient(base_url=live.base_url, headers=writer.headers) as client:
        await client.delete(f"/api/v1/drafts/{draft['id']}")
    await page.goto("/outbox")
    await page.get_by_role("link", name=text("ko", "outbox-edit")).click()
    await expect(page.locator("#body")).to_have_value(BODY)
    await expect(page.locator("[data-gone]")).to_be_visible()
    await publish(page)
    count = "SELECT count(*) FROM proposal WHERE author = $1"
    assert await database.fetchval(count, writer.account) == 1
    await page.goto("/outbox")
    await expect(page.get_by_role("link", name=text("ko", "outbox-edit"))).to_be_hidden()


async def test_what_would_be_refused_is_said_at_its_field_without_a_network(
    phone: Phone, live: LiveServer
) -> None:
    writer = await live.person("짧게 쓴 사람")
    page = await phone.open(token=writer.token)
    await page.goto("/proposals/new")
    live.stop()
    await page.locator("#title").fill("짧다")
    await page.locator("#body").fill("이것도")
    await page.locator("select[name=topic]").select_option("transit")
    await page.locator("button[value=publish]").click()
    await expect(page.locator("form [data-refused]")).to_be_focused()
    await expect(page.locator("#title-error")).to_have_text(text("ko", "writing-least", least=5))
    await expect(page.locator("#body-error")).to_have_text(text("ko", "writing-least", least=20))
    await expect(page.locator("#title")).to_have_value("짧다")


async def test_a_draft_is_forgotten_on_this_device_and_comes_back(
    phone: Phone, live: LiveServer
) -> None:
    page = await phone.open()
    await page.goto("/proposals/new")
    await write(page)
    await page.locator("[data-forget]").click()
    await expect(page.locator("#title")).to_have_value("")
    assert await page.evaluate(ROWS) == []
    await page.locator("[data-forgotten] button").click()
    await expect(page.locator("#title")).to_have_value(TITLE)
    assert len(await page.evaluate(ROWS)) == 1
