"""The discussion on a proposal's page, and reporting, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Clock
from tests.people import People
from tests.pwa.reader import page_of, send
from tests.square import Square


async def test_a_comment_is_posted_once_and_read_with_its_stance(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, person = await square.proposal(), await people.account("말하는사람")
    for _ in range(2):
        done = await send(
            client, f"/proposals/{number}/comments", person,
            key="k", stance="against", body="역이 **좁아요**.",
        )  # fmt: skip
        assert done.status_code == 303
    comments = (await square.get(f"/proposals/{number}/comments"))["items"]
    assert len(comments) == 1
    assert done.headers["location"] == (
        f"/proposals/{number}?done=commented#comment-{comments[0]['id']}"
    )
    page = await page_of(client, number)
    assert "역이 <strong>좁아요</strong>." in page
    assert '<span class="stance against">반대</span>' in page


async def test_what_was_refused_is_kept_and_explained(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, person = await square.proposal(), await people.account()
    parent = await square.comment(number)
    for fields in ({"stance": "for"}, {"reply_to": str(parent["id"])}):
        refused = await send(
            client, f"/proposals/{number}/comments", person, body="나" * 5001, key="k", **fields
        )
        assert refused.status_code == 400
        assert "나" * 5001 in refused.text
        assert 'role="alert"' in refused.text and "5,000자까지" in refused.text
        for name, value in fields.items():
            assert re.search(f'name="{name}"[^>]*value="{value}"', refused.text)
    assert len((await square.get(f"/proposals/{number}/comments"))["items"]) == 1


async def test_replies_stand_below_what_they_answer(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, official = await square.proposal(), await people.official("pedestrian", "김서울")
    parent = await square.comment(number, body="언제 되나요?")
    await send(
        client, f"/proposals/{number}/comments", official,
        body="내년 봄이에요.", reply_to=str(parent["id"]), key="k",
    )  # fmt: skip
    page = await page_of(client, number)
    assert page.index("언제 되나요?") < page.index('class="replies"') < page.index("내년 봄이에요.")
    assert '<span class="badge">보행정책과</span>' in page


async def test_threads_are_kept_by_stance_and_sorted_and_the_form_leads_back_there(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, person = await square.proposal(), await people.account()
    await square.comment(number, body="좋은 생각", stance="for")
    other = await square.comment(number, body="나쁜 생각", stance="against")
    here = f"/proposals/{number}?stance=against"
    page = (await client.get(here, headers=person.headers)).text
    assert "나쁜 생각" in page and "좋은 생각" not in page
    assert "찬성 1" in page and "반대 1" in page and "중립 0" in page
    marked = await client.post(
        f"/comments/{other['id']}/helpful",
        data={"helpful": "1"},
        headers={**person.headers, "Referer": f"http://127.0.0.1:8000{here}"},
    )
    assert marked.headers["location"] == f"{here}#comment-{other['id']}"
    page = (await client.get(here, headers=person.headers)).text
    assert 'aria-pressed="true">도움돼요 1' in page


async def test_one_changes_a_comment_for_15_minutes_and_deletes_it_ever_after(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    number, person = await square.proposal(), await people.account()
    mine = (await square.comment(number, person, body="처음 쓴 말"))["id"]
    assert f"/comments/{mine}/edit" in await page_of(client, number, person)
    form = await client.get(f"/comments/{mine}/edit", headers=person.headers)
    assert "처음 쓴 말" in form.text
    empty = await send(client, f"/comments/{mine}", person, body="", stance="for")
    assert empty.status_code == 400
    await send(client, f"/comments/{mine}", person, body="고쳐 쓴 말", stance="for")
    page = await page_of(client, number)
    assert "고쳐 쓴 말" in page and "고침" in page
    stranger = await people.account()
    for path in (f"/comments/{mine}", f"/comments/{mine}/removal"):
        assert (await send(client, path, stranger, body="남의 말")).status_code == 403
    clock.now += timedelta(minutes=16)
    late = await send(client, f"/comments/{mine}", person, body="늦게 고친 말", stance="for")
    assert late.status_code == 409 and "늦게 고친 말" in late.text
    assert (await send(client, f"/comments/{mine}/removal", person)).status_code == 303
    assert "고쳐 쓴 말" not in await page_of(client, number)


async def test_a_comments_address_leads_to_its_place(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    id = (await square.comment(number))["id"]
    answer = await client.get(f"/comments/{id}")
    assert answer.headers["location"] == f"/proposals/{number}#comment-{id}"
    assert (await client.get("/comments/999999")).status_code == 404


@pytest.mark.parametrize("kind", ["proposal", "comment"])
async def test_a_report_needs_a_reason_and_reaches_the_moderators(
    client: httpx.AsyncClient, people: People, square: Square, kind: str
) -> None:
    number, person = await square.proposal(), await people.account()
    id = number if kind == "proposal" else (await square.comment(number))["id"]
    assert (await client.get(f"/{kind}s/{id}/report")).status_code == 401
    path = f"/{kind}s/{id}/report"
    assert "같은 내용" in (await client.get(path, headers=person.headers)).text
    refused = await send(client, path, person, note="이유는 나중에", key="k")
    assert refused.status_code == 400 and "이유는 나중에" in refused.text
    done = await send(client, path, person, reason="spam", note="광고예요", key="k")
    said = await client.get(done.headers["location"], headers=person.headers, follow_redirects=True)
    assert "알려 줘서 고마워요" in said.text
    moderator = await people.moderator()
    queue = (await square.get("/moderation/queue", moderator))["items"]
    assert [(item["subject"], item["reasons"]) for item in queue] == [
        ({"kind": kind, "id": id}, {"spam": 1})
    ]


async def test_a_hidden_comment_shows_its_reason_and_to_its_author_the_text(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, author, moderator = (
        await square.proposal(),
        await people.account(),
        await people.moderator(),
    )
    id = (await square.comment(number, author, body="싼 대출 문의"))["id"]
    await square.post(
        "/moderation/decisions", moderator,
        subject={"kind": "comment", "id": id}, action="hide", reason="spam",
    )  # fmt: skip
    page = await page_of(client, number)
    assert "싼 대출 문의" not in page and "광고·도배" in page
    assert "싼 대출 문의" in await page_of(client, number, author)


async def test_the_language_of_a_refused_form_is_changed_on_the_page_that_it_stood_on(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    number, person = await square.proposal(), await people.account()
    refused = await client.post(
        f"/proposals/{number}/comments",
        data={"body": " "},
        headers=person.headers | {"Referer": f"{client.base_url}/proposals/{number}?order=helpful"},
    )
    assert refused.status_code == 400
    assert f'name="to" value="/proposals/{number}?order=helpful"' in refused.text


async def test_the_address_that_comments_are_sent_to_leads_to_where_they_stand(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    found = await client.get(f"/proposals/{number}/comments")
    assert found.status_code == 303
    assert found.headers["location"] == f"/proposals/{number}#comments"


async def test_what_was_written_outlives_the_session_of_its_writer(
    client: httpx.AsyncClient, square: Square
) -> None:
    """The staff's pages leave nothing behind in a browser that could be gone back to."""
    number = await square.proposal()
    for path, form in (
        (f"/proposals/{number}/comments", {"body": "세션이 끝나도 <남아야> 해요", "stance": "for"}),
        (f"/desk/{number}", {"form": "response", "body": "세션이 끝나도 <남아야> 해요"}),
        (f"/proposals/{number}/report", {"reason": "spam", "note": "세션이 끝나도 <남아야> 해요"}),
    ):
        refused = await client.post(
            path, data=form | {"key": "a-key"}, headers={"Origin": str(client.base_url)}
        )
        assert refused.status_code == 401
        assert refused.headers["cache-control"] == "no-store"
        assert "세션이 끝나도 &lt;남아야&gt; 해요</textarea>" in refused.text
        assert "spam" not in refused.text and "a-key" not in refused.text


async def test_what_no_form_of_ours_sends_is_not_shown(client: httpx.AsyncClient) -> None:
    refused = await client.post(
        "/proposals/1/comments", content=b"\xff\x00=1", headers={"Origin": str(client.base_url)}
    )
    assert refused.status_code == 401
    assert "<textarea" not in refused.text
