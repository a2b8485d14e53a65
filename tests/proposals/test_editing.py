"""Changing, adding to and withdrawing a proposal."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from backend.database.engine import execute, fetch_value
from tests.conftest import Clock
from tests.people import People
from tests.square import TEXT, hide, owe, publish, read


def kinds(timeline: httpx.Response) -> list[str]:
    """What happened, in order."""
    return [item["kind"] for item in timeline.json()["items"]]


async def test_editing_keeps_every_text(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    clock.now += timedelta(hours=1)
    answer = await client.patch(
        f"/api/v1/proposals/{number}",
        json={"title": "역마다 지붕 있는 자전거 주차장을"},
        headers=author.headers,
    )
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["title"] == "역마다 지붕 있는 자전거 주차장을"
    assert changed["body"] == TEXT["body"]
    assert changed["version"] == 2
    assert changed["updated_at"] == "2026-11-22T04:00:00Z"
    versions = (await client.get(f"/api/v1/proposals/{number}/versions")).json()
    assert [one["version"] for one in versions["items"]] == [1, 2]
    assert versions["items"][0]["title"] == TEXT["title"]
    timeline = await client.get(f"/api/v1/proposals/{number}/timeline")
    assert kinds(timeline) == ["published", "edited"]
    assert timeline.json()["items"][1]["version"] == 2


async def test_another_topic_is_an_edit_without_a_new_version(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await client.patch(
        f"/api/v1/proposals/{number}", json={"topic": "transit"}, headers=author.headers
    )
    proposal = await read(client, number)
    assert (proposal["topic"], proposal["version"]) == ("transit", 1)
    timeline = await client.get(f"/api/v1/proposals/{number}/timeline")
    assert kinds(timeline) == ["published", "edited"]


async def test_null_takes_the_area_and_the_place_away(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    number = (await publish(client, author, place={"label": "망원역"}))["number"]
    answer = await client.patch(
        f"/api/v1/proposals/{number}", json={"area": None, "place": None}, headers=author.headers
    )
    assert answer.json()["area"] is None
    assert answer.json()["place"] is None


async def test_an_edit_that_changes_nothing_writes_nothing(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    before = await publish(client, author)
    clock.now += timedelta(hours=1)
    answer = await client.patch(
        f"/api/v1/proposals/{before['number']}", json=TEXT, headers=author.headers
    )
    assert answer.json() == before


async def test_only_the_author_edits(client: httpx.AsyncClient, people: People) -> None:
    number = (await publish(client, await people.account()))["number"]
    for other in (await people.account(), await people.moderator()):
        answer = await client.patch(
            f"/api/v1/proposals/{number}", json={"topic": "transit"}, headers=other.headers
        )
        assert answer.status_code == 403


async def test_the_first_support_ends_editing(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    supporter = await people.resident()
    await client.put(f"/api/v1/proposals/{number}/support", headers=supporter.headers)
    assert (await read(client, number, author))["editable"] is False
    refused = await client.patch(
        f"/api/v1/proposals/{number}", json={"title": "전혀 다른 제안"}, headers=author.headers
    )
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/supports-given"
    assert (await read(client, number))["title"] == TEXT["title"]


@pytest.mark.parametrize(
    ("column", "slug"),
    [
        ("answered_at = published_at", "supports-given"),
        ("closes_at = published_at - interval '1 second', "
         "published_at = published_at - interval '1 day'", "gathering-closed"),
        ("withdrawn_at = published_at", "proposal-withdrawn"),
        ("hidden_at = published_at, hidden_reason = 'spam'", "proposal-hidden"),
    ],
)  # fmt: skip
async def test_editing_ends_with_an_answer_with_gathering_and_with_the_public_text(
    client: httpx.AsyncClient, people: People, column: str, slug: str
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await execute(f"UPDATE proposal SET {column} WHERE number = $1", number)
    assert (await read(client, number, author))["editable"] is False
    refused = await client.patch(
        f"/api/v1/proposals/{number}", json={"title": "전혀 다른 제안"}, headers=author.headers
    )
    assert (refused.status_code, refused.json()["type"]) == (409, f"/problems/{slug}")


async def test_addenda_come_dated_below_the_text(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    clock.now += timedelta(days=2)
    headers = author.headers | {"Idempotency-Key": "addendum"}
    for _ in range(2):
        answer = await client.post(
            f"/api/v1/proposals/{number}/addenda", json={"body": "*충전*도요."}, headers=headers
        )
        assert answer.status_code == 201
    (addendum,) = answer.json()["addenda"]
    assert addendum["body_html"].strip() == "<p><em>충전</em>도요.</p>"
    assert addendum["added_at"] == "2026-11-24T03:00:00Z"
    timeline = await client.get(f"/api/v1/proposals/{number}/timeline")
    assert kinds(timeline) == ["published", "addendum"]


async def test_addenda_are_the_authors_and_at_most_twenty(
    client: httpx.AsyncClient, people: People
) -> None:
    author, other = await people.account(), await people.account()
    number = (await publish(client, author))["number"]
    path = f"/api/v1/proposals/{number}/addenda"
    assert (
        await client.post(path, json={"body": "나도"}, headers=other.headers)
    ).status_code == 403
    for _ in range(20):
        answer = await client.post(path, json={"body": "하나 더"}, headers=author.headers)
        assert answer.status_code == 201
    refused = await client.post(path, json={"body": "또"}, headers=author.headers)
    assert refused.json()["type"] == "/problems/too-many-addenda"


async def test_a_withdrawn_proposal_stays_readable_and_takes_nothing_more(
    client: httpx.AsyncClient, people: People
) -> None:
    author, other = await people.account(), await people.resident()
    number = (await publish(client, author))["number"]
    path = f"/api/v1/proposals/{number}"
    assert (await client.post(f"{path}/withdrawal", headers=other.headers)).status_code == 403
    for _ in range(2):
        answer = await client.post(f"{path}/withdrawal", headers=author.headers)
        assert answer.status_code == 200
    assert (answer.json()["visibility"], answer.json()["stage"]) == ("withdrawn", "withdrawn")
    assert (await read(client, number))["title"] == TEXT["title"]
    assert (await client.get("/api/v1/proposals")).json()["items"] == []
    assert kinds(await client.get(f"{path}/timeline")) == ["published", "withdrawn"]
    for method, part, body in (
        ("PUT", "/support", None),
        ("PUT", "/follow", None),
        ("POST", "/addenda", {"body": "더"}),
        ("PATCH", "", {"topic": "transit"}),
    ):
        person = author if part in ("/addenda", "") else other
        refused = await client.request(method, path + part, json=body, headers=person.headers)
        assert refused.json()["type"] == "/problems/proposal-withdrawn"


@pytest.mark.parametrize("met", [False, True])
async def test_what_is_owed_or_answered_outlasts_the_authors_name(
    client: httpx.AsyncClient, people: People, clock: Clock, met: bool
) -> None:
    author = await people.account("망원동주민")
    number = (await publish(client, author))["number"]
    await owe(number, clock.now, clock.now + timedelta(days=30), met_at=clock.now if met else None)
    answer = await client.post(f"/api/v1/proposals/{number}/withdrawal", headers=author.headers)
    assert answer.json()["visibility"] == "published"
    assert answer.json()["author"] == {"name": None, "badge": None}
    assert answer.json()["mine"] is True
    timeline = await client.get(f"/api/v1/proposals/{number}/timeline")
    assert kinds(timeline) == ["published", "name_withdrawn"]


async def test_an_answer_that_nobody_owed_outlasts_the_authors_name_too(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await execute("UPDATE proposal SET answered_at = published_at WHERE number = $1", number)
    answer = await client.post(f"/api/v1/proposals/{number}/withdrawal", headers=author.headers)
    assert (answer.json()["visibility"], answer.json()["stage"]) == ("published", "answered")


async def test_a_void_debt_keeps_nobody_from_withdrawing(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await owe(number, clock.now, clock.now + timedelta(days=30), voided_at=clock.now)
    answer = await client.post(f"/api/v1/proposals/{number}/withdrawal", headers=author.headers)
    assert answer.json()["visibility"] == "withdrawn"


async def test_a_hidden_proposal_can_be_withdrawn(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = (await publish(client, author))["number"]
    await hide(number, clock.now)
    await client.post(f"/api/v1/proposals/{number}/withdrawal", headers=author.headers)
    assert await fetch_value(
        "SELECT withdrawn_at IS NOT NULL FROM proposal WHERE number = $1", number
    )
    assert (await read(client, number))["stage"] == "hidden"
