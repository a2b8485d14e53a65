"""Following a proposal, apart from supporting it."""

from __future__ import annotations

import httpx

from backend.database.engine import fetch
from tests.conftest import Clock
from tests.people import People
from tests.square import hide, publish, read


async def test_following_twice_is_once_and_leaves_no_time(
    client: httpx.AsyncClient, people: People
) -> None:
    number, reader = (
        (await publish(client, await people.account()))["number"],
        await people.account(),
    )
    for _ in range(2):
        answer = await client.put(f"/api/v1/proposals/{number}/follow", headers=reader.headers)
        assert (answer.status_code, answer.json()) == (200, {"followed": True})
    assert (await read(client, number, reader))["followed"] is True
    rows = await fetch("SELECT * FROM follow WHERE account = $1", reader.account)
    assert [dict(row) for row in rows] == [{"proposal": number, "account": reader.account}]


async def test_following_ends_whatever_became_of_the_proposal(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, reader = (
        (await publish(client, await people.account()))["number"],
        await people.account(),
    )
    path = f"/api/v1/proposals/{number}/follow"
    await client.put(path, headers=reader.headers)
    await hide(number, clock.now)
    for _ in range(2):
        answer = await client.delete(path, headers=reader.headers)
        assert (answer.status_code, answer.json()) == (200, {"followed": False})


async def test_it_takes_an_account_and_a_proposal(
    client: httpx.AsyncClient, people: People
) -> None:
    reader = await people.account()
    for number in (0, 999_999_999, 2**63):
        for method in ("PUT", "DELETE"):
            path = f"/api/v1/proposals/{number}/follow"
            assert (await client.request(method, path)).status_code == 401
            answer = await client.request(method, path, headers=reader.headers)
            assert answer.status_code == 404


async def test_what_one_follows_is_listed_newest_proposal_first(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author, reader = await people.account(), await people.account()
    made = [(await publish(client, author))["number"] for _ in range(5)]
    for number in made[:4]:
        await client.put(f"/api/v1/proposals/{number}/follow", headers=reader.headers)
    await hide(made[0], clock.now)
    first = await client.get("/api/v1/me/follows", params={"limit": 3}, headers=reader.headers)
    assert [item["number"] for item in first.json()["items"]] == made[3:0:-1]
    assert all(item["followed"] for item in first.json()["items"])
    rest = await client.get(
        "/api/v1/me/follows", params={"cursor": first.json()["next"]}, headers=reader.headers
    )
    (last,) = rest.json()["items"]
    assert (last["number"], last["title"], last["hidden"]) == (made[0], None, "personal_data")
    assert rest.json()["next"] is None
    assert (await client.get("/api/v1/me/follows")).status_code == 401
