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


async def test_every_other_text_is_another_version(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    made = await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)
    path = f"/api/v1/drafts/{made.json()['id']}"
    read = await client.get(path, headers=author.headers)
    assert (read.headers["etag"], read.json()["version"]) == ('"1"', 1)
    headers = author.headers | {"If-Match": '"1"'}
    changed = await client.patch(path, json={"title": "다른 제목"}, headers=headers)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    # The answer was lost on the way, so it is sent again on the version known there.
    again = await client.patch(path, json={"title": "다른 제목"}, headers=headers)
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"9"', "2", "", "nothing"])
async def test_two_devices_that_write_on_one_draft_find_each_other_out(
    client: httpx.AsyncClient, people: People, tag: str
) -> None:
    author = await people.account()
    made = await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)
    path = f"/api/v1/drafts/{made.json()['id']}"
    await client.patch(path, json={"title": "책상에서"}, headers=author.headers)
    refused = await client.patch(
        path, json={"title": "길에서"}, headers=author.headers | {"If-Match": tag}
    )
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/draft-changed-elsewhere"
    assert (await client.get(path, headers=author.headers)).json()["title"] == "책상에서"


@pytest.mark.parametrize("tag", ['"2"', 'W/"2"', "*"])
async def test_the_present_version_can_be_written_on(
    client: httpx.AsyncClient, people: People, tag: str
) -> None:
    author = await people.account()
    made = await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)
    path = f"/api/v1/drafts/{made.json()['id']}"
    await client.patch(path, json={"title": "책상에서"}, headers=author.headers)
    changed = await client.patch(
        path, json={"title": "길에서"}, headers=author.headers | {"If-Match": tag}
    )
    assert (changed.status_code, changed.json()["version"]) == (200, 3)


async def test_a_draft_is_published_as_it_was_written_last(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    made = await client.post("/api/v1/drafts", json=TEXT, headers=author.headers)
    path = f"/api/v1/drafts/{made.json()['id']}"
    stale = await client.post(
        f"{path}/publication", json={"title": "늦게 온 제목", "version": 7}, headers=author.headers
    )
    assert stale.json()["type"] == "/problems/draft-changed-elsewhere"
    published = await client.post(
        f"{path}/publication",
        json={"title": "마지막에 고친 제목", "area": None, "version": 1},
        headers=author.headers,
    )
    assert published.status_code == 201
    text = published.json()
    assert (text["title"], text["body"], text["area"]) == (
        "마지막에 고친 제목",
        TEXT["body"],
        None,
    )
    assert (await client.get(path, headers=author.headers)).status_code == 404
    wrong = await client.post(
        f"{path}/publication", json={"title": "짧다", "pages": 3}, headers=author.headers
    )
    assert sorted(wrong.json()["errors"]) == ["pages", "title"]
