"""Drafts: one's own, as short as nothing, until they are published or thrown away."""

from __future__ import annotations

import httpx
import pytest

from backend.database.engine import execute
from tests.people import People
from tests.square import TEXT


async def test_a_draft_may_be_empty(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    answer = await client.post("/api/v1/drafts", json={}, headers=author.headers)
    assert answer.status_code == 201
    draft = answer.json()
    assert (draft["title"], draft["body"], draft["topic"]) == ("", "", None)
    assert draft["visibility"] == draft["stage"] == "draft"
    assert draft["number"] is None


async def test_a_draft_grows_and_becomes_a_proposal(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    id = (await client.post("/api/v1/drafts", json={}, headers=author.headers)).json()["id"]
    path = f"/api/v1/drafts/{id}"
    changed = await client.patch(
        path, json=TEXT | {"place": {"label": "망원역"}}, headers=author.headers
    )
    assert changed.json()["title"] == TEXT["title"]
    changed = await client.patch(path, json={"area": None}, headers=author.headers)
    assert (changed.json()["title"], changed.json()["area"]) == (TEXT["title"], None)
    headers = author.headers | {"Idempotency-Key": "publish"}
    published = await client.post(f"{path}/publication", headers=headers)
    assert published.status_code == 201
    assert published.json()["title"] == TEXT["title"]
    assert published.json()["place"]["label"] == "망원역"
    assert (await client.get(path, headers=author.headers)).status_code == 404
    again = await client.post(f"{path}/publication", headers=headers)
    assert again.status_code == 201
    assert again.json()["number"] == published.json()["number"]
    assert (await client.post(f"{path}/publication", headers=author.headers)).status_code == 404


async def test_what_is_missing_is_said_and_the_draft_stays(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    draft = await client.post("/api/v1/drafts", json={"title": "짧음"}, headers=author.headers)
    path = f"/api/v1/drafts/{draft.json()['id']}"
    refused = await client.post(f"{path}/publication", headers=author.headers)
    assert refused.status_code == 400
    assert sorted(refused.json()["errors"]) == ["body", "title", "topic"]
    assert (await client.get(path, headers=author.headers)).status_code == 200
    assert (await client.get("/api/v1/proposals")).json()["items"] == []


async def test_a_draft_names_nothing_that_the_city_has_not(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    for field in ("topic", "area", "language"):
        answer = await client.post("/api/v1/drafts", json={field: "zz"}, headers=author.headers)
        assert list(answer.json()["errors"]) == [field]


async def test_other_peoples_drafts_are_not_found(
    client: httpx.AsyncClient, people: People
) -> None:
    author, other = await people.account(), await people.moderator()
    id = (await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)).json()["id"]
    for method, part in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/publication")):
        answer = await client.request(
            method,
            f"/api/v1/drafts/{id}{part}",
            json={} if method == "PATCH" else None,
            headers=other.headers,
        )
        assert answer.status_code == 404, method
    mine = await client.get("/api/v1/drafts", headers=author.headers)
    assert [draft["id"] for draft in mine.json()["items"]] == [id]
    assert (await client.get("/api/v1/drafts", headers=other.headers)).json()["items"] == []
    assert (await client.get("/api/v1/drafts")).status_code == 401


async def test_a_discarded_draft_is_gone(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    id = (await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)).json()["id"]
    path = f"/api/v1/drafts/{id}"
    assert (await client.delete(path, headers=author.headers)).status_code == 204
    assert (await client.delete(path, headers=author.headers)).status_code == 404


async def test_the_same_key_keeps_one_draft(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    headers = author.headers | {"Idempotency-Key": "draft"}
    first = await client.post("/api/v1/drafts", json=TEXT, headers=headers)
    again = await client.post("/api/v1/drafts", json=TEXT, headers=headers)
    assert first.json() == again.json()


@pytest.mark.parametrize("kept", [49, 50])
async def test_fifty_drafts_are_kept(client: httpx.AsyncClient, people: People, kept: int) -> None:
    author = await people.account()
    await execute(
        "INSERT INTO draft (author, language, title, body, created_at, updated_at)"
        " SELECT $1, 'ko', '', '', now(), now() FROM generate_series(1, $2::int)",
        author.account,
        kept,
    )
    answer = await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)
    assert answer.status_code == (201 if kept < 50 else 409)


async def test_a_draft_sent_again_after_its_publication_makes_no_second_one(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    headers = author.headers | {"Idempotency-Key": "draft"}
    draft = (await client.post("/api/v1/drafts", json=TEXT, headers=headers)).json()["id"]
    published = await client.post(f"/api/v1/drafts/{draft}/publication", headers=author.headers)
    assert published.status_code == 201
    assert (await client.post("/api/v1/drafts", json=TEXT, headers=headers)).status_code == 404
    left = await client.get("/api/v1/drafts", headers=author.headers)
    assert left.json()["items"] == []
