"""Leaving: texts lose their name, supports stay, and nobody comes back to vote twice."""

from __future__ import annotations

from datetime import timedelta

import httpx

from backend.accounts.actions import forget_expired
from backend.database.engine import fetch_value
from backend.settings import Settings
from tests.accounts.leaving import come_back, leave
from tests.conftest import Clock
from tests.people import People
from tests.square import TEXT, publish


async def support(
    client: httpx.AsyncClient, number: int, headers: dict[str, str]
) -> dict[str, object]:
    answer = await client.put(f"/api/v1/proposals/{number}/support", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_the_account_goes_and_its_texts_stay_without_a_name(
    client: httpx.AsyncClient, people: People
) -> None:
    person, other = await people.resident("하나"), await people.resident("둘")
    number = (await publish(client, person))["number"]
    elsewhere = (await publish(client, other))["number"]
    await client.post(
        f"/api/v1/proposals/{elsewhere}/comments",
        json={"body": "좋은 생각이에요."},
        headers=person.headers,
    )
    await client.post("/api/v1/drafts", json={"title": "쓰는 중"}, headers=person.headers)
    await leave(client, person)
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 401
    proposal = (await client.get(f"/api/v1/proposals/{number}")).json()
    assert proposal["title"] == TEXT["title"]
    assert "하나" not in str(proposal["author"])
    comments = (await client.get(f"/api/v1/proposals/{elsewhere}/comments")).json()["items"]
    assert [comment["body"] for comment in comments] == ["좋은 생각이에요."]
    assert "하나" not in str(comments)
    for table, column in (
        ("account", "id"),
        ("session", "account"),
        ("draft", "author"),
        ("follow", "account"),
        ("idempotency_key", "account"),
    ):
        left = await fetch_value(
            f"SELECT count(*) FROM {table} WHERE {column} = $1", person.account
        )
        assert left == 0, table


async def test_a_helpful_mark_goes_with_its_account(
    client: httpx.AsyncClient, people: People
) -> None:
    author, person = await people.resident(), await people.resident()
    number = (await publish(client, author))["number"]
    comment = (
        await client.post(
            f"/api/v1/proposals/{number}/comments",
            json={"body": "좋은 생각이에요."},
            headers=author.headers,
        )
    ).json()["id"]
    marked = await client.put(f"/api/v1/comments/{comment}/helpful", headers=person.headers)
    assert marked.json() == {"helpful": 1}
    await leave(client, person)
    assert await fetch_value("SELECT helpful FROM comment WHERE id = $1", comment) == 0


async def test_who_leaves_and_comes_back_supports_once(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    author, person = await people.resident(), await people.resident()
    number = (await publish(client, author))["number"]
    assert await support(client, number, person.headers) == {"supports": 1, "supported": True}
    await leave(client, person)
    assert (await client.get(f"/api/v1/proposals/{number}")).json()["supports"] == 1
    headers = await come_back(client, settings, person.email)
    assert await support(client, number, headers) == {"supports": 1, "supported": True}


async def test_leaving_a_second_time_changes_nothing_about_that(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    author, person = await people.resident(), await people.resident()
    number = (await publish(client, author))["number"]
    await support(client, number, person.headers)
    await leave(client, person)
    for _ in range(2):
        headers = await come_back(client, settings, person.email)
        assert (await support(client, number, headers))["supports"] == 1
        assert (await client.delete("/api/v1/me", headers=headers)).status_code == 204


async def test_a_desk_takes_the_tombstone_up_too(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    author, person, clerk = (
        await people.resident(),
        await people.resident(),
        await people.clerk(),
    )
    number = (await publish(client, author))["number"]
    await support(client, number, person.headers)
    await leave(client, person)
    await client.post("/api/v1/verifications", json={"email": person.email}, headers=clerk.headers)
    headers = await come_back(client, settings, person.email)
    assert (await support(client, number, headers))["supports"] == 1


async def test_nothing_is_left_behind_where_nothing_is_open(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author, supporter, reader = [await people.resident() for _ in range(3)]
    number = (await publish(client, author))["number"]
    await support(client, number, supporter.headers)
    before = await fetch_value("SELECT count(*) FROM tombstone")
    await leave(client, reader)
    assert await fetch_value("SELECT count(*) FROM tombstone") == before
    clock.now += timedelta(days=31)
    await leave(client, supporter)
    assert await fetch_value("SELECT count(*) FROM tombstone") == before


async def test_a_tombstone_names_nobody_and_goes_when_the_window_closes(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author, person = await people.resident(), await people.resident()
    number = (await publish(client, author))["number"]
    await support(client, number, person.headers)
    secret = await fetch_value("SELECT vote_secret FROM account WHERE id = $1", person.account)
    await leave(client, person)
    closes_at = await fetch_value("SELECT closes_at FROM proposal WHERE number = $1", number)
    assert await fetch_value("SELECT until FROM tombstone") == closes_at
    kept = await fetch_value("SELECT identity_hash || sealed_secret FROM tombstone")
    assert secret not in kept
    assert person.email.encode() not in kept
    await forget_expired(closes_at)
    assert await fetch_value("SELECT count(*) FROM tombstone") == 1
    await forget_expired(closes_at + timedelta(seconds=1))
    assert await fetch_value("SELECT count(*) FROM tombstone") == 0
