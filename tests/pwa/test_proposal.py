"""One proposal as a page, and what residents do there without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from backend.database.engine import execute
from tests.conftest import Clock
from tests.people import People
from tests.pwa.reader import page_of, send
from tests.square import Square, cast_votes, hide, owe, publish


async def test_a_visitor_reads_everything_and_is_led_to_sign_in_and_back(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    made = await publish(client, await people.account("자전거탄사람"), language="ko")
    await square.comment(made["number"], body="꼭 필요해요.", stance="for")
    page = await page_of(client, made["number"])
    assert "<h1" in page and page.count("<h1") == 1
    for words in (made["title"], "비가 오면 안장이 젖고", "자전거탄사람", "꼭 필요해요.", "찬성"):
        assert words in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/proposals/{made["number"]}">' in page
    assert f'href="/sign-in?to=/proposals/{made["number"]}"' in page
    assert 'lang="ko"' in page
    assert '<form action="/proposals' not in page


async def test_a_resident_supports_follows_along_and_takes_it_back(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, resident = await square.proposal(), await people.resident()
    page = await page_of(client, number, resident)
    assert 'name="follow" value="yes" checked' in page
    support = f"/proposals/{number}/support"
    done = await send(client, support, resident, supported="yes", follow="yes")
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/proposals/{number}?done=supported",
    )
    seen = await square.get(f"/proposals/{number}", resident)
    assert (seen["supports"], seen["supported"], seen["followed"]) == (1, True, True)
    page = (await client.get(done.headers["location"], headers=resident.headers)).text
    assert 'name="supported" value="no"' in page and 'role="status"' in page
    await send(client, support, resident, supported="no")
    await send(client, f"/proposals/{number}/follow", resident, followed="no")
    seen = await square.get(f"/proposals/{number}", resident)
    assert (seen["supports"], seen["supported"], seen["followed"]) == (0, False, False)


async def test_supporting_does_not_follow_where_that_is_not_ticked(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, resident = await square.proposal(), await people.resident()
    await send(client, f"/proposals/{number}/support", resident, supported="yes")
    assert (await square.get(f"/proposals/{number}", resident))["followed"] is False


async def test_who_is_not_verified_is_told_how(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, account = await square.proposal(), await people.account()
    assert 'href="/about#verified"' in await page_of(client, number, account)
    refused = await send(client, f"/proposals/{number}/support", account, supported="yes")
    assert refused.status_code == 403
    assert "민원 창구" in refused.text


async def test_a_visitors_form_leads_to_sign_in_and_back_to_the_page_it_stood_on(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    here = f"http://127.0.0.1:8000/proposals/{number}?order=helpful"
    answer = await client.post(f"/proposals/{number}/support", headers={"Referer": here})
    assert answer.status_code == 401
    assert f"/sign-in?to=/proposals/{number}%3Forder%3Dhelpful" in answer.text


async def test_once_gathering_is_over_only_following_is_left(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    number, resident = await square.proposal(), await people.resident()
    clock.now += timedelta(days=31)
    page = await page_of(client, number, resident)
    assert "/support" not in page
    assert f'action="/proposals/{number}/follow"' in page


async def test_the_clock_is_late_in_words_and_the_next_stop_hollow(
    client: httpx.AsyncClient, square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    await cast_votes(number, 60, clock.now)
    await owe(number, clock.now, clock.now + timedelta(days=30))
    assert "30일 남음" in await page_of(client, number)
    clock.now += timedelta(days=33)
    page = await page_of(client, number)
    assert "3일 늦음" in page and "보행정책과의 답변이 늦고 있어요" in page
    assert '<li class="next"><b>부서 답변</b>' in page


async def test_an_answer_stands_with_its_corrections(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, official = await square.proposal(), await people.official("pedestrian")
    assert f'href="/desk/{number}"' in await page_of(client, number, official)
    for decision, body in (
        ("not_adopted", "올해는 예산이 없어 어렵습니다. 내년에 다시 봅니다."),
        ("adopted", "추가 예산을 얻어 내년 봄에 역 열 곳에 만들겠습니다."),
    ):
        await square.post(f"/proposals/{number}/responses", official, decision=decision, body=body)
    page = await page_of(client, number)
    assert page.index("내년 봄에 역 열 곳") < page.index("올해는 예산이 없어")
    assert "정정하기 전 글 1개" in page


@pytest.mark.parametrize("who", ["visitor", "moderator", "author"])
async def test_a_hidden_text_is_gone_but_for_its_author_and_moderators(
    client: httpx.AsyncClient, people: People, square: Square, who: str, clock: Clock
) -> None:
    author, moderator = await people.account(), await people.moderator()
    number = await square.proposal(author)
    await square.comment(number, body="본문을 그대로 옮긴 의견")
    decided = await square.call(
        "POST",
        "/moderation/decisions",
        moderator,
        subject={"kind": "proposal", "id": number},
        action="hide",
        reason="personal_data",
        note="전화번호를 지우고 다시 올려 주세요.",
    )
    assert decided.status_code == 201
    reader = {"visitor": None, "moderator": moderator, "author": author}[who]
    page = await page_of(client, number, reader)
    assert "개인정보" in page and "noindex" in page
    assert ("지붕이 있는 자전거 주차장" in page) == (who != "visitor")
    assert ("본문을 그대로 옮긴 의견" in page) == (who != "visitor")
    assert ("전화번호를 지우고" in page) == (who == "author")
    assert "/support" not in page


async def test_an_author_adds_to_the_text_and_keeps_what_was_refused(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    addenda = f"/proposals/{number}/addenda"
    refused = await send(client, addenda, author, body="가" * 5001, key="one")
    assert refused.status_code == 400
    assert "가" * 5001 in refused.text and 'role="alert"' in refused.text
    assert 'aria-invalid="true"' in refused.text and 'value="one"' in refused.text
    for _ in range(2):
        done = await send(client, addenda, author, body="합정역도 **꼭** 넣어요.", key="one")
        assert done.headers["location"] == f"/proposals/{number}?done=appended#addenda"
    page = await page_of(client, number)
    assert page.count("합정역도 <strong>꼭</strong> 넣어요.") == 1
    stranger = await people.account()
    assert (await send(client, addenda, stranger, body="나도")).status_code == 403
    assert (await client.get(addenda, headers=stranger.headers)).status_code == 403


async def test_withdrawing_asks_first_and_says_what_stays(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    author = await people.account("거두는사람")
    for owed, title, left in (
        (False, "제안을 거둘까요?", "철회됨"),
        (True, "이름을 거둘까요?", ""),
    ):
        number = await square.proposal(author)
        if owed:
            await owe(number, clock.now, clock.now + timedelta(days=30))
        question = await client.get(f"/proposals/{number}/withdrawal", headers=author.headers)
        assert title in question.text
        await send(client, f"/proposals/{number}/withdrawal", author, key=f"{number}")
        page = await page_of(client, number)
        assert left in page
        assert ("거두는사람" in page) != owed


async def test_versions_mark_what_went_and_what_came(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    made = await publish(client, author, title="역마다 실내 자전거 주차장을")
    changed = await client.patch(
        f"/api/v1/proposals/{made['number']}",
        json={"title": "역마다 지하 자전거 주차장을"},
        headers=author.headers,
    )
    assert changed.status_code == 200
    here = f"/proposals/{made['number']}/versions"
    assert here in await page_of(client, made["number"])
    page = (await client.get(here)).text
    assert "<del>실내</del><ins>지하</ins>" in page
    await hide(made["number"], clock.now)
    assert (await client.get(here)).status_code == 404


async def test_what_people_wrote_stays_text(client: httpx.AsyncClient, people: People) -> None:
    made = await publish(
        client,
        await people.account('"><img src=x>'),
        title='<script>alert(1)</script> "따옴표" 주차장',
        body="<script>alert(2)</script> 안장이 젖어요. [눌러](javascript:alert(3)) 주세요.",
    )
    page = await page_of(client, made["number"])
    assert "<script>" not in page and "<img" not in page and 'href="javascript' not in page


async def test_an_unknown_number_is_a_404_with_a_search(client: httpx.AsyncClient) -> None:
    for path in (
        "/proposals/999999",
        "/proposals/0",
        "/proposals/99999999999999999999",
        "/nowhere",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert '<form class="search" action="/"' in answer.text


async def test_the_page_speaks_english_whole(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    author = await people.person("Sam", verified=True)
    made = await publish(
        client, author, title="Bike parking", body="Indoor bike parking, please.", language="en"
    )
    number = made["number"]
    await square.comment(number, author, body="Please.", stance="against")
    await cast_votes(number, 60, clock.now)
    await owe(number, clock.now, clock.now + timedelta(days=30))
    for path in ("", "/addenda", "/withdrawal", "/report", "/versions"):
        answer = await client.get(f"/proposals/{number}{path}?lang=en", headers=author.headers)
        assert answer.status_code == 200
        assert re.findall("[가-힣]+", answer.text.replace("한국어", "")) == []


async def test_gathering_on_another_board_ended_there(
    client: httpx.AsyncClient, square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    await execute(
        "UPDATE proposal SET source = 'cheongwadae', source_number = '580000',"
        " board = '청와대 국민청원', author = NULL WHERE number = $1",
        number,
    )
    clock.now += timedelta(days=40)
    page = (await client.get(f"/proposals/{number}")).text
    assert "그 게시판에서 공감 모으기가 끝났어요" in page
    assert "공감이 모자라" not in page
