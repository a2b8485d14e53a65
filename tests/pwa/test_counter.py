"""The counter: confirming residents."""

from __future__ import annotations

import httpx

from tests.people import People


async def test_only_clerks_and_admins_stand_at_the_counter(
    client: httpx.AsyncClient, people: People
) -> None:
    assert (await client.get("/counter")).status_code == 401
    for person, status in (
        (await people.moderator(), 403),
        (await people.clerk(), 200),
        (await people.admin(), 200),
    ):
        page = await client.get("/counter", headers=person.headers)
        assert page.status_code == status
        assert page.headers["cache-control"] == "no-store"


async def test_a_person_is_confirmed_and_can_support(
    client: httpx.AsyncClient, people: People
) -> None:
    clerk = await people.clerk()
    person = await people.account("망원동주민")
    form = {"email": person.email, "area": "mapo", "name": ""}
    page = await client.post("/counter", data=form, headers=clerk.headers)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "망원동주민" in page.text and "마포구" in page.text
    assert "2027년 11월 22일" in page.text
    me = (await client.get("/api/v1/me", headers=person.headers)).json()
    assert me["verified"] is True


async def test_a_wrong_address_is_shown_again_with_what_is_wrong(
    client: httpx.AsyncClient, people: People
) -> None:
    clerk = await people.clerk()
    form = {"email": "주소가 아님", "area": "mapo", "name": "홍길동"}
    page = await client.post("/counter", data=form, headers=clerk.headers)
    assert page.status_code == 400
    assert 'href="#email"' in page.text and 'id="email-error"' in page.text
    assert 'value="주소가 아님"' in page.text and 'value="홍길동"' in page.text
    assert '<option value="mapo" selected>' in page.text
