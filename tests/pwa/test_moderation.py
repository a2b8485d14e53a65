"""The moderators' screens and the public log."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.people import People, Person
from tests.square import Square


@pytest.fixture
async def moderator(people: People) -> Person:
    """Works the queue."""
    return await people.moderator()


async def reported(
    square: Square, *, reason: str = "spam", topic: str = "walking", kind: str = "comment"
) -> str:
    """A text that somebody reported, as addresses name it."""
    number = await square.proposal(topic=topic)
    id = number if kind == "proposal" else (await square.comment(number))["id"]
    await square.post(
        "/reports",
        await square.people.account(),
        subject={"kind": kind, "id": id},
        reason=reason,
        note="장사하는 글입니다.",
    )
    return f"{kind}-{id}"


async def test_only_moderators_see_the_queue_and_anybody_the_log(
    client: httpx.AsyncClient, people: People
) -> None:
    resident = await people.resident()
    assert (await client.get("/moderation")).status_code == 401
    assert (await client.get("/moderation", headers=resident.headers)).status_code == 403
    assert (await client.get("/moderation/log")).status_code == 200


async def test_the_queue_is_filtered_by_reason_and_topic(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    spam = await reported(square)
    threat = await reported(square, reason="threat", topic="housing", kind="proposal")
    for query, found in (
        ("", [spam, threat]),
        ("reason=threat&topic=", [threat]),
        ("topic=walking", [spam]),
        ("topic=walking&reason=threat", []),
        ("topic=no-such-topic", [spam, threat]),
    ):
        page = await client.get(f"/moderation?{query}", headers=moderator.headers)
        assert page.headers["cache-control"] == "no-store"
        assert re.findall(r'href="/moderation/(\w+-\d+)', page.text) == found


async def test_a_text_is_opened_with_what_was_said_about_it(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    subject = await reported(square)
    page = await client.get(f"/moderation/{subject}", headers=moderator.headers)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "좋은 생각이에요." in page.text and "장사하는 글입니다." in page.text
    assert "광고·도배" in page.text


async def test_hiding_goes_on_to_the_next_text_of_the_same_part_of_the_queue(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    first, _, third = [
        await reported(square, topic=topic) for topic in ("walking", "housing", "walking")
    ]
    page = await client.get(f"/moderation/{first}?topic=walking", headers=moderator.headers)
    following, _ = re.findall(
        r'name="to" value="([^"]+)"', page.text
    )  # The other one chooses a language.
    sent = await client.post(
        f"/moderation/{first}?topic=walking",
        data={"action": "hide", "reason": "spam", "note": "광고예요.", "to": following},
        headers=moderator.headers,
    )
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/moderation/{third}?topic=walking&done=moderation-hide"
    hidden = await client.get("/moderation?state=hidden", headers=moderator.headers)
    assert re.findall(r'href="/moderation/(\w+-\d+)"', hidden.text) == [first]


async def test_what_is_hidden_is_restored_and_both_are_remembered(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    subject = await reported(square)
    for form in ({"action": "hide", "reason": "spam"}, {"action": "restore", "reason": "spam"}):
        sent = await client.post(f"/moderation/{subject}", data=form, headers=moderator.headers)
        assert sent.headers["location"] == f"/moderation?done=moderation-{form['action']}"
        if form["action"] == "hide":
            await reported(square)  # It waits, but whoever restores goes on restoring.
            page = await client.get(f"/moderation/{subject}", headers=moderator.headers)
            assert 'name="to" value="/moderation?state=hidden"' in page.text
    page = await client.get(f"/moderation/{subject}", headers=moderator.headers)
    assert re.findall(r"<b>(가림|다시 공개)</b>", page.text) == ["다시 공개", "가림"]
    hidden = await client.get("/moderation?state=hidden", headers=moderator.headers)
    assert 'class="empty"' in hidden.text


async def test_hiding_without_a_reason_keeps_the_note_and_asks_for_one(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    subject = await reported(square)
    sent = await client.post(
        f"/moderation/{subject}",
        data={"action": "hide", "note": "두 번째 문단이 문제예요."},
        headers=moderator.headers,
    )
    assert sent.status_code == 400
    assert 'href="#reason"' in sent.text and 'id="reason-error"' in sent.text
    assert "두 번째 문단이 문제예요.</textarea>" in sent.text


async def test_who_comes_second_is_told_that_it_is_hidden_already(
    client: httpx.AsyncClient, square: Square, people: People, moderator: Person
) -> None:
    subject = await reported(square)
    form = {"action": "hide", "reason": "spam"}
    other = await people.moderator()
    await client.post(f"/moderation/{subject}", data=form, headers=other.headers)
    late = await client.post(f"/moderation/{subject}", data=form, headers=moderator.headers)
    assert late.status_code == 409 and "이미 가려진 글이에요" in late.text


async def test_ones_own_text_says_why_one_may_not_decide(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    number = await square.proposal(moderator)
    page = await client.get(f"/moderation/proposal-{number}", headers=moderator.headers)
    assert "자기 글은 스스로 처리할 수 없어요" in page.text
    assert 'name="action"' not in page.text


@pytest.mark.parametrize("name", ["draft-1", "comment-0", "comment-x", "comment-²", "proposal"])
async def test_an_address_that_means_no_text_is_not_found(
    client: httpx.AsyncClient, moderator: Person, name: str
) -> None:
    page = await client.get(f"/moderation/{name}", headers=moderator.headers)
    assert page.status_code == 404


async def test_a_decision_leads_nowhere_else(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    subject = await reported(square)
    sent = await client.post(
        f"/moderation/{subject}",
        data={"action": "keep", "to": "//elsewhere.example/"},
        headers=moderator.headers,
    )
    assert sent.headers["location"] == "/moderation?done=moderation-keep"


async def test_the_public_log_tells_no_text_and_may_be_shared(
    client: httpx.AsyncClient, square: Square, moderator: Person
) -> None:
    subject = await reported(square)
    form = {"action": "hide", "reason": "spam", "note": "몰래 적은 말"}
    await client.post(f"/moderation/{subject}", data=form, headers=moderator.headers)
    log = await client.get("/moderation/log")
    assert "s-maxage=1" in log.headers["cache-control"]
    assert "<b>가림</b> · 광고·도배" in log.text and "</time> · 의견</p>" in log.text
    assert "좋은 생각이에요." not in log.text and "몰래 적은 말" not in log.text
