"""What moderators hid is gone for everybody but its author and moderators."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.conftest import Clock
from tests.people import People, Person
from tests.square import TEXT, hide, publish, read

SECRET = "여기 적힌 전화번호를 가려 주세요"


async def hidden_proposal(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> tuple[int, Person]:
    """A proposal full of the secret, and its author."""
    author = await people.account()
    proposal = await publish(
        client,
        author,
        title=SECRET,
        body=f"{SECRET} {SECRET}",
        place={"label": SECRET},
    )
    number = proposal["number"]
    await client.post(
        f"/api/v1/proposals/{number}/addenda", json={"body": SECRET}, headers=author.headers
    )
    await hide(number, clock.now + timedelta(minutes=1))
    return number, author


async def test_a_hidden_text_is_nowhere_for_others(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, _ = await hidden_proposal(client, people, clock)
    follower = await people.resident()
    for reader in (None, follower):
        headers = reader.headers if reader else {}
        for path in (
            f"/proposals/{number}",
            f"/proposals/{number}/versions",
            f"/proposals/{number}/timeline",
            "/proposals",
            f"/proposals?q={SECRET}",
            f"/proposals/similar?text={SECRET}",
        ):
            answer = await client.get(f"/api/v1{path}", headers=headers)
            assert SECRET not in answer.text, path
    proposal = await read(client, number)
    assert proposal["stage"] == proposal["visibility"] == "hidden"
    assert proposal["hidden"] == "personal_data"
    assert proposal["title"] is proposal["body"] is proposal["body_html"] is None
    assert proposal["excerpt"] is proposal["place"] is None
    assert proposal["addenda"] == []


@pytest.mark.parametrize("reader", ["author", "moderator"])
async def test_its_author_and_moderators_still_read_it(
    client: httpx.AsyncClient, people: People, clock: Clock, reader: str
) -> None:
    number, author = await hidden_proposal(client, people, clock)
    person = author if reader == "author" else await people.moderator()
    proposal = await read(client, number, person)
    assert proposal["title"] == SECRET
    assert proposal["hidden"] == "personal_data"
    assert proposal["editable"] is False
    versions = await client.get(f"/api/v1/proposals/{number}/versions", headers=person.headers)
    assert versions.json()["items"][0]["title"] == SECRET


async def test_nothing_can_be_added_to_it(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, author = await hidden_proposal(client, people, clock)
    resident = await people.resident()
    path = f"/api/v1/proposals/{number}"
    for method, part, body, person in (
        ("PUT", "/support", None, resident),
        ("PUT", "/follow", None, resident),
        ("POST", "/addenda", {"body": "더"}, author),
        ("PATCH", "", {"title": TEXT["title"]}, author),
    ):
        refused = await client.request(method, path + part, json=body, headers=person.headers)
        assert refused.status_code == 409
        assert refused.json()["type"] == "/problems/proposal-hidden"


async def test_the_replayed_publication_of_a_hidden_proposal_shows_no_more_than_reading_it(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    headers = author.headers | {"Idempotency-Key": "once"}
    first = await client.post("/api/v1/proposals", json=TEXT, headers=headers)
    await hide(first.json()["number"], clock.now)
    again = await client.post("/api/v1/proposals", json=TEXT, headers=headers)
    assert again.status_code == 201
    assert again.json()["stage"] == "hidden"
    assert again.json()["hidden"] == "personal_data"
