"""What people do without a network: kept on the phone, and sent once."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx
import pytest
from playwright.async_api import expect

from backend.language import text
from tests.journeys.acting import COUNT, STATES, arrived, comes_back, propose, remark, write
from tests.journeys.conftest import Phone
from tests.journeys.cutting import cutting
from tests.live import LiveServer
from tests.waiting import until, until_in

WAITING = text("ko", "outbox-waiting")
REFUSED = text("ko", "outbox-refused")
COMMENTS = "SELECT count(*) FROM comment WHERE author = $1"


async def test_each_kind_of_action_survives_the_app_and_arrives_once(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident, author = await live.person("지하철"), await live.person("글쓴이")
    number = await propose(live, author, "지하철 안에서도 쓸 수 있어야 하는 제안이에요")
    own = await propose(live, resident, "내가 예전에 올려 둔 그늘막 제안이에요")
    left = await propose(live, author, "공감을 거둘 제안이에요, 생각이 바뀌어서요")
    thread = await remark(live, author, number, "여러분 생각은 어때요?")
    async with httpx.AsyncClient(base_url=live.base_url, headers=resident.headers) as client:
        assert (await client.put(f"/api/v1/proposals/{left}/support")).status_code == 200

    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{number}")
    others = {}
    for path in (f"/proposals/{number}/report", f"/proposals/{own}/addenda", f"/proposals/{left}"):
        others[path] = await page.context.new_page()
        await others[path].goto(path)
    live.stop()

    await page.bring_to_front()
    await page.locator(".bar button.main").click()
    await expect(page.locator(".bar .given")).to_contain_text("1")
    await expect(page.locator(".bar .waits").first).to_have_text(WAITING)
    await expect(page.locator(".bar button[name=followed]")).to_have_attribute(
        "aria-pressed", "true"
    )
    said = page.locator(f"#comment-{thread}")
    await said.locator("button[name=helpful]").click()
    await expect(said.locator("button[name=helpful]")).to_have_attribute("aria-pressed", "true")
    await write(page, "지하철에서 쓴 의견이에요")
    await expect(page.locator(".pending", has_text="지하철에서 쓴 의견이에요")).to_contain_text(
        WAITING
    )
    await expect(page.locator("details.write textarea")).to_have_value("")
    await said.locator("details.reply > summary").click()
    await said.locator("details.reply textarea").fill("지하철에서 쓴 답글이에요")
    await said.locator("details.reply button").click()
    await expect(said.locator(".pending")).to_contain_text("지하철에서 쓴 답글이에요")

    report, addendum, withdrawal = others.values()
    await report.bring_to_front()
    await report.locator("label:has(input[value=duplicate])").click()
    await report.locator("textarea[name=note]").fill("같은 제안이 있어요")
    await report.locator("main form button.main").click()
    await expect(report.locator(".pending")).to_contain_text("같은 제안이 있어요")
    await addendum.bring_to_front()
    await addendum.locator("textarea[name=body]").fill("덧붙여요: 벤치도 필요해요")
    await addendum.locator("main form button.main").click()
    await expect(addendum.locator(".pending")).to_contain_text("벤치도 필요해요")
    await withdrawal.bring_to_front()
    await withdrawal.locator(".given button").click()
    await expect(withdrawal.locator(".bar button.main")).to_contain_text("0")
    await expect(page.locator(COUNT)).to_have_text("8")

    for one in page.context.pages:
        await one.close()
    live.start()
    page = await page.context.new_page()
    await page.goto("/about")
    await arrived(page)

    assert await database.fetchval("SELECT supports FROM proposal WHERE number = $1", number) == 1
    assert await database.fetchval("SELECT count(*) FROM vote WHERE proposal = $1", number) == 1
    assert await database.fetchval("SELECT supports FROM proposal WHERE number = $1", left) == 0
    rows = "SELECT count(*) FROM {} WHERE {} = $1"
    for table, column, value, count in (
        # Their own proposal they follow anyway.
        ("follow", "account", resident.account, 2),
        ("helpful_mark", "account", resident.account, 1),
        ("report", "reporter", resident.account, 1),
        ("addendum", "proposal", own, 1),
        ("comment", "author", resident.account, 2),
    ):
        assert await database.fetchval(rows.format(table, column), value) == count, table
    replies = "SELECT reply_to FROM comment WHERE author = $1 AND reply_to IS NOT NULL"
    assert await database.fetchval(replies, resident.account) == thread


@pytest.mark.parametrize("lost", ["POST /api/v1/proposals", "PUT /api/v1/proposals"])
async def test_what_the_server_did_before_the_line_broke_is_not_done_again(
    phone: Phone, live: LiveServer, database: asyncpg.Connection, lost: str
) -> None:
    resident, author = await live.person("끊긴 줄"), await live.person("글쓴이")
    number = await propose(live, author, "대답이 오다가 끊겨도 한 번만 남는 제안이에요")
    async with cutting(live.base_url) as line:
        page = await phone.open(token=resident.token)
        await page.goto(f"{line.url}/proposals/{number}")
        line.lost = lost.encode()
        if lost.startswith("POST"):
            await write(page, "대답을 못 받은 의견이에요")
        else:
            await page.locator(".bar button.main").click()
        await expect(page.locator(".waits").first).to_have_text(WAITING)
        await until(lambda: line.cut > 0)
        line.lost = None
        done = "SELECT count(*) FROM {} WHERE proposal = $1"
        table = "comment" if lost.startswith("POST") else "vote"
        assert await database.fetchval(done.format(table), number) == 1
        await comes_back(page)
        await arrived(page)
    assert await database.fetchval(done.format(table), number) == 1
    supports = await database.fetchval("SELECT supports FROM proposal WHERE number = $1", number)
    assert supports == (table == "vote")


async def test_what_is_refused_says_why_and_keeps_the_text(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident, author = await live.person("늦은 사람"), await live.person("글쓴이")
    closing = await propose(live, author, "곧 모으는 기간이 끝나는 제안이에요")
    leaving = await propose(live, author, "글쓴이가 곧 거두어 갈 제안이에요")
    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{closing}")
    other = await page.context.new_page()
    await other.goto(f"/proposals/{leaving}")
    live.stop()
    await page.bring_to_front()
    await page.locator(".bar button.main").click()
    await expect(page.locator(".bar .waits").first).to_be_visible()
    await other.bring_to_front()
    await write(other, "정성껏 쓴 의견이에요")
    await expect(other.locator(".pending")).to_contain_text(WAITING)
    await database.execute(
        "UPDATE proposal SET published_at = published_at - interval '31 days',"
        " closes_at = closes_at - interval '31 days' WHERE number = $1",
        closing,
    )
    await database.execute("UPDATE proposal SET withdrawn_at = now() WHERE number = $1", leaving)
    live.start()
    await comes_back(page)
    refused = page.locator(".pending", has_text=text("ko", "problem-gathering-closed"))
    await expect(refused).to_contain_text(text("ko", "problem-gathering-closed-detail"))
    await expect(page.locator(".bar button.main")).to_be_visible()
    card = other.locator(".pending", has_text="정성껏 쓴 의견이에요")
    await expect(card).to_contain_text(text("ko", "problem-proposal-withdrawn"))
    await expect(card.locator(".waits")).to_have_text(REFUSED)

    # It is all on the screen of the outbox too, until somebody takes it away, or back.
    await page.goto("/outbox")
    part = page.locator("[data-part=refused]")
    await expect(part.locator("li")).to_have_count(2)
    await expect(part).to_contain_text("정성껏 쓴 의견이에요")
    discard = part.locator("li", has_text="정성껏").locator("[data-act=discard]")
    await discard.click()
    await expect(part).not_to_contain_text("정성껏 쓴 의견이에요")
    await page.get_by_role("button", name=text("ko", "outbox-undo")).click()
    await expect(part).to_contain_text("정성껏 쓴 의견이에요")
    assert await database.fetchval(COMMENTS, resident.account) == 0


async def test_what_does_not_fit_is_edited_and_sent_anew(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident, author = await live.person("긴 답글"), await live.person("글쓴이")
    number = await propose(live, author, "긴 답글은 받지 않는 제안이에요")
    thread = await remark(live, author, number, "짧게 부탁해요")
    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{number}")
    await page.locator("details.write > summary").click()
    await page.locator("details.write textarea").fill("가" * 5001)
    await page.locator("details.write button.main").click()
    # The page itself knows how long a comment can be, and stores nothing.
    await expect(page.locator("details.write output.over")).to_be_visible()
    assert await page.evaluate(STATES) == []
    await page.locator("details.write textarea").fill("")

    said = page.locator(f"#comment-{thread}")
    await said.locator("details.reply > summary").click()
    await said.locator("details.reply textarea").fill("나" * 5001)
    await said.locator("details.reply button").click()
    await expect(said.locator(".pending .notice")).to_contain_text("5,000")
    await said.locator(".pending [data-act=edit]").click()
    await expect(said.locator("details.reply textarea")).to_have_value("나" * 5001)
    await said.locator("details.reply textarea").fill("짧은 답글이에요")
    await said.locator("details.reply button").click()
    await page.wait_for_url("**done=commented**")
    await expect(said.locator(".replies")).to_contain_text("짧은 답글이에요")
    await arrived(page)
    assert await database.fetchval(COMMENTS, resident.account) == 1


async def test_what_is_being_written_outlasts_a_support_that_is_given_meanwhile(
    phone: Phone, live: LiveServer
) -> None:
    resident, author = await live.person("쓰면서 공감하는 사람"), await live.person("글쓴이")
    number = await propose(live, author, "쓰던 글을 두고 공감부터 하는 제안이에요")
    page = await phone.open(token=resident.token)
    await page.goto(f"/proposals/{number}")
    await page.locator("details.write > summary").click()
    await page.locator("details.write textarea").fill("아직 다 쓰지 않은 의견이에요")
    await page.locator(".bar button.main").click()
    await expect(page.locator(".bar .given")).to_contain_text("1")
    await expect(page.locator("details.write textarea")).to_have_value(
        "아직 다 쓰지 않은 의견이에요"
    )
    await page.reload()
    await expect(page.locator(".bar .given")).to_contain_text("1")


async def test_what_was_done_before_gives_way_to_what_waits_above_the_bar(
    phone: Phone, live: LiveServer
) -> None:
    resident, author = await live.person("마음이 바뀌는 사람"), await live.person("글쓴이")
    number = await propose(live, author, "공감을 거두었다가 지하철에서 다시 하는 제안이에요")
    async with httpx.AsyncClient(base_url=live.base_url, headers=resident.headers) as client:
        assert (await client.put(f"/api/v1/proposals/{number}/support")).status_code == 200
    page = await phone.open(token=resident.token)
    # The bar of a small phone has several rows.
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"/proposals/{number}")
    await page.locator(".bar .given button").click()
    await expect(page.locator(".said")).to_be_visible()
    live.stop()
    await page.locator(".bar button.main").click()
    await expect(page.locator(".bar .waits").first).to_be_visible()
    await expect(page.locator(".said")).to_have_count(0)
    said = await page.locator("#outbox-said").bounding_box()
    bar = await page.locator(".bar").bounding_box()
    assert said is not None and bar is not None
    assert said["y"] + said["height"] <= bar["y"]


async def test_two_tabs_send_once(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident = await live.person("두 창")
    number = await propose(live, await live.person("글쓴이"), "창을 둘 열어 둔 사람의 제안이에요")
    page = await phone.open(token=resident.token)
    other = await page.context.new_page()
    for tab in (page, other):
        await tab.goto(f"/proposals/{number}")
    live.stop()
    await page.bring_to_front()
    await write(page, "한쪽 창에서 쓴 의견이에요")
    await expect(page.locator(".pending")).to_be_visible()
    # What one does in a tab is seen in the other.
    await expect(other.locator(".pending")).to_contain_text("한쪽 창에서 쓴 의견이에요")
    await other.bring_to_front()
    await write(other, "다른 창에서 쓴 의견이에요")
    await expect(page.locator(".pending")).to_have_count(2)
    live.start()
    await asyncio.gather(comes_back(page), comes_back(other))
    for tab in (page, other):
        await arrived(tab)
        await expect(tab.locator(".pending .waits.sent")).to_have_count(2)
    assert await database.fetchval(COMMENTS, resident.account) == 2


async def test_a_full_phone_keeps_the_text_in_its_form(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident = await live.person("꽉 찬 휴대폰")
    number = await propose(
        live, await live.person("글쓴이"), "저장할 자리가 없어도 쓸 수 있는 제안이에요"
    )
    page = await phone.open(token=resident.token)
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Storage.overrideQuotaForOrigin", {"origin": live.base_url, "quotaSize": 1})
    await page.goto(f"/proposals/{number}")
    words = "자리가 없을 때 쓴 의견이에요"
    await write(page, words)
    await expect(page.locator("details.write [role=alert]")).to_have_text(text("ko", "outbox-full"))
    await expect(page.locator("details.write textarea")).to_have_value(words)
    assert await database.fetchval(COMMENTS, resident.account) == 0
    await page.locator("details.write button.main").click()
    await page.wait_for_url("**done=commented**")
    assert await database.fetchval(COMMENTS, resident.account) == 1


async def test_a_kept_page_shows_what_waits_and_the_worker_sends_it_with_no_page_open(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    resident = await live.person("화면을 끈 사람")
    number = await propose(
        live, await live.person("글쓴이"), "화면을 꺼도 보내지는 사람의 제안이에요"
    )
    page = await phone.open(token=resident.token)
    await page.goto("/about")
    await until_in(page, "navigator.serviceWorker.controller !== null")
    await page.goto(f"/proposals/{number}")
    await until_in(page, "caches.match(location.pathname).then(Boolean)")
    live.stop()
    await page.locator(".bar button.main").click()
    await expect(page.locator(".bar .waits").first).to_be_visible()
    await write(page, "화면을 끄기 전에 썼어요")
    await expect(page.locator(".pending")).to_be_visible()
    await page.close()

    page = await page.context.new_page()
    await page.goto(f"/proposals/{number}")
    await expect(page.locator("html[data-kept]")).to_have_count(1)
    await expect(page.locator(".pending")).to_contain_text(WAITING)
    await expect(page.locator(".bar .given")).to_contain_text("1")
    await page.goto("/outbox")
    await expect(page.locator("[data-part=waiting] li")).to_have_count(3)

    devtools = await page.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(one["registrationId"] for one in told["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    await page.goto("about:blank")
    await until(lambda: bool(registrations))
    live.start()
    await devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": live.base_url,
            "registrationId": registrations[0],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    async with asyncio.timeout(10):
        while not await database.fetchval(COMMENTS, resident.account):
            await asyncio.sleep(0.05)
    # What was sent without a page is known to the kept one, whose server is away again.
    live.stop()
    await page.goto(f"/proposals/{number}")
    await expect(page.locator(".pending .waits")).to_have_text(text("ko", "outbox-sent"))
    await expect(page.locator(".bar .given")).to_be_visible()
    assert await database.fetchval("SELECT count(*) FROM vote WHERE proposal = $1", number) == 1
    assert await database.fetchval(COMMENTS, resident.account) == 1
