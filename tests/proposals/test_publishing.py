"""From nothing to a public proposal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.conftest import Clock
from tests.people import People
from tests.square import TEXT, publish, read


async def test_a_published_proposal_gathers_supports_until_the_end_of_the_thirtieth_day(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # Already the 23rd in Seoul.
    proposal = await publish(client, await people.account("망원동주민"))
    assert proposal["stage"] == "gathering"
    assert proposal["visibility"] == "published"
    assert proposal["published_at"] == "2026-11-22T16:30:00Z"
    assert proposal["closes_at"] == "2026-12-23T14:59:59Z"
    assert proposal["author"] == {"name": "망원동주민", "badge": None}
    assert proposal["supports"] == proposal["comments"] == 0
    assert proposal["language"] == "ko"
    assert proposal["version"] == 1
    assert proposal["body_html"].startswith("<p>비가 오면")


async def test_anybody_can_read_what_anybody_signed_in_published(
    client: httpx.AsyncClient, people: People
) -> None:
    number = (await publish(client, await people.account()))["number"]
    proposal = await read(client, number)
    assert proposal["title"] == TEXT["title"]
    assert proposal["supported"] is proposal["followed"] is proposal["mine"] is None
    assert proposal["editable"] is False


async def test_an_author_follows_their_own_proposal(
    client: httpx.AsyncClient, people: People
) -> None:
    proposal = await publish(client, await people.account())
    assert (proposal["followed"], proposal["supported"], proposal["mine"]) == (True, False, True)
    assert proposal["editable"] is True


async def test_publication_is_the_first_fact_of_the_timeline(
    client: httpx.AsyncClient, people: People
) -> None:
    number = (await publish(client, await people.account()))["number"]
    timeline = (await client.get(f"/api/v1/proposals/{number}/timeline")).json()
    assert [item["kind"] for item in timeline["items"]] == ["published"]


async def test_an_official_wears_the_badge_that_they_had_when_publishing(
    client: httpx.AsyncClient, people: People
) -> None:
    assert (await publish(client, await people.official("bus")))["author"]["badge"] == "official"
    assert (await publish(client, await people.moderator()))["author"]["badge"] == "moderator"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": "no-such-topic"}, "topic"),
        ({"area": "no-such-area"}, "area"),
        ({"language": "fr"}, "language"),
        ({"place": {"label": "  "}}, "place"),
        ({"place": {"latitude": 37.5, "label": "망원역"}}, "place"),
        ({"place": {"latitude": 97.5, "longitude": 127}}, "place"),
        ({"title": "네글자임"}, "title"),
        ({"title": "한\n\n\n\n글"}, "title"),
        ({"title": "가" * 101}, "title"),
        ({"body": "열아홉 글자입니다. 하나만 더."}, "body"),
        ({"body": "가" * 10_001}, "body"),
        ({"stage": "done"}, "stage"),
    ],
)
async def test_what_does_not_fit_is_refused_with_the_field_named(
    client: httpx.AsyncClient, people: People, changes: dict[str, object], field: str
) -> None:
    author = await people.account()
    answer = await client.post("/api/v1/proposals", json=TEXT | changes, headers=author.headers)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


async def test_the_longest_texts_and_either_kind_of_place_fit(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    longest = await publish(client, author, title="가" * 100, body="나" * 10_000)
    assert len(longest["body"]) == 10_000
    words = await publish(client, author, place={"label": "망원시장 앞"})
    assert words["place"] == {"latitude": None, "longitude": None, "label": "망원시장 앞"}
    point = await publish(client, author, place={"latitude": 37.5561, "longitude": 126.9058})
    assert point["place"] == {"latitude": 37.5561, "longitude": 126.9058, "label": ""}


async def test_a_title_is_one_line(client: httpx.AsyncClient, people: People) -> None:
    proposal = await publish(client, await people.account(), title="  역마다\n 실내   주차장을 ")
    assert proposal["title"] == "역마다 실내 주차장을"


async def test_the_same_key_publishes_once(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    headers = author.headers | {"Idempotency-Key": "from-the-outbox"}
    first = await client.post("/api/v1/proposals", json=TEXT, headers=headers)
    again = await client.post("/api/v1/proposals", json=TEXT, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    other = await client.post("/api/v1/proposals", json=TEXT | {"area": None}, headers=headers)
    assert other.status_code == 422


async def test_the_eleventh_proposal_of_a_day_has_to_wait(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    for _ in range(10):
        await publish(client, author)
        clock.now += timedelta(hours=1)
    refused = await client.post("/api/v1/proposals", json=TEXT, headers=author.headers)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(14 * 3600)
    clock.now += timedelta(hours=14)
    await publish(client, author)


async def test_unknown_numbers_are_not_found(client: httpx.AsyncClient) -> None:
    for number in ("0", "-1", "999999999", str(2**63), "1" * 40):
        for path in ("", "/versions", "/timeline"):
            answer = await client.get(f"/api/v1/proposals/{number}{path}")
            assert answer.status_code == 404, answer.text
