"""Lists of proposals: sorts, filters, search, pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.database.engine import execute, fetch_value
from backend.paging import encode_cursor
from tests.conftest import Clock
from tests.people import People
from tests.square import TEXT, cast_votes, hide, owe, publish

SORTS = ["hot", "new", "supported", "closing", "answered"]


async def listed(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    """The items of the first page."""
    answer = await client.get("/api/v1/proposals", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def numbers(client: httpx.AsyncClient, **query: Any) -> list[int]:
    """Their numbers."""
    return [item["number"] for item in await listed(client, **query)]


async def imported(published_at: datetime, title: str, body: str, supports: int) -> int:
    """A petition brought over from another board, as the import stores it."""
    number: int = await fetch_value(
        """
        INSERT INTO proposal (language, title, body, body_format, topic, board, published_at,
            closes_at, updated_at, imported_supports, source, source_number)
        VALUES ('ko', $2, $3, 'plain', 'other', '국민청원', $1, $1, $1, $4, 'petitions', $2)
        RETURNING number
        """,
        published_at,
        title,
        body,
        supports,
    )
    return number


async def test_each_sort_has_its_order(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    old = (await publish(client, author))["number"]
    await cast_votes(old, 30, clock.now)
    clock.now += timedelta(days=3)
    middle = (await publish(client, author))["number"]
    await execute("UPDATE proposal SET answered_at = $2 WHERE number = $1", middle, clock.now)
    clock.now += timedelta(days=1)
    young = (await publish(client, author))["number"]
    clock.now += timedelta(hours=1)
    assert await numbers(client, sort="new") == [young, middle, old]
    # 31 supports are five doublings and worth ten days; an old one without any is just old.
    assert await numbers(client, sort="hot") == await numbers(client) == [old, young, middle]
    assert await numbers(client, sort="supported") == [old, young, middle]
    assert await numbers(client, sort="closing") == [old, middle, young]
    assert await numbers(client, sort="answered") == [middle]
    clock.now += timedelta(days=27)
    assert await numbers(client, sort="closing") == [middle, young]
    assert await numbers(client, sort="new") == [young, middle, old]


async def test_imported_petitions_stand_among_the_others(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    petition = await imported(clock.now - timedelta(days=900), "개들", "본문입니다.", 1000)
    number = (await publish(client, await people.account()))["number"]
    await cast_votes(number, 60, clock.now)
    assert await numbers(client, sort="new") == [number, petition]
    assert await numbers(client, sort="supported") == [petition, number]
    (item,) = await listed(client, q="개들")
    assert item["author"] == {"name": "국민청원", "badge": None}
    assert (item["supports"], item["imported_supports"]) == (0, 1000)
    assert item["stage"] == "closed"
    whole = (await client.get(f"/api/v1/proposals/{petition}")).json()
    assert whole["source"] == {"board": "국민청원", "number": "개들"}
    assert whole["body_format"] == "plain"


async def test_lists_carry_no_body_but_its_beginning(
    client: httpx.AsyncClient, people: People
) -> None:
    await publish(client, await people.account(), body="**첫** 문장입니다. " + "길다 " * 2000)
    (item,) = await listed(client)
    assert "body" not in item and "body_html" not in item and "obligations" not in item
    assert item["excerpt"].startswith("첫 문장입니다.")
    assert len(item["excerpt"]) <= 160


async def test_an_open_debt_and_the_latest_decision_stand_in_the_list(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number = (await publish(client, await people.account()))["number"]
    due_at = clock.now + timedelta(days=30)
    await owe(number, clock.now, due_at, extended_until=due_at + timedelta(days=10))
    (item,) = await listed(client)
    assert (item["stage"], item["owed_by"]) == ("awaiting_response", "pedestrian")
    assert item["due_at"] == "2027-01-01T03:00:00Z"
    assert item["decision"] is None
    await execute("UPDATE obligation SET met_at = $1", clock.now)
    await execute("UPDATE proposal SET answered_at = $1", clock.now)
    for version, decision in ((1, "not_adopted"), (2, "adopted")):
        await execute(
            "INSERT INTO response (proposal, department, version, decision, body, published_at)"
            " VALUES ($1, 'pedestrian', $2, $3, $4, $5)",
            number,
            version,
            decision,
            TEXT["body"],
            clock.now + timedelta(hours=version),
        )
    (item,) = await listed(client)
    assert (item["stage"], item["decision"]) == ("answered", "adopted")
    assert item["due_at"] is item["owed_by"] is None


async def test_filters_narrow_the_list(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    bicycles = (await publish(client, author))["number"]
    buses = (await publish(client, author, topic="transit", area=None))["number"]
    assert await numbers(client, topic="walking") == [bicycles]
    assert await numbers(client, topic="transit", area="mapo") == []
    assert await numbers(client, area="mapo") == [bicycles]
    assert set(await numbers(client, stage="gathering")) == {bicycles, buses}
    assert await numbers(client, stage="done") == []
    assert await numbers(client, topic="no-such-topic") == []


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "draft"},
        {"stage": "hidden"},
        {"sort": "best"},
        {"limit": "0"},
        {"limit": "101"},
        {"cursor": "nonsense"},
        {"cursor": "W10"},
        {"sort": "new", "cursor": encode_cursor("new", "0001-01-01T00:00:00+14:00", 1)},
        {"sort": "new", "cursor": encode_cursor("new", "2026-01-01T00:00:00Z", 2**63)},
    ],
)
async def test_what_a_list_cannot_do_is_refused(
    client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await client.get("/api/v1/proposals", params=query)
    assert answer.status_code == 400


async def test_a_cursor_belongs_to_its_sort(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    for _ in range(2):
        await publish(client, author)
    page = await client.get("/api/v1/proposals", params={"sort": "new", "limit": 1})
    cursor = page.json()["next"]
    for sort in ("hot", "answered", "supported"):
        answer = await client.get("/api/v1/proposals", params={"sort": sort, "cursor": cursor})
        assert answer.status_code == 400


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_hold_each_proposal_once_though_all_are_equal(
    client: httpx.AsyncClient, people: People, clock: Clock, sort: str
) -> None:
    author = await people.account()
    made = [(await publish(client, author))["number"] for _ in range(7)]
    await execute("UPDATE proposal SET answered_at = $1", clock.now)
    seen: list[int] = []
    query: dict[str, Any] = {"sort": sort, "limit": 3}
    while True:
        page = (await client.get("/api/v1/proposals", params=query)).json()
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert sorted(seen) == made


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("자전거", True),
        ("전거", True),
        ("주차", True),
        ("자전거 안장이", True),
        ("안장 자전거", True),
        ("자전거 버스", False),
        ("100%", True),
        ("1_0%", False),
        ("100\\%", False),
        ("BIKE", True),
        ("   ", True),
        ("자전거\x00", True),
    ],
)
async def test_search_finds_parts_of_words_and_takes_every_sign_for_itself(
    client: httpx.AsyncClient, people: People, q: str, found: bool
) -> None:
    await publish(
        client, await people.account(), body="비가 오면 안장이 젖습니다. 이용률은 100%입니다. Bike!"
    )
    assert bool(await numbers(client, q=q)) is found


async def test_the_marks_are_the_callers_own(client: httpx.AsyncClient, people: People) -> None:
    number = (await publish(client, await people.account()))["number"]
    resident = await people.resident()
    await client.put(f"/api/v1/proposals/{number}/support", headers=resident.headers)
    answer = await client.get("/api/v1/proposals", headers=resident.headers)
    (item,) = answer.json()["items"]
    assert (item["supported"], item["followed"]) == (True, False)
    other = await people.resident()
    answer = await client.get("/api/v1/proposals", headers=other.headers)
    assert answer.json()["items"][0]["supported"] is False
    (item,) = await listed(client)
    assert item["supported"] is item["followed"] is None


async def test_a_proposal_that_begins_alike_is_similar(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    author = await people.account()
    bicycles = (await publish(client, author))["number"]
    await publish(
        client,
        author,
        title="놀이터에 그늘막을 만들어 주세요",
        body="한여름에는 미끄럼틀이 너무 뜨거워서 아이들이 놀 수가 없습니다.",
    )
    hidden = (await publish(client, author))["number"]
    await hide(hidden, clock.now)

    async def similar(text: str) -> list[int]:
        answer = await client.get("/api/v1/proposals/similar", params={"text": text})
        assert answer.status_code == 200
        return [item["number"] for item in answer.json()["items"]]

    assert await similar("자전거 주차장") == [bicycles]
    assert await similar("지하철역 자전거 주차장을 만들어 주세요") == [bicycles]
    assert await similar("자전거 안장이 비에 젖어요") == [bicycles]
    assert await similar("경로당에 에어컨을 놓아 주세요") == []
    assert await similar("만들어 주세요") == []
    assert await similar("") == []
    assert (await client.get("/api/v1/proposals/similar")).status_code == 400


async def test_at_most_five_are_similar(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    for _ in range(6):
        await publish(client, author)
    answer = await client.get("/api/v1/proposals/similar", params={"text": TEXT["title"]})
    assert len(answer.json()["items"]) == 5
