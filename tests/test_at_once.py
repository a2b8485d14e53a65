"""Two requests of one person at one moment, on connections of their own, with real commits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import asyncpg
import httpx
import pytest

from backend.accounts.actions import leave
from backend.city.city import City
from backend.comments.actions import MOST_COMMENTS, comment
from backend.comments.schemas import NewComment
from backend.database.engine import fetch_value
from backend.errors import NotSignedIn, TooMany
from backend.moderation.actions import MOST_REPORTS, decide, report
from backend.moderation.schemas import NewDecision, NewReport, Subject
from backend.proposals.actions import MOST_A_DAY, publish
from backend.proposals.drafts import MOST_DRAFTS, TooManyDrafts, save_draft
from backend.proposals.schemas import NewDraft, NewProposal
from backend.settings import Settings
from backend.votes.actions import support
from tests.conftest import Clock
from tests.people import People
from tests.square import TEXT

PROPOSAL = NewProposal(**TEXT)


@pytest.fixture
async def number(lasting_people: People, city: City, clock: Clock) -> int:
    """A proposal of somebody else."""
    author = await lasting_people.caller(await lasting_people.account())
    return await publish(caller=author, data=PROPOSAL, city=city, now=clock.now)


@contextlib.asynccontextmanager
async def elsewhere(database_url: str, statement: str, *args: object) -> AsyncIterator[None]:
    """Inside, another connection has run the statement and not yet committed."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(statement, *args)
            yield
    finally:
        await connection.close()


async def waits(what: asyncio.Task[object], others: int = 0) -> None:
    """Return when the task waits for somebody's lock, as ``others`` did before it."""
    sql = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10):
        while await fetch_value(sql) <= others:
            assert not what.done(), what
            await asyncio.sleep(0.01)


HOLD = "SELECT FROM proposal WHERE number = $1 FOR UPDATE"


async def test_a_support_on_its_way_leaves_a_tombstone_behind(
    database_url: str,
    lasting_people: People,
    number: int,
    city: City,
    settings: Settings,
    clock: Clock,
) -> None:
    caller = await lasting_people.caller(await lasting_people.resident())
    async with elsewhere(database_url, HOLD, number):
        supporting = asyncio.create_task(
            support(caller=caller, number=number, city=city, settings=settings, now=clock.now)
        )
        await waits(supporting)
        leaving = asyncio.create_task(leave(caller=caller, settings=settings, now=clock.now))
        await waits(leaving, others=1)
    assert (await supporting).supports == 1
    await leaving
    assert await fetch_value("SELECT count(*) FROM vote") == 1
    assert await fetch_value("SELECT count(*) FROM tombstone") == 1


async def test_who_has_left_meanwhile_supports_nothing_any_more(
    database_url: str,
    lasting_people: People,
    number: int,
    city: City,
    settings: Settings,
    clock: Clock,
) -> None:
    caller = await lasting_people.caller(await lasting_people.resident())
    async with elsewhere(database_url, "DELETE FROM account WHERE id = $1", caller.account):
        supporting = asyncio.create_task(
            support(caller=caller, number=number, city=city, settings=settings, now=clock.now)
        )
        await waits(supporting)
    with pytest.raises(NotSignedIn):
        await supporting
    assert await fetch_value("SELECT count(*) FROM vote") == 0


@pytest.mark.parametrize("what", ["comment", "hide the proposal", "hide a comment"])
async def test_what_is_told_an_author_who_is_just_leaving_ends_and_so_does_leaving(
    database_url: str,
    lasting_people: People,
    city: City,
    settings: Settings,
    clock: Clock,
    what: str,
) -> None:
    now = clock.now
    author = await lasting_people.caller(await lasting_people.account())
    other = await lasting_people.caller(await lasting_people.moderator())
    number = await publish(caller=author, data=PROPOSAL, city=city, now=now)
    on = number
    if what == "hide a comment":
        # The proposal is somebody else's.
        on = await publish(caller=other, data=PROPOSAL, city=city, now=now)
    said = NewComment(body="어디에 두나요?")
    id = await comment(caller=author, number=on, data=said, city=city, now=now)
    writing: Coroutine[Any, Any, int]
    if what == "comment":
        writing = comment(caller=other, number=number, data=said, city=city, now=now)
    else:
        subject = Subject("comment", id) if what == "hide a comment" else Subject("proposal", on)
        data = NewDecision(subject=subject, action="hide", reason="spam")
        writing = decide(caller=other, data=data, city=city, now=now)
    # Whoever tells somebody waits here, with the proposal's row in their hands.
    async with elsewhere(database_url, "LOCK TABLE notification IN SHARE MODE"):
        task = asyncio.create_task(writing)
        await waits(task)
        leaving = asyncio.create_task(leave(caller=author, settings=settings, now=now))
        await waits(leaving, others=1)
    assert await task
    await leaving
    assert await fetch_value("SELECT author FROM proposal WHERE number = $1", number) is None
    assert await fetch_value("SELECT author FROM comment WHERE id = $1", id) is None


async def test_a_request_whose_first_sending_still_runs_is_told_to_wait(
    database_url: str, visitor: httpx.AsyncClient, lasting_people: People, number: int
) -> None:
    person = await lasting_people.account()

    async def send() -> httpx.Response:
        return await visitor.post(
            f"/api/v1/proposals/{number}/comments",
            json={"body": "한 번만 써요"},
            headers=person.headers | {"Idempotency-Key": "once"},
        )

    async with elsewhere(database_url, HOLD, number):
        first = asyncio.create_task(send())
        await waits(first)
        second = await send()
    assert second.status_code == 409
    assert second.json()["type"] == "/problems/key-in-use"
    assert second.headers["retry-after"] == "1"
    assert (await first).status_code == 201
    assert (await send()).json()["id"] == (await first).json()["id"]
    assert await fetch_value("SELECT count(*) FROM comment") == 1


async def test_many_requests_at_once_get_no_further_than_one_after_the_other(
    lasting_people: People, number: int, city: City, clock: Clock
) -> None:
    caller = await lasting_people.caller(await lasting_people.account())
    now = clock.now
    comments = [NewComment(body=f"{n}번째 말") for n in range(MOST_COMMENTS + 3)]
    drafts = [NewDraft(title=f"{n}번째") for n in range(MOST_DRAFTS + 3)]
    written = await asyncio.gather(
        *(
            comment(caller=caller, number=number, data=data, city=city, now=now)
            for data in comments
        ),
        *(save_draft(caller=caller, data=data, city=city, now=now) for data in drafts),
        *(publish(caller=caller, data=PROPOSAL, city=city, now=now) for _ in range(MOST_A_DAY + 3)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in written if not isinstance(answer, int)] == (
        [TooMany] * 3 + [TooManyDrafts] * 3 + [TooMany] * 3
    )


async def test_many_reports_at_once_get_no_further_than_one_after_the_other(
    lasting_people: People, number: int, clock: Clock
) -> None:
    author = await lasting_people.caller(await lasting_people.account())
    ids = await fetch_value(
        """
        WITH made AS (
            INSERT INTO comment (proposal, author, body, created_at)
            SELECT $1, $2, '광고', $3 FROM generate_series(1, $4::int) RETURNING id
        ) SELECT array_agg(id) FROM made
        """,
        number,
        author.account,
        clock.now,
        MOST_REPORTS + 3,
    )
    reporter = await lasting_people.caller(await lasting_people.account())
    answers = await asyncio.gather(
        *(
            report(
                caller=reporter,
                data=NewReport(subject=Subject("comment", id), reason="spam"),
                now=clock.now,
            )
            for id in ids
        ),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers if not isinstance(answer, int)] == [TooMany] * 3
