"""The city over HTTP, as every client sees it."""

from __future__ import annotations

import math

from backend.database.engine import fetch_row


async def items(client, path, **headers):
    answer = await client.get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["next"] is None
    return answer.json()["items"]


async def test_topics_are_named_in_the_readers_language(client):
    korean = await items(client, "topics", **{"accept-language": "ko"})
    english = await items(client, "topics", **{"accept-language": "en-GB,en;q=0.9"})
    assert korean[0] == {"id": "walking", "name": "보행·자전거", "department": "pedestrian"}
    assert english[0]["name"] == "Walking & cycling"
    assert [topic["id"] for topic in korean] == [topic["id"] for topic in english]


async def test_areas_are_the_districts(client):
    areas = await items(client, "areas", **{"accept-language": "en"})
    assert len(areas) == 25
    assert {"id": "mapo", "name": "Mapo-gu"} in areas


async def test_departments_say_which_topics_they_answer_for(client):
    departments = await items(client, "departments", **{"accept-language": "ko"})
    by_id = {department["id"]: department for department in departments}
    assert by_id["bus"] == {"id": "bus", "name": "버스정책과", "topics": ["transit"]}
    assert by_id["mayor"]["topics"] == []


async def test_the_rules_are_public(client):
    rules = (await client.get("/api/v1/rules")).json()
    assert rules["who_may_support"] == "verified"
    assert rules["gathering_days"] == 30
    assert rules["time_zone"] == "Asia/Seoul"
    response, debate, mayor = rules["thresholds"]
    assert (response["kind"], response["at"], response["in_force"]) == (
        "department_response",
        50,
        True,
    )
    assert (debate["at"], debate["in_force"], debate["owed_by"]) == (100, False, None)
    assert (mayor["owed_by"], mayor["counts"]) == ("mayor", "participants")


async def test_the_formula_in_the_rules_is_the_one_that_ranks(client, clock):
    formula = (await client.get("/api/v1/rules")).json()["hot"]
    row = await fetch_row(
        """
        INSERT INTO proposal (language, title, body, topic, published_at, closes_at, updated_at,
                              supports, comments)
        VALUES ('ko', 'A title of ours', 'A body that is long enough', 'park', $1, $1, $1, 37, 5)
        RETURNING hot, supports, comments, extract(epoch FROM published_at)::float8 AS published_at
        """,
        clock.now,
    )
    names = {name: row[name] for name in ("supports", "comments", "published_at")}
    assert math.isclose(eval(formula, {"log2": math.log2}, names), row["hot"], rel_tol=1e-12)
