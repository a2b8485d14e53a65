"""What waits on a phone is its writer's, whoever else is signed in there, or nobody."""

from __future__ import annotations

import asyncpg
import httpx
import pytest
from playwright.async_api import expect

from backend.language import text
from tests.journeys.acting import COUNT, STATES, arrived, propose, write
from tests.journeys.conftest import Phone
from tests.live import LiveServer

WAITING = text("ko", "outbox-waiting")
COMMENTS = "SELECT count(*) FROM comment WHERE author = $1"


async def test_a_session_that_ended_asks_to_sign_in_and_goes_on(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident, author = await live.person("끝난 로그인"), await live.person("글쓴이")
    number = await propose(live, author, "로그인이 끝나도 글이 남는 제안이에요")
    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{number}")
    async with httpx.AsyncClient(base_url=live.base_url, headers=resident.headers) as client:
        assert (await client.delete("/api/v1/auth/session")).status_code == 204
    await write(page, "로그인이 끝난 줄 몰랐어요")
    await expect(page.locator(".pending")).to_contain_text(WAITING)
    sign_in = page.locator("#outbox-said a")
    await expect(sign_in).to_have_attribute("href", f"/sign-in?to=%2Fproposals%2F{number}")

    await page.goto("/outbox")
    await expect(page.locator("[data-part=signed-out]")).to_contain_text("1")
    await expect(page.locator("main")).not_to_contain_text("몰랐어요")
    assert await database.fetchval(COMMENTS, resident.account) == 0

    await phone.sign_in(page, live.run("backend.cli", "session", resident.email).strip())
    await page.goto("/about")
    await arrived(page)
    assert await database.fetchval(COMMENTS, resident.account) == 1


async def test_nobody_sees_or_sends_what_another_wrote_on_the_same_phone(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    first, second = await live.person("먼저 쓴 사람"), await live.person("나중에 온 사람")
    number = await propose(
        live, await live.person("글쓴이"), "한 휴대폰을 둘이 쓰는 집의 제안이에요"
    )
    page = await phone.open(token=first.token)
    await page.goto(f"/proposals/{number}")
    live.stop()
    await write(page, "먼저 쓴 사람의 비밀이에요")
    await expect(page.locator(".pending")).to_be_visible()
    await page.close()
    live.start()

    page = await page.context.new_page()
    await phone.sign_in(page, second.token)
    await page.goto(f"/proposals/{number}")
    await write(page, "나중에 온 사람의 의견이에요")
    await page.wait_for_url("**done=commented**")
    await expect(page.locator(COUNT)).to_be_hidden()
    await expect(page.locator("main")).not_to_contain_text("비밀")
    await page.goto("/outbox")
    await expect(page.locator("[data-part=sent] li")).to_have_count(1)
    await expect(page.locator("main")).not_to_contain_text("비밀")
    assert await database.fetchval(COMMENTS, first.account) == 0
    assert await database.fetchval(COMMENTS, second.account) == 1

    await phone.sign_in(page, first.token)
    await page.goto("/outbox")
    await expect(page.locator("[data-part=sent] li")).to_have_count(1)
    assert await database.fetchval(COMMENTS, first.account) == 1
    assert await database.fetchval(COMMENTS, second.account) == 1


@pytest.mark.parametrize("choice", ["send", "discard"])
async def test_signing_out_asks_about_what_is_unsent(
    phone: Phone, live: LiveServer, database: asyncpg.Connection, choice: str
) -> None:
    resident = await live.person("나가는 사람")
    number = await propose(
        live, await live.person("글쓴이"), "쓰다가 나가는 사람을 붙드는 제안이에요"
    )
    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{number}")
    me = await page.context.new_page()
    await me.goto("/me")
    live.stop()
    await write(page, "보내지 못하고 나가려고 했어요")
    await expect(page.locator(".pending")).to_be_visible()
    await page.close()

    leave = me.locator("form[data-sign-out] button")
    dialog = me.locator("#leaving")
    await leave.click()
    await expect(dialog).to_contain_text(text("ko", "leaving-title", count=1))
    await dialog.locator("[value=send]").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await dialog.locator("[value=cancel]").click()
    await expect(dialog).to_be_hidden()
    assert await me.evaluate(STATES) == ["waiting"]

    await leave.click()
    live.start()
    await dialog.locator(f"[value={choice}]").click()
    await me.wait_for_url("**done=signed-out")
    assert await me.evaluate(STATES) == []
    assert await database.fetchval(COMMENTS, resident.account) == (choice == "send")


async def test_signing_out_without_a_network_forgets_nothing_and_says_why(
    phone: Phone, live: LiveServer
) -> None:
    resident = await live.person("터널에서 나가는 사람")
    page = await phone.open(token=resident.token)
    await page.goto("/me")
    live.stop()
    await page.locator("form[data-sign-out] button").click()
    await expect(page.locator("#outbox-said")).to_have_text(text("ko", "leaving-offline"))
    assert page.url.endswith("/me")
    live.start()
    await page.locator("form[data-sign-out] button").click()
    await page.wait_for_url("**done=signed-out")


async def test_signing_out_asks_about_a_draft_that_is_on_this_device_alone(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident = await live.person("쓰다 만 사람")
    page = await phone.open(token=resident.token)
    await page.goto("/proposals/new")
    me = await page.context.new_page()
    await me.goto("/me")
    live.stop()
    await page.locator("#title").fill("터널에서 쓰다 만 제안이에요")
    await expect(page.locator("p[data-kept]")).to_be_visible()
    await page.close()
    live.start()
    dialog = me.locator("#leaving")
    await me.locator("form[data-sign-out] button").click()
    await expect(dialog).to_contain_text(text("ko", "leaving-title", count=1))
    await dialog.locator("[value=send]").click()
    await me.wait_for_url("**done=signed-out")
    titles = await database.fetch("SELECT title FROM draft WHERE author = $1", resident.account)
    assert [row["title"] for row in titles] == ["터널에서 쓰다 만 제안이에요"]
