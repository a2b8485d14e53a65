"""The officials' desk: what is owed, and answering it."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Clock
from tests.people import People, Person
from tests.responses.answering import REASONS, answer
from tests.square import Square, hide, owe


@pytest.fixture
async def official(people: People) -> Person:
    """Answers for the department that the proposals of these tests belong to."""
    return await people.official("pedestrian")


async def owed(square: Square, clock: Clock, *, days: int = 20) -> int:
    """A proposal to which an answer is owed that is due in so many days."""
    number = await square.proposal()
    await owe(
        number,
        clock.now - timedelta(days=10),
        clock.now + timedelta(days=days),
        interim_note_due_at=clock.now + timedelta(days=days - 10),
    )
    return number


async def send(
    client: httpx.AsyncClient, number: int, by: Person, form: str, **fields: str
) -> httpx.Response:
    """One of the forms of a case, as a browser sends it."""
    return await client.post(f"/desk/{number}", data={"form": form} | fields, headers=by.headers)


async def test_only_officials_have_a_desk(client: httpx.AsyncClient, people: People) -> None:
    assert (await client.get("/desk")).status_code == 401
    resident = await people.resident()
    assert (await client.get("/desk", headers=resident.headers)).status_code == 403


async def test_what_is_owed_stands_by_due_date_with_its_clock_in_words(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    for days in (20, 2, -3):
        await owed(square, clock, days=days)
    page = await client.get("/desk", headers=official.headers)
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r'<li class="(\w*)">\s*<p class="due">([^<]+)', page.text) == [
        ("late", "3일 늦음"),
        ("soon", "2일 남음"),
        ("", "20일 남음"),
    ]
    numbers = re.findall(r"<b>(\S+)</b> (늦음|7일 안|모두|제때 답변)<", page.text)
    assert numbers == [("1", "늦음"), ("1", "7일 안"), ("3", "모두"), ("–", "제때 답변")]


async def test_what_was_answered_says_whether_it_was_in_time(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    for days in (20, -2):
        await answer(square, await owed(square, clock, days=days), official)
    page = await client.get("/desk?state=answered", headers=official.headers)
    assert sorted(re.findall(r'<p class="due">([^<]+)', page.text)) == ["2일 늦음", "제때"]
    assert "<b>50%</b> 제때 답변" in page.text


async def test_an_answer_is_published_without_scripts(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    number = await owed(square, clock)
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert case.headers["cache-control"] == "no-store"
    key = re.findall(
        r'value="response">\s*<input type="hidden" name="key" value="([^"]+)', case.text
    )
    assert len(key) == 1
    form = {"key": key[0], "decision": "adopted", "body": REASONS}
    for _ in range(2):
        sent = await send(client, number, official, "response", **form)
        assert sent.status_code == 303
        assert sent.headers["location"] == f"/desk/{number}?done=desk-response"
    said = await client.get(sent.headers["location"], headers=official.headers)
    assert "답변을 올렸어요" in said.text
    responses = (await square.get(f"/proposals/{number}/responses"))["items"]
    assert [(one["decision"], one["version"]) for one in responses] == [("adopted", 1)]


async def test_a_refused_answer_keeps_its_text_and_says_what_is_wrong(
    client: httpx.AsyncClient, square: Square, official: Person
) -> None:
    number = await square.proposal()
    sent = await send(client, number, official, "response", body="너무 <짧은> 글")
    assert sent.status_code == 400
    assert 'role="alert"' in sent.text
    assert 'href="#decision"' in sent.text and 'id="decision-error"' in sent.text
    assert 'aria-describedby="body-hint body-error"' in sent.text
    assert "너무 &lt;짧은&gt; 글</textarea>" in sent.text


async def test_a_preview_shows_the_answer_and_publishes_nothing(
    client: httpx.AsyncClient, square: Square, official: Person
) -> None:
    number = await square.proposal()
    form = {"decision": "not_adopted", "body": "**굵게** 쓴 글", "preview": "yes"}
    shown = await send(client, number, official, "response", **form)
    assert shown.status_code == 200
    assert "<strong>굵게</strong> 쓴 글" in shown.text
    assert 'value="not_adopted" checked' in shown.text
    assert (await square.get(f"/proposals/{number}/responses"))["items"] == []


async def test_a_correction_starts_from_the_answer_that_holds(
    client: httpx.AsyncClient, square: Square, official: Person
) -> None:
    number = await square.proposal()
    await answer(square, number, official)
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert "답변 정정하기" in case.text
    assert 'value="adopted" id="decision" checked' in case.text
    assert f"{REASONS}</textarea>" in case.text
    form = {"decision": "partly_adopted", "body": REASONS + " 마포역은 내후년입니다."}
    await send(client, number, official, "response", **form)
    assert await square.events(number) == ["published", "response", "correction"]


async def test_an_interim_note_and_an_extension_are_made_public(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    number = await owed(square, clock)
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert "12월 12일까지인 기한이 1월 11일까지로" in case.text.replace("2027년 ", "")
    for form, fields in (
        ("interim", {"note": "현장을 보고 있습니다."}),
        ("extension", {"reason": "경찰청과 협의가 남았습니다."}),
    ):
        sent = await send(client, number, official, form, **fields)
        assert sent.status_code == 303, sent.text
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert "11월 22일 중간 회신함" in case.text
    assert "경찰청과 협의가 남았습니다." in case.text
    assert 'name="form" value="extension"' not in case.text


async def test_a_form_whose_time_has_passed_gives_its_text_back(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    number = await owed(square, clock, days=-1)
    reason = "조금만 더 기다려 주세요."
    sent = await send(client, number, official, "extension", reason=reason)
    assert sent.status_code == 409
    assert "기한이 이미 지났어요" in sent.text and reason in sent.text


async def test_milestones_are_told_after_adoption_only(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    number = await square.proposal()
    await answer(square, number, official, decision="not_adopted")
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert 'name="form" value="milestone"' not in case.text
    await answer(square, number, official)
    future = {"state": "done", "date": "2026-12-24", "note": "다 했습니다."}
    refused = await send(client, number, official, "milestone", **future)
    assert refused.status_code == 400
    assert 'value="2026-12-24"' in refused.text and 'id="date-error"' in refused.text
    sent = await send(client, number, official, "milestone", **future | {"state": "planned"})
    assert sent.headers["location"].endswith("done=desk-milestone")
    steps = (await square.get(f"/proposals/{number}/milestones"))["items"]
    assert [(step["state"], step["date"]) for step in steps] == [("planned", "2026-12-24")]


async def test_another_department_is_told_before_it_writes(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    number = await square.proposal()
    stranger = await people.official("culture")
    case = await client.get(f"/desk/{number}", headers=stranger.headers)
    assert case.status_code == 403 and "담당 부서만" in case.text


async def test_a_hidden_proposal_shows_its_debt_and_not_its_text(
    client: httpx.AsyncClient, square: Square, official: Person, clock: Clock
) -> None:
    number = await owed(square, clock)
    text = (await square.get(f"/proposals/{number}"))["title"]
    await hide(number, clock.now)
    case = await client.get(f"/desk/{number}", headers=official.headers)
    assert case.status_code == 200
    assert text not in case.text and "개인정보" in case.text
    assert text not in (await client.get("/desk", headers=official.headers)).text


@pytest.mark.parametrize("path", ["/desk", "/desk?state=answered"])
async def test_an_empty_desk_says_what_will_be_there(
    client: httpx.AsyncClient, official: Person, path: str
) -> None:
    page = await client.get(path, headers=official.headers | {"Accept-Language": "en"})
    assert 'class="empty"' in page.text
    assert not re.search("[가-힣]", page.text.replace("한국어", ""))
