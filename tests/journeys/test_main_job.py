"""The main job end to end, as the people in it do it."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.async_api import Page, expect

from backend.language import text
from tests.journeys.conftest import Phone
from tests.live import LiveServer
from tests.waiting import until_in

PROPOSALS = {
    "ko": (
        "마을버스 정류장마다 손 씻는 곳을 하나씩 놓아 주세요",
        "시장 앞 정류장에서 내리면 손을 씻을 곳이 **한 군데도** 없습니다. 작은 것이면 됩니다.",
        "건물 안 화장실을 찾아 두 블록을 걸었어요.",
        "내년 봄까지 정류장 스무 곳에 손 씻는 곳을 놓겠습니다. 물은 빗물을 걸러 씁니다.",
    ),
    "en": (
        "Put a small hand basin at every neighbourhood bus stop",
        "Getting off at the market there is **nowhere** to wash one's hands. A tap will do.",
        "I walked two blocks to find a lavatory in a building.",
        "We will put basins at twenty stops by next spring, fed with filtered rain water.",
    ),
}


async def sign_in(page: Page, live: LiveServer, language: str, address: str) -> None:
    """From the sign-in screen to being signed in, with the code that came by mail."""
    await page.get_by_label(text(language, "sign-in-email")).fill(address)
    await page.locator("input[name=consent]").check()
    await page.get_by_role("button", name=text(language, "sign-in-send")).click()
    await expect(page.locator("input[name=code]")).to_be_visible()
    await page.locator("input[name=code]").fill(live.code_for(address))
    await page.get_by_role("button", name=text(language, "sign-in-check")).click()


async def no_wider_than_the_phone(page: Page) -> None:
    """Nothing makes a phone scroll sideways, once the page has come."""
    await until_in(page, "document.documentElement.scrollWidth <= 412")


async def test_a_visitor_reads_the_square(phone: Phone) -> None:
    page = await phone.open()
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    cards = page.locator("main article, main li.card, .feed > li")
    assert await cards.count() >= 10
    await no_wider_than_the_phone(page)
    await page.goto("/?sort=answered")
    await page.locator(".feed h2 a").first.click()
    await expect(page.get_by_text(text("ko", "history-title"), exact=False).first).to_be_visible()
    await no_wider_than_the_phone(page)
    assert await page.context.cookies() == []


@pytest.mark.parametrize(("language", "scripts"), [("ko", True), ("en", False)])
async def test_a_proposal_goes_all_the_way(
    phone: Phone, live: LiveServer, language: str, scripts: bool
) -> None:
    """Written, supported over the threshold, answered, and seen by its author."""
    locale = {"ko": "ko-KR", "en": "en-GB"}[language]
    title, body, remark, answer = PROPOSALS[language]
    t = lambda key, **facts: text(language, key, **facts)  # noqa: E731

    # A resident signs in with a code and writes.
    author = await phone.open(language=locale, scripts=scripts)
    await author.goto("/sign-in?to=/proposals/new")
    await sign_in(author, live, language, f"author.{language}@madang.example")
    await author.goto("/proposals/new")
    await author.get_by_label(t("writing-title")).fill(title)
    await author.locator("textarea[name=body]").fill(body)
    await author.locator("select[name=topic]").select_option("transit")
    await author.locator("select[name=area]").select_option("mapo")
    await no_wider_than_the_phone(author)
    await author.locator("button[value=publish]").click()
    # Where there are similar ones they are shown first, and nothing typed is lost.
    await expect(author.locator("#similar.first, .said").first).to_be_visible()
    if await author.locator("#similar.first").count():
        await expect(author.locator("textarea[name=body]")).to_have_value(body)
        await author.locator("button[value=publish]").click()
    await author.wait_for_url(re.compile(r"/proposals/\d+"))
    number = author.url.partition("?")[0].rstrip("/").rpartition("/")[2]
    assert number.isdigit(), author.url
    await expect(author.get_by_role("heading", level=1)).to_have_text(title)
    await expect(author.locator(".prose strong").first).to_be_visible()

    # Forty-nine residents support it with their own clients, the fiftieth on a phone.
    async with httpx.AsyncClient(base_url=live.base_url) as clients:
        for serial in range(49):
            supporter = await live.person(f"주민 {serial}")
            counted = await clients.put(
                f"/api/v1/proposals/{number}/support", headers=supporter.headers
            )
            assert counted.json() == {"supports": serial + 1, "supported": True}
    last = await live.person("오십 번째")
    supporting = await phone.open(language=locale, scripts=scripts, token=last.token)
    await supporting.goto(f"/proposals/{number}")
    await expect(supporting.locator(".bar")).to_be_visible()
    await supporting.locator(".bar button.main").click()
    await expect(supporting.locator(".clock")).to_contain_text("30")
    await supporting.locator("details:has(form[action$='/comments']) > summary").first.click()
    await supporting.locator("form[action$='/comments'] textarea[name=body]").first.fill(remark)
    await supporting.locator("form[action$='/comments'] button.main").first.click()
    # In the thread: what waits in the outbox is shown before that, and the page comes anew after.
    await expect(supporting.locator("[id^=comment-]", has_text=remark)).to_be_visible()
    await no_wider_than_the_phone(supporting)

    # The official of the department finds it on the desk and answers.
    official = await live.person("버스정책과 김서울", roles=["official"], department="bus")
    desk = await phone.open(language=locale, scripts=scripts, token=official.token)
    await desk.goto("/desk")
    await no_wider_than_the_phone(desk)
    await desk.get_by_role("link", name=title).click()
    await desk.locator("label:has(input[name=decision][value=adopted])").click()
    await desk.locator("#answer-form textarea[name=body]").fill(answer)
    await desk.locator("#answer-form button.main").click()
    await expect(desk.locator(".answer .verdict").first).to_have_text(t("decision-adopted"))

    # The resident sees it, and so does everybody.
    await author.goto(f"/proposals/{number}")
    await expect(author.locator(".answer .verdict").first).to_have_text(t("decision-adopted"))
    await expect(author.locator(".answer")).to_contain_text(answer[:20])
    async with httpx.AsyncClient(base_url=live.base_url) as client:
        seen = (await client.get(f"/api/v1/proposals/{number}")).json()
    assert (seen["stage"], seen["decision"], seen["supports"]) == ("answered", "adopted", 50)
    assert [obligation["state"] for obligation in seen["obligations"]] == ["met"]


async def test_a_report_is_judged_and_the_author_told_why(phone: Phone, live: LiveServer) -> None:
    author = await live.person("광고쟁이")
    async with httpx.AsyncClient(base_url=live.base_url, headers=author.headers) as client:
        made = await client.post(
            "/api/v1/proposals",
            json={
                "title": "우리 가게 개업했으니 놀러 오세요 여러분",
                "body": "개업 기념으로 모든 음료를 반값에 드립니다. 많이들 와 주세요.",
                "topic": "other",
            },
        )
    number = made.json()["number"]
    reader = await live.person("읽는사람")
    page = await phone.open(token=reader.token)
    await page.goto(f"/proposals/{number}/report")
    await page.locator("label:has(input[name=reason][value=spam])").click()
    await page.locator("main form button.main").click()
    await expect(page.locator("main [role=status]").first).to_be_visible()

    moderator = await live.person("지킴이", roles=["moderator"])
    queue = await phone.open(token=moderator.token)
    await queue.goto("/moderation")
    await no_wider_than_the_phone(queue)
    await queue.goto(f"/moderation/proposal-{number}")
    await queue.locator("label:has(input[name=action][value=hide])").click()
    await queue.locator("label:has(input[type=radio][name=reason][value=spam])").click()
    await queue.locator("textarea[name=note]").fill("가게 광고는 광장에 올릴 수 없어요.")
    await queue.locator("main form button.main").first.click()

    visitor = await phone.open()
    await visitor.goto(f"/proposals/{number}")
    await expect(visitor.locator("main")).to_contain_text(text("ko", "reason-spam"))
    await expect(visitor.locator("main")).not_to_contain_text("반값")
    told = await phone.open(token=author.token)
    await told.goto(f"/proposals/{number}")
    await expect(told.locator("main")).to_contain_text("가게 광고는 광장에 올릴 수 없어요.")
    await expect(told.locator("main")).to_contain_text("반값")
