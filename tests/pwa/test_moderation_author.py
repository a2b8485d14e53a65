"""The screen about the author of a text, and what somebody suspended sees."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx

from backend.database.engine import execute, fetch_value
from tests.conftest import Clock
from tests.people import People, Person
from tests.square import TEXT, Square


async def author_page(square: Square, by: Person) -> str:
    """The screen about the author of a comment just written."""
    made = await square.comment(await square.proposal(), by)
    return f"/moderation/comment-{made['id']}/author"


async def suspended(person: Person, clock: Clock, days: int = 7) -> None:
    """Suspend somebody without the way over a moderator."""
    await execute(
        "UPDATE account SET suspended_until = $2 WHERE id = $1",
        person.account,
        clock.now + timedelta(days=days),
    )


async def test_the_text_leads_to_its_author_who_is_suspended_and_reinstated(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    author, moderator = await people.account("도배하는 사람"), await people.moderator()
    path = await author_page(square, author)
    opened = await client.get(path.removesuffix("/author"), headers=moderator.headers)
    assert f'href="{path}"' in opened.text
    page = await client.get(path, headers=moderator.headers)
    assert page.headers["cache-control"] == "no-store"
    assert "도배하는 사람" in page.text and "정지 풀기" not in page.text
    proposed = re.search(r'name="until" type="date" value="([\d-]+)"', page.text)
    assert proposed
    sent = await client.post(
        path,
        data={"action": "suspend", "reason": "spam", "until": proposed[1], "note": "그만해 주세요"},
        headers=moderator.headers,
    )
    assert sent.status_code == 303
    page = await client.get(sent.headers["location"], headers=moderator.headers)
    assert "이용을 정지했어요" in page.text
    assert "그만해 주세요" in page.text and "정지 풀기" in page.text
    assert "까지 이용 정지" in (await client.get(opened.url, headers=moderator.headers)).text
    sent = await client.post(path, data={"action": "reinstate"}, headers=moderator.headers)
    page = await client.get(sent.headers["location"], headers=moderator.headers)
    assert "정지를 풀었어요" in page.text
    assert re.findall(r"<b>(글쓴이 이용 정지|이용 정지 풀림)</b>", page.text) == [
        "이용 정지 풀림",
        "글쓴이 이용 정지",
    ]


async def test_a_wrong_day_is_said_at_the_field_and_the_note_is_kept(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    path = await author_page(square, await people.account())
    form = {"action": "suspend", "reason": "spam", "until": "2020-01-01", "note": "두 번째예요."}
    for language, sentence in (("ko", "오늘부터 1년 안"), ("en", "a year from now")):
        headers = {**(await people.moderator()).headers, "Accept-Language": language}
        page = await client.post(path, data=form, headers=headers)
        assert page.status_code == 400
        assert 'id="until-error"' in page.text and sentence in page.text
        assert "두 번째예요.</textarea>" in page.text


async def test_whom_a_moderator_may_not_suspend_has_no_form(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    moderator, gone = await people.moderator(), await people.account()
    theirs = await author_page(square, gone)
    await square.call("DELETE", "/me", gone)
    for path in (
        await author_page(square, moderator),
        await author_page(square, await people.official("bus")),
        theirs,
    ):
        page = await client.get(path, headers=moderator.headers)
        assert page.status_code == 200
        assert 'name="until"' not in page.text
    for nobody in ("/moderation/comment-999999/author", "/moderation/nothing/author"):
        assert (await client.get(nobody, headers=moderator.headers)).status_code == 404


async def test_who_is_suspended_is_told_on_every_page_and_nobody_else(
    client: httpx.AsyncClient, square: Square, people: People, clock: Clock
) -> None:
    number = await square.proposal()
    banned, other = await people.resident(), await people.resident()
    await suspended(banned, clock)
    for path in ("/", f"/proposals/{number}", "/me"):
        pages = [
            await client.get(path, headers=one.headers) for one in (other, banned, other, banned)
        ]
        assert ["이용이 정지됐어요" in page.text for page in pages] == [False, True, False, True]
    clock.now += timedelta(days=8)
    page = await client.get("/", headers=banned.headers)
    assert "이용이 정지됐어요" not in page.text


async def test_what_was_written_while_suspended_is_shown_to_be_copied(
    client: httpx.AsyncClient, square: Square, people: People, clock: Clock
) -> None:
    number = await square.proposal()
    banned = await people.resident()
    await suspended(banned, clock)
    for path, form in (
        ("/proposals/new", {**TEXT, "do": "publish"}),
        (f"/proposals/{number}/comments", {"body": "오래 고민해서 쓴 의견이에요."}),
    ):
        page = await client.post(path, data=form, headers=banned.headers)
        assert page.status_code == 403
        assert str(form["body"])[:12] in page.text
        assert "이용이 정지됐어요" in page.text
    sent = await client.post(f"/proposals/{number}/support", data={}, headers=banned.headers)
    assert sent.status_code == 403
    assert await fetch_value("SELECT count(*) FROM comment") == 0


async def test_the_notice_says_until_when_and_whom_to_write_to(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    path = await author_page(square, author)
    page = await client.get(path, headers=moderator.headers)
    until = re.findall(r'name="until" type="date" value="([\d-]+)"', page.text)[0]
    form = {"action": "suspend", "reason": "spam", "until": until}
    await client.post(path, data=form, headers=moderator.headers)
    for language, word in (("ko", "광고·도배"), ("en", "Commercial or spam")):
        notices = await client.get(
            "/me/notices", headers={**author.headers, "Accept-Language": language}
        )
        assert word in notices.text and "@" in notices.text
