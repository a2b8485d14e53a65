"""Filling a database: what holds for what people write holds for what is filled in."""

from __future__ import annotations

from typing import Any, get_args

import httpx
import pytest

from backend.bench.load import disk_needed, load, tidy
from backend.city.city import City
from backend.commands.bench import check_disk
from backend.database.embedded import DatabaseError
from backend.database.engine import fetch, fetch_value
from backend.proposals.schemas import ListedStage
from backend.settings import Settings
from backend.votes.actions import recount
from tests.conftest import Clock
from tests.people import People
from tests.square import publish

PROPOSALS, SUPPORTS = 300, 20_000

CATALOGUE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tablename, indexname, indexdef, true FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT tgrelid::regclass::text, tgname, tgenabled::text, true FROM pg_trigger
    WHERE NOT tgisinternal
    ORDER BY 1, 2, 3
"""


async def fill(city: City, clock: Clock) -> None:
    """The database with a few hundred proposals more."""

    def progress(what: str, share: float) -> None:
        assert what and 0 <= share <= 1

    await load(proposals=PROPOSALS, supports=SUPPORTS, city=city, now=clock.now, progress=progress)
    await tidy(progress)


async def items(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """The items of a list."""
    answer = await client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_filled_database_is_counted_right_and_has_all_that_kept_it_right(
    lasting_people: People, city: City, clock: Clock
) -> None:
    before = await fetch(CATALOGUE)
    await fill(city, clock)
    assert await fetch(CATALOGUE) == before
    assert await fetch_value("SELECT count(*) FROM proposal") == PROPOSALS
    assert await fetch_value("SELECT count(*) FROM vote") == SUPPORTS
    assert await recount(city=city, now=clock.now) == 0
    assert not await fetch(
        """
        SELECT number FROM proposal p WHERE comments <> (SELECT count(*) FROM comment
            WHERE proposal = number AND deleted_at IS NULL AND hidden_at IS NULL)
        UNION ALL
        SELECT id FROM comment WHERE helpful <> (SELECT count(*) FROM helpful_mark
            WHERE comment = id)
        UNION ALL
        SELECT number FROM proposal WHERE supports >= 50 AND number NOT IN (
            SELECT proposal FROM obligation WHERE voided_at IS NULL)
        UNION ALL
        SELECT number FROM proposal WHERE answered_at IS DISTINCT FROM (
            SELECT min(published_at) FROM response WHERE proposal = number)
        UNION ALL
        SELECT number FROM proposal JOIN obligation ON proposal = number
        GROUP BY number HAVING owed <> bool_or(met_at IS NULL AND voided_at IS NULL)
        UNION ALL
        SELECT number FROM proposal WHERE progress IS DISTINCT FROM (
            SELECT state FROM milestone WHERE proposal = number AND state <> 'planned'
            ORDER BY date DESC, id DESC LIMIT 1)
        UNION ALL
        SELECT number FROM proposal p LEFT JOIN search_entry ON proposal = number
        WHERE marks IS NULL
            OR NOT marks @> (search_grams(title || ' ' || body) || search_marks(p))
            OR NOT marks <@ (search_grams(title || ' ' || body) || search_marks(p))
        UNION ALL
        SELECT proposal FROM vote JOIN proposal ON number = proposal
        WHERE day NOT BETWEEN (published_at AT TIME ZONE 'Asia/Seoul')::date
            AND (least(closes_at, now()) AT TIME ZONE 'Asia/Seoul')::date
        """
    )


async def test_people_go_on_in_a_filled_database(
    visitor: httpx.AsyncClient, lasting_people: People, city: City, clock: Clock
) -> None:
    mine = (await publish(visitor, await lasting_people.account()))["number"]
    await fill(city, clock)
    resident = await lasting_people.resident()
    supported = await visitor.put(f"/api/v1/proposals/{mine}/support", headers=resident.headers)
    assert supported.json() == {"supports": 1, "supported": True}
    theirs = (await publish(visitor, await lasting_people.account()))["number"]
    assert theirs > mine + PROPOSALS
    body = {"body": "좋은 생각이에요."}
    hottest = await fetch_value("SELECT number FROM proposal ORDER BY comments DESC LIMIT 1")
    said = await visitor.post(
        f"/api/v1/proposals/{hottest}/comments", json=body, headers=resident.headers
    )
    assert said.status_code == 201


async def test_every_page_has_something_to_show(
    visitor: httpx.AsyncClient, lasting_people: People, city: City, clock: Clock
) -> None:
    await fill(city, clock)
    for stage in set(get_args(ListedStage)) - {"in_debate", "combined"}:
        assert await items(visitor, "proposals", stage=stage), stage
    for query in ({"sort": "closing"}, {"sort": "answered"}, {"q": "관리"}, {"topic": "walking"}):
        assert await items(visitor, "proposals", **query), query
    hottest = await fetch_value(
        "SELECT proposal FROM milestone JOIN proposal ON number = proposal"
        " WHERE hidden_at IS NULL ORDER BY comments DESC LIMIT 1"
    )
    kinds = {item["kind"] for item in await items(visitor, f"proposals/{hottest}/timeline")}
    assert {"published", "threshold_reached", "response", "milestone"} <= kinds
    assert await items(visitor, f"proposals/{hottest}/comments")
    for path in ("/departments", f"/proposals/{hottest}", "/", "/moderation/log"):
        assert (await visitor.get(path)).status_code == 200


async def test_texts_are_as_long_as_texts_may_be_and_words_as_rare_as_words_are(
    lasting_people: People, city: City, clock: Clock
) -> None:
    await fill(city, clock)
    lengths = await fetch_value(
        """
        SELECT percentile_disc(ARRAY[0, 0.5, 1]) WITHIN GROUP (ORDER BY char_length(body))
        FROM proposal
        """
    )
    assert lengths[0] >= 20 and 200 < lengths[1] < 450 and 1000 < lengths[2] <= 10_000
    frequencies = await fetch_value(
        """
        SELECT array_agg(count ORDER BY count) FROM (
            SELECT count(DISTINCT number) FROM proposal,
                regexp_split_to_table(body, '\\s+') word GROUP BY word) words
        """
    )
    assert frequencies[0] == 1 and frequencies[-1] > PROPOSALS / 2


async def test_a_fill_that_is_cut_off_leaves_nothing_behind(
    lasting_people: People, city: City, clock: Clock
) -> None:
    before = await fetch(CATALOGUE)

    class Cut(Exception):
        pass

    def progress(what: str, share: float) -> None:
        if what == "indexes":
            raise Cut

    with pytest.raises(Cut):
        await load(proposals=50, supports=100, city=city, now=clock.now, progress=progress)
    assert await fetch(CATALOGUE) == before
    assert await fetch_value("SELECT count(*) FROM proposal") == 0
    assert await fetch_value("SELECT count(*) FROM account") == 0


def test_what_does_not_fit_on_the_disk_is_refused(settings: Settings) -> None:
    check_disk(settings, disk_needed(10, 100))
    with pytest.raises(DatabaseError, match="GB left"):
        check_disk(settings, disk_needed(10**12, 0))
