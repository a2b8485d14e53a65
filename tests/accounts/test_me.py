"""One's own account: read, change, export."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from backend.accounts.actions import Unfit, add_account, add_staff, open_session
from backend.city.city import City
from backend.database.engine import fetch_row
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import People


async def test_a_person_changes_what_they_name_and_nothing_else(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.resident("하나")
    answer = await client.patch("/api/v1/me", json={"name": "  새   이름 "}, headers=person.headers)
    assert answer.status_code == 200
    assert answer.json()["name"] == "새 이름"
    assert answer.json()["language"] is None
    answer = await client.patch(
        "/api/v1/me", json={"language": "en", "area": "mapo"}, headers=person.headers
    )
    assert (answer.json()["language"], answer.json()["area"]) == ("en", "mapo")
    assert answer.json()["name"] == "새 이름"
    answer = await client.patch(
        "/api/v1/me", json={"language": None, "area": None}, headers=person.headers
    )
    assert (answer.json()["language"], answer.json()["area"]) == (None, None)
    assert (await client.patch("/api/v1/me", json={}, headers=person.headers)).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u3000"}, "name"),
        ({"name": "가" * 41}, "name"),
        ({"name": None}, "name"),
        ({"language": "fr"}, "language"),
        ({"area": "busan"}, "area"),
        ({"roles": ["admin"]}, "roles"),
        ({"email": "other@madang.example"}, "email"),
        ({"verified": True}, "verified"),
    ],
)
async def test_what_does_not_fit_is_named(
    client: httpx.AsyncClient, people: People, change: dict[str, object], field: str
) -> None:
    person = await people.account()
    answer = await client.patch("/api/v1/me", json=change, headers=person.headers)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


async def test_the_accounts_language_is_that_of_its_answers(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.person(language="en")
    korean = {"Accept-Language": "ko"}
    answer = await client.get("/api/v1/proposals/999999999", headers=person.headers | korean)
    assert answer.json()["title"] == "There is nothing here"


async def test_a_verification_ends_by_itself(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    person = await people.resident()
    assert (await client.get("/api/v1/me", headers=person.headers)).json()["verified"] is True
    clock.now += timedelta(days=80)
    assert (await client.get("/api/v1/me", headers=person.headers)).json()["verified"] is True
    for _ in range(4):
        clock.now += timedelta(days=80)
        await client.get("/api/v1/me", headers=person.headers)
    assert (await client.get("/api/v1/me", headers=person.headers)).json()["verified"] is False


async def test_nothing_of_an_account_is_cached(client: httpx.AsyncClient, people: People) -> None:
    person = await people.account()
    for path in ("/api/v1/me", "/api/v1/me/sessions", "/api/v1/me/export", "/api/v1/auth/session"):
        answer = await client.get(path, headers=person.headers)
        assert answer.headers["cache-control"] == "no-store", path


async def test_a_clerk_verifies_a_resident_and_makes_the_account(
    client: httpx.AsyncClient, people: People, city: City, clock: Clock
) -> None:
    clerk = await people.clerk()
    body = {"email": "Visitor@madang.example", "area": "mapo", "name": "창구 손님"}
    answer = await client.post("/api/v1/verifications", json=body, headers=clerk.headers)
    assert answer.status_code == 201
    account = answer.json()
    assert account["email"] == "visitor@madang.example"
    assert account["verified"] is True
    assert (account["area"], account["name"]) == ("mapo", "창구 손님")
    row = await fetch_row("SELECT * FROM account WHERE email = 'visitor@madang.example'")
    assert row is not None
    assert row["verified_by"] == f"desk:{clerk.account}"
    assert row["verified_until"] == clock.now + timedelta(days=city.residency.verified_for_days)
    assert row["consented_at"] is None, "only who signs in consents"


async def test_a_clerk_does_not_rename_who_is_there(
    client: httpx.AsyncClient, people: People
) -> None:
    clerk, person = await people.clerk(), await people.account("하나")
    answer = await client.post(
        "/api/v1/verifications",
        json={"email": person.email, "name": "둘"},
        headers=clerk.headers,
    )
    assert (answer.json()["name"], answer.json()["verified"]) == ("하나", True)


async def test_a_verification_under_a_key_happens_once(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    clerk, person = await people.clerk(), await people.account()
    headers = clerk.headers | {"Idempotency-Key": "desk-1"}
    body = {"email": person.email}
    first = await client.post("/api/v1/verifications", json=body, headers=headers)
    clock.now += timedelta(days=1)
    again = await client.post("/api/v1/verifications", json=body, headers=headers)
    assert first.json() == again.json()
    other = await client.post(
        "/api/v1/verifications", json=body | {"area": "mapo"}, headers=headers
    )
    assert other.status_code == 422


async def test_only_clerks_and_admins_verify(client: httpx.AsyncClient, people: People) -> None:
    body = {"email": "visitor@madang.example"}
    for person in (await people.resident(), await people.moderator(), await people.official("bus")):
        answer = await client.post("/api/v1/verifications", json=body, headers=person.headers)
        assert answer.status_code == 403
    admin = await people.admin()
    answer = await client.post("/api/v1/verifications", json=body, headers=admin.headers)
    assert answer.status_code == 201


async def test_an_export_holds_what_is_kept(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    person, other = await people.resident("하나"), await people.resident("둘")
    proposal = {
        "title": "버스 정류장에 그늘막을 놓아 주세요",
        "body": "여름마다 정류장이 너무 뜨거워서 기다리기가 힘듭니다. 그늘막이 있으면 좋겠습니다.",
        "topic": "transit",
    }
    number = (await client.post("/api/v1/proposals", json=proposal, headers=other.headers)).json()[
        "number"
    ]
    path = f"/api/v1/proposals/{number}"
    assert (await client.put(f"{path}/support", headers=person.headers)).status_code == 200
    assert (await client.put(f"{path}/follow", headers=person.headers)).status_code == 200
    comment = {"body": "우리 동네에도 꼭 필요해요.", "stance": "for"}
    await client.post(f"{path}/comments", json=comment, headers=person.headers)
    await client.post("/api/v1/drafts", json={"title": "쓰는 중"}, headers=person.headers)
    mine = {**proposal, "title": "자전거 길을 이어 주세요"}
    await client.post("/api/v1/proposals", json=mine, headers=person.headers)

    answer = await client.get("/api/v1/me/export", headers=person.headers)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="madang.json"'
    exported = answer.json()
    assert exported["account"]["email"] == person.email
    assert [each["title"] for each in exported["proposals"]] == ["자전거 길을 이어 주세요"]
    assert [each["title"] for each in exported["drafts"]] == ["쓰는 중"]
    assert [each["body"] for each in exported["comments"]] == [comment["body"]]
    assert [each["proposal"] for each in exported["supports"]] == [number]
    assert number in [each["proposal"] for each in exported["follows"]]
    assert len(exported["sessions"]) == 1
    assert person.token not in answer.text
    assert "vote_secret" not in answer.text
    assert other.email not in answer.text


async def test_an_operator_adds_people_and_repeating_it_is_harmless(
    people: People, settings: Settings, city: City, clock: Clock
) -> None:
    for _ in range(2):
        first = await add_account(
            settings=settings,
            email="New@madang.example",
            name="새 사람",
            verified=True,
            area="mapo",
            city=city,
            now=clock.now,
        )
    for role in ("moderator", "official", "moderator"):
        again = await add_staff(
            settings=settings,
            email="new@madang.example",
            role=role,
            department="bus" if role == "official" else None,
            city=city,
            now=clock.now,
        )
        assert again == first
    row = await fetch_row("SELECT * FROM account WHERE id = $1", first)
    assert row is not None
    assert row["roles"] == ["moderator", "official"]
    assert (row["department"], row["name"], row["area"]) == ("bus", "새 사람", "mapo")
    assert row["verified_until"] > clock.now


async def test_an_operator_is_told_what_is_wrong(
    people: People, settings: Settings, city: City, clock: Clock
) -> None:
    known: dict[str, Any] = {"settings": settings, "city": city, "now": clock.now}
    with pytest.raises(Unfit, match="no e-mail address"):
        await add_account(email="nonsense", **known)
    with pytest.raises(Unfit, match="longer than 40"):
        await add_account(email="new@madang.example", name="가" * 41, **known)
    with pytest.raises(Unfit, match="no area busan"):
        await add_account(email="new@madang.example", area="busan", **known)
    with pytest.raises(Unfit, match="no department sea"):
        await add_staff(email="new@madang.example", role="head", department="sea", **known)
    with pytest.raises(Unfit, match="needs a department"):
        await add_staff(email="new@madang.example", role="official", **known)
    with pytest.raises(Unfit, match="madang account add"):
        await open_session(email="missing@madang.example", now=clock.now)
    assert await fetch_row("SELECT FROM account WHERE email = 'new@madang.example'") is None
