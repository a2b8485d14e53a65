"""One's own pages: profile, lists, devices, export, leaving."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Clock
from tests.people import People
from tests.square import Square

PAGES = (
    "/me",
    "/me/proposals",
    "/me/drafts",
    "/me/follows",
    "/me/notices",
    "/me/notifications",
    "/me/notifications/muted",
    "/me/devices",
    "/me/export",
    "/me/leave",
)


@pytest.mark.parametrize("path", PAGES)
async def test_a_visitor_is_led_to_sign_in_and_back(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    assert page.status_code == 401
    assert f'href="/sign-in?to={path}"' in page.text


@pytest.mark.parametrize("path", PAGES)
async def test_what_is_ones_own_is_kept_by_no_shared_cache(
    client: httpx.AsyncClient, people: People, path: str
) -> None:
    person = await people.account()
    page = await client.get(path, headers=person.headers)
    assert page.status_code == 200
    kept = page.headers["cache-control"]
    assert kept == ("private, no-cache" if path == "/me/drafts" else "no-store")


@pytest.mark.parametrize("path", PAGES)
async def test_the_pages_are_in_english_too(
    client: httpx.AsyncClient, people: People, path: str
) -> None:
    person = await people.account("Sam")
    page = await client.get(f"{path}?lang=en", headers=person.headers)
    assert not re.search("[가-힣]", page.text.replace("한국어", ""))


async def test_the_profile_is_changed_and_its_language_kept(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    saved = await client.post(
        "/me",
        data={"name": "망원동 산책자", "area": "mapo", "language": "en"},
        headers=person.headers,
    )
    assert saved.headers["location"] == "/me?done=me-saved"
    assert "__Host-madang-language=en" in saved.headers["set-cookie"]
    me = (await client.get("/api/v1/me", headers=person.headers)).json()
    assert (me["name"], me["area"], me["language"]) == ("망원동 산책자", "mapo", "en")
    await client.post("/me", data={"name": "망원동 산책자", "area": ""}, headers=person.headers)
    me = (await client.get("/api/v1/me", headers=person.headers)).json()
    assert (me["area"], me["language"]) == (None, "en")


async def test_an_unfit_name_is_shown_with_what_is_wrong(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account("원래 이름")
    answer = await client.post("/me", data={"name": "가" * 41}, headers=person.headers)
    assert answer.status_code == 400
    assert 'id="name-error"' in answer.text and 'value="' + "가" * 41 in answer.text
    assert "<h1>원래 이름</h1>" in answer.text


async def test_who_is_new_goes_on_to_where_they_were(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    page = await client.get("/me?to=/proposals/new&done=welcome", headers=person.headers)
    assert "반가워요" in page.text and 'name="to" value="/proposals/new"' in page.text
    saved = await client.post(
        "/me", data={"name": "새 이름", "to": "/proposals/new"}, headers=person.headers
    )
    assert saved.headers["location"] == "/proposals/new?done=me-saved"


async def test_each_role_sees_the_way_to_its_work(
    client: httpx.AsyncClient, people: People
) -> None:
    official = await people.official("pedestrian")
    page = await client.get("/me", headers=official.headers)
    assert 'href="/desk"' in page.text and "보행정책과" in page.text
    assert 'href="/moderation"' not in page.text
    for person, room in (
        (await people.moderator(), "/moderation"),
        (await people.clerk(), "/counter"),
    ):
        page = await client.get("/me", headers=person.headers)
        assert f'href="{room}"' in page.text and 'href="/desk"' not in page.text
    page = await client.get("/me", headers=(await people.account()).headers)
    assert not re.search('href="/(desk|moderation|counter)"', page.text)


async def test_ones_own_proposals_are_listed_with_why_one_was_hidden(
    square: Square, people: People
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    moderator = await people.moderator()
    await square.post(
        "/moderation/decisions",
        moderator,
        subject={"kind": "proposal", "id": number},
        action="hide",
        reason="personal_data",
        note="전화번호를 지우고 다시 올려 주세요.",
    )
    listed = await square.client.get("/me/proposals", headers=author.headers)
    assert "역마다 실내 자전거 주차장을" in listed.text
    assert "개인정보" in listed.text and 'href="/me/notices"' in listed.text
    told = await square.client.get("/me/notices", headers=author.headers)
    assert "전화번호를 지우고" in told.text
    other = await people.account()
    assert "전화번호" not in (await square.client.get("/me/notices", headers=other.headers)).text


async def test_what_one_follows_is_listed(square: Square, people: People) -> None:
    number = await square.proposal()
    reader = await people.account()
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    listed = await square.client.get("/me/follows", headers=reader.headers)
    assert f'href="/proposals/{number}"' in listed.text


async def test_a_long_list_goes_on(square: Square, people: People, clock: Clock) -> None:
    author = await people.account()
    for _ in range(3):
        for _ in range(7):
            await square.proposal(author)
        clock.now += timedelta(days=2)
    first = await square.client.get("/me/proposals", headers=author.headers)
    more = re.search(r'href="(/me/proposals\?cursor=[^"]+)"', first.text)
    assert more is not None
    rest = await square.client.get(more[1], headers=author.headers)
    assert rest.text.count('class="card') == 1


async def test_a_device_is_signed_out(client: httpx.AsyncClient, people: People) -> None:
    person, other = await people.account(), await people.account()
    page = await client.get("/me/devices", headers=person.headers)
    assert "지금 이 기기" in page.text
    path = re.search(r'action="(/me/devices/\d+/removal)"', page.text)
    assert path is not None
    assert (await client.post(path[1], headers=other.headers)).status_code == 404
    ended = await client.post(path[1], headers=person.headers)
    assert ended.headers["location"] == "/?done=signed-out"
    assert (await client.get("/me", headers=person.headers)).status_code == 401


async def test_the_export_is_a_file_of_everything(square: Square, people: People) -> None:
    author = await people.account()
    number = await square.proposal(author)
    answer = await square.client.get("/me/export", headers=author.headers)
    assert answer.headers["content-disposition"] == 'attachment; filename="madang.json"'
    kept = answer.json()
    assert kept["account"]["email"] == author.email
    assert [proposal["number"] for proposal in kept["proposals"]] == [number]


async def test_nobody_leaves_by_mistake(client: httpx.AsyncClient, people: People) -> None:
    person = await people.account()
    unsure = await client.post("/me/leave", data={"sure": ""}, headers=person.headers)
    assert unsure.status_code == 400
    assert 'href="#sure"' in unsure.text
    gone = await client.post("/me/leave", data={"sure": "1"}, headers=person.headers)
    assert gone.headers["location"] == "/?done=left"
    assert "max-age=0" in gone.headers["set-cookie"].lower()
    assert (await client.get("/me", headers=person.headers)).status_code == 401
