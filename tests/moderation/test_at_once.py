"""Writers, readers and moderators at one moment, with real commits: the counts stay true."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.accounts.leaving import leave
from backend.city.city import City
from backend.comments.actions import comment, mark_helpful, remove, unmark_helpful
from backend.comments.schemas import NewComment
from backend.database.engine import fetch_value
from backend.errors import NotFound, Problem
from backend.http.callers import Caller
from backend.moderation.actions import AlreadyHidden, AuthorGone, decide, report
from backend.moderation.schemas import NewDecision, NewReport, Subject
from backend.proposals.actions import publish
from backend.proposals.schemas import NewProposal
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import People
from tests.square import BODY

HIDE = {"action": "hide", "reason": "spam"}


@pytest.fixture
async def cast(lasting_people: People) -> list[Caller]:
    """Eight moderators."""
    people = lasting_people
    return [await people.caller(await people.moderator()) for _ in range(8)]


@pytest.fixture
async def number(cast: list[Caller], city: City, clock: Clock) -> int:
    """A proposal of the first of them."""
    text = NewProposal(title="역마다 실내 자전거 주차장을", body=BODY, topic="walking")
    return await publish(caller=cast[0], data=text, city=city, now=clock.now)


async def test_commenting_deleting_and_hiding_at_once_leaves_the_counter_true(
    cast: list[Caller], number: int, city: City, clock: Clock
) -> None:
    async def write_and_regret(writer: Caller, censor: Caller) -> None:
        for _ in range(3):
            id = await comment(
                caller=writer,
                number=number,
                data=NewComment(body="좋아요"),
                city=city,
                now=clock.now,
            )
            hiding = decide(
                caller=censor,
                data=NewDecision(subject=Subject("comment", id), **HIDE),
                city=city,
                now=clock.now,
            )
            deleting = remove(caller=writer, comment=id, now=clock.now)
            answers = await asyncio.gather(hiding, deleting, return_exceptions=True)
            assert isinstance(answers[0], int | NotFound) and answers[1] is None
        await comment(
            caller=writer, number=number, data=NewComment(body="남는 말"), city=city, now=clock.now
        )

    await asyncio.gather(
        *(write_and_regret(cast[index], cast[index - 1]) for index in range(len(cast)))
    )
    assert await fetch_value("SELECT comments FROM proposal") == len(cast)


async def test_marking_and_unmarking_at_once_leaves_marks_and_counter_agreed(
    cast: list[Caller], number: int, city: City, clock: Clock
) -> None:
    author, *readers = cast
    id = await comment(
        caller=author, number=number, data=NewComment(body="좋아요"), city=city, now=clock.now
    )
    await asyncio.gather(
        *(
            action(caller=reader, comment=id)
            for reader in readers
            for action in (mark_helpful, unmark_helpful, mark_helpful, mark_helpful)
        )
    )
    assert await fetch_value("SELECT helpful FROM comment") == await fetch_value(
        "SELECT count(*) FROM helpful_mark"
    )


async def test_of_moderators_who_hide_at_once_one_does(
    cast: list[Caller], number: int, city: City, clock: Clock
) -> None:
    data = NewDecision(subject=Subject("proposal", number), **HIDE)
    answers = await asyncio.gather(
        *(decide(caller=moderator, data=data, city=city, now=clock.now) for moderator in cast[1:]),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert len(refused) == len(answers) - 1
    assert {type(answer) for answer in refused} == {AlreadyHidden}
    assert await fetch_value("SELECT count(*) FROM decision") == 1


async def test_the_same_report_sent_twice_at_once_is_one(
    cast: list[Caller], number: int, clock: Clock
) -> None:
    data = NewReport(subject=Subject("proposal", number), reason="spam")
    ids = await asyncio.gather(
        *(report(caller=cast[1], data=data, now=clock.now) for _ in range(4))
    )
    assert len(set(ids)) == 1
    assert await fetch_value("SELECT count(*) FROM report") == 1


async def test_who_leaves_while_they_are_suspended_does_both_or_is_gone(
    cast: list[Caller],
    number: int,
    lasting_people: People,
    city: City,
    clock: Clock,
    settings: Settings,
) -> None:
    moderator = cast[1]
    authors = [await lasting_people.caller(await lasting_people.account()) for _ in range(8)]
    until = city.today(clock.now) + timedelta(days=7)

    async def write_and_leave(author: Caller) -> bool:
        id = await comment(
            caller=author, number=number, data=NewComment(body="광고"), city=city, now=clock.now
        )
        data = NewDecision(
            subject=Subject("comment", id), action="suspend", reason="spam", until=until
        )
        suspending = decide(caller=moderator, data=data, city=city, now=clock.now)
        leaving = leave(caller=author, settings=settings, now=clock.now)
        decided, left = await asyncio.gather(suspending, leaving, return_exceptions=True)
        assert isinstance(decided, int | NotFound | AuthorGone) and left is None
        return isinstance(decided, int)

    suspended = await asyncio.gather(*(write_and_leave(author) for author in authors))
    kept = await fetch_value("SELECT count(*) FROM tombstone WHERE suspended_until IS NOT NULL")
    assert kept == sum(suspended)
