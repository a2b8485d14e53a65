"""A page that stays open: what others do comes to it, and nothing that one writes is lost."""

from __future__ import annotations

import httpx
from playwright.async_api import expect

from backend.language import text
from tests.journeys.conftest import Phone
from tests.live import LiveServer


async def test_counts_move_and_new_comments_come_by_a_tap(phone: Phone, live: LiveServer) -> None:
    author, supporter, reader = [await live.person(name) for name in ("하나", "두리", "세나")]
    async with httpx.AsyncClient(base_url=live.base_url, headers=author.headers) as client:
        proposal = {"title": "정류장마다 그늘막을", "body": "여름마다 " * 10, "topic": "transit"}
        path = (
            f"/proposals/{(await client.post('/api/v1/proposals', json=proposal)).json()['number']}"
        )
        page = await phone.open(token=reader.token)
        async with page.expect_response(f"**{path}/live"):
            await page.goto(path)
        supports = page.locator(".tally [data-count=supports]")
        await expect(supports).to_have_text(text("ko", "supports-count", count=0))
        await client.put(f"/api/v1{path}/support", headers=supporter.headers)
        await expect(supports).to_have_text(text("ko", "supports-count", count=1))
        await expect(page.locator(".bar [data-count=supports]")).to_have_text("1")
        await page.locator("details.write > summary").click()
        await page.locator("details.write textarea").fill("아직 쓰는 중이에요")
        said = [
            (await client.post(f"/api/v1{path}/comments", json={"body": body})).json()["id"]
            for body in ("첫 의견", "다음 의견")
        ]
        more = page.locator("[data-more]")
        await expect(more).to_have_text(text("ko", "live-comments", count=2))
        assert await page.locator(".say").count() == 0
        await more.click()
        ids = [f"comment-{id}" for id in reversed(said)]
        await expect(page.locator(".say")).to_have_count(2)
        assert await page.locator(".say").evaluate_all("all => all.map((one) => one.id)") == ids
        await expect(page.locator("#" + ids[0])).to_be_focused()
        await expect(more).to_be_hidden()
        await client.post(f"/api/v1{path}/comments", json={"body": "답글", "reply_to": said[0]})
        await more.click()
        await expect(page.locator(f"#comment-{said[0]} .replies .say")).to_have_count(1)
        await expect(page.locator("details.write textarea")).to_have_value("아직 쓰는 중이에요")


async def test_a_page_out_of_sight_or_without_a_network_listens_to_nobody(
    phone: Phone, live: LiveServer
) -> None:
    async with httpx.AsyncClient(base_url=live.base_url) as client:
        number = (await client.get("/api/v1/proposals")).json()["items"][0]["number"]
    page = await phone.open()
    async with page.expect_response("**/live"):
        await page.goto(f"/proposals/{number}")
    async with page.expect_event("requestfailed", lambda one: one.url.endswith("/live")):
        await page.context.set_offline(True)
    async with page.expect_response("**/live"):
        await page.context.set_offline(False)
