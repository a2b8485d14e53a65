"""One person, one support for each proposal, named to nobody."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import structlog
from structlog.testing import capture_logs

from backend.app import create_app
from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_row, fetch_value
from backend.http.metrics import SUPPORTS
from backend.settings import Settings
from backend.votes.actions import recount
from backend.votes.ballot import voter
from tests.conftest import BASE_URL, Clock
from tests.people import People, Person
from tests.square import cast_votes, publish, read


async def put(client: httpx.AsyncClient, number: int, person: Person) -> httpx.Response:
    """That person's support."""
    return await client.put(f"/api/v1/proposals/{number}/support", headers=person.headers)


async def take_back(client: httpx.AsyncClient, number: int, person: Person) -> httpx.Response:
    """That person's support taken back."""
    return await client.delete(f"/api/v1/proposals/{number}/support", headers=person.headers)


async def new_proposal(client: httpx.AsyncClient, people: People, **changes: Any) -> int:
    """A proposal by somebody."""
    number: int = (await publish(client, await people.account(), **changes))["number"]
    return number


async def test_a_second_support_changes_nothing(client: httpx.AsyncClient, people: People) -> None:
    number, resident = await new_proposal(client, people), await people.resident()
    for _ in range(2):
        answer = await put(client, number, resident)
        assert answer.status_code == 200
        assert answer.json() == {"supports": 1, "supported": True}
    assert (await read(client, number, resident))["supported"] is True
    assert (await read(client, number))["supports"] == 1


async def test_a_support_can_be_taken_back_and_given_again(
    client: httpx.AsyncClient, people: People
) -> None:
    number, resident = await new_proposal(client, people), await people.resident()
    assert (await take_back(client, number, resident)).json() == {
        "supports": 0,
        "supported": False,
    }
    await put(client, number, resident)
    for _ in range(2):
        answer = await take_back(client, number, resident)
        assert answer.status_code == 200
        assert answer.json() == {"supports": 0, "supported": False}
    assert (await put(client, number, resident)).json()["supports"] == 1


async def test_each_support_counts_once_for_each_person_and_proposal(
    client: httpx.AsyncClient, people: People
) -> None:
    first, second = await new_proposal(client, people), await new_proposal(client, people)
    for _ in range(3):
        resident = await people.resident()
        await put(client, first, resident)
    await put(client, second, resident)
    assert (await read(client, first))["supports"] == 3
    assert (await read(client, second))["supports"] == 1


async def test_only_verified_residents_support_where_the_city_says_so(
    client: httpx.AsyncClient, people: People
) -> None:
    number = await new_proposal(client, people)
    answer = await put(client, number, await people.account())
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-verified"
    assert "창구" in answer.json()["detail"]
    assert (await client.put(f"/api/v1/proposals/{number}/support")).status_code == 401


async def test_every_account_supports_in_a_pilot(
    client: httpx.AsyncClient, people: People, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    text = resources.files("backend.city").joinpath("city.toml").read_text("utf-8")
    assert 'who_may_support = "verified"' in text
    pilot = tmp_path / "city.toml"
    pilot.write_text(text.replace('who_may_support = "verified"', 'who_may_support = "account"'))
    app = create_app(
        msgspec.structs.replace(settings, city_file=pilot), database_url=None, clock=clock
    )
    number = await new_proposal(client, people)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as other_city:
        answer = await put(other_city, number, await people.account())
    assert answer.json() == {"supports": 1, "supported": True}


async def test_whose_verification_ran_out_can_still_take_a_support_back(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, resident = await new_proposal(client, people), await people.resident()
    await put(client, number, resident)
    await execute(
        "UPDATE account SET verified_until = $2 WHERE id = $1", resident.account, clock.now
    )
    clock.now += timedelta(hours=1)
    assert (await put(client, number, resident)).status_code == 403
    assert (await take_back(client, number, resident)).json()["supports"] == 0


async def test_supports_count_until_the_last_moment_of_gathering(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number = await new_proposal(client, people)
    early, late = await people.resident(), await people.resident()
    clock.now = await fetch_value("SELECT closes_at FROM proposal WHERE number = $1", number)
    assert (await put(client, number, early)).json()["supports"] == 1
    clock.now += timedelta(microseconds=1)
    for answer in (await put(client, number, late), await take_back(client, number, early)):
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/gathering-closed"
    assert (await read(client, number))["supports"] == 1


async def test_who_asks_again_after_gathering_closed_hears_how_it_ended_for_them(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number = await new_proposal(client, people)
    supporter, passer_by = await people.resident(), await people.resident()
    await put(client, number, supporter)
    clock.now += timedelta(days=40)
    assert (await put(client, number, supporter)).json() == {"supports": 1, "supported": True}
    assert (await take_back(client, number, passer_by)).json() == {
        "supports": 1,
        "supported": False,
    }
    assert (await put(client, number, passer_by)).status_code == 409
    assert (await take_back(client, number, supporter)).status_code == 409


async def test_the_fiftieth_support_returns_with_the_obligation_in_place(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, resident = await new_proposal(client, people), await people.resident()
    await cast_votes(number, 49, clock.now)
    assert (await put(client, number, resident)).json()["supports"] == 50
    proposal = await read(client, number)
    assert proposal["stage"] == "awaiting_response"
    (owed,) = proposal["obligations"]
    assert (owed["kind"], owed["owed_by"]) == ("department_response", "pedestrian")
    assert owed["due_at"] == "2026-12-22T14:59:59Z"
    await take_back(client, number, resident)
    proposal = await read(client, number)
    assert proposal["stage"] == "gathering"
    assert [one["state"] for one in proposal["obligations"]] == ["void"]


async def test_a_vote_names_nobody(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    first, second = await new_proposal(client, people), await new_proposal(client, people)
    resident = await people.resident()
    for number in (first, second):
        await put(client, number, resident)
    votes = await fetch("SELECT * FROM vote ORDER BY proposal")
    assert [set(vote.keys()) for vote in votes] == [{"proposal", "voter", "day"}] * 2
    assert votes[0]["voter"] != votes[1]["voter"]
    assert votes[0]["day"] == date(2026, 11, 22)
    account = await fetch_row("SELECT * FROM account WHERE id = $1", resident.account)
    assert account is not None
    secret = account["vote_secret"]
    assert votes[0]["voter"] == voter(settings, secret, first)
    stranger = msgspec.structs.replace(settings, secret_key=b"another server's key, as long as it")
    assert votes[0]["voter"] != voter(stranger, secret, first)


async def test_nobody_supports_more_than_120_times_a_minute(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    number, resident = await new_proposal(client, people), await people.resident()
    for _ in range(60):
        assert (await put(client, number, resident)).status_code == 200
        assert (await take_back(client, number, resident)).status_code == 200
    refused = await put(client, number, resident)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert (await put(client, number, await people.resident())).status_code == 200
    clock.now += timedelta(minutes=1)
    assert (await put(client, number, resident)).status_code == 200


async def test_what_changed_is_counted_for_operators(
    client: httpx.AsyncClient, people: People
) -> None:
    def counted(change: str) -> float:
        value: float = SUPPORTS.labels(change)._value.get()
        return value

    before = counted("given"), counted("withdrawn")
    number, resident = await new_proposal(client, people), await people.resident()
    for _ in range(2):
        await put(client, number, resident)
    for _ in range(2):
        await take_back(client, number, resident)
    assert (counted("given"), counted("withdrawn")) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_unknown_proposals_are_not_found(
    client: httpx.AsyncClient, people: People, method: str
) -> None:
    resident = await people.resident()
    for number in (0, 999_999_999, 2**63):
        answer = await client.request(
            method, f"/api/v1/proposals/{number}/support", headers=resident.headers
        )
        assert answer.status_code == 404


async def test_a_recount_repairs_what_differs_and_what_the_city_owes_by_it(
    client: httpx.AsyncClient, people: People, city: City, clock: Clock
) -> None:
    right, wrong = await new_proposal(client, people), await new_proposal(client, people)
    await cast_votes(right, 3, clock.now)
    await cast_votes(wrong, 50, clock.now)
    await execute("UPDATE proposal SET supports = 7 WHERE number = $1", wrong)
    quiet = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    try:
        with capture_logs() as logs:
            assert await recount(city=city, now=clock.now) == 1
            assert await recount(city=city, now=clock.now) == 0
    finally:
        structlog.configure(wrapper_class=quiet)
    assert [(line["proposal"], line["counted"], line["votes"]) for line in logs] == [(wrong, 7, 50)]
    proposal = await read(client, wrong)
    assert (proposal["supports"], proposal["stage"]) == (50, "awaiting_response")
    assert (await read(client, right))["supports"] == 3
