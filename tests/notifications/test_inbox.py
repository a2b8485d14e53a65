"""The inbox: who is told what, once, and what counts as read."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value
from backend.notifications import queries
from backend.notifications.actions import tell_what_is_due
from backend.notifications.queries import FOLLOWS_MANY, LATEST
from tests.conftest import Clock
from tests.people import People, Person
from tests.responses.answering import answer
from tests.square import Square
from tests.statements import statements


async def inbox(square: Square, person: Person, query: str = "") -> list[dict[str, Any]]:
    """What somebody finds in their inbox, newest first."""
    items: list[dict[str, Any]] = (await square.get(f"/notifications{query}", person))["items"]
    return items


async def unread(square: Square, person: Person) -> int:
    """How much of it is unread."""
    count: int = (await square.get("/notifications/unread", person))["unread"]
    return count


async def test_an_answer_is_one_row_for_all_who_follow(
    square: Square, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    followers = [await people.account() for _ in range(3)]
    for follower in followers:
        await square.call("PUT", f"/proposals/{number}/follow", follower)
    clock.now += timedelta(minutes=1)
    await answer(square, number)
    assert await fetch_value("SELECT count(*) FROM notification") == 1
    for person in (author, *followers):
        (told,) = await inbox(square, person)
        assert (told["kind"], told["about"], told["decision"]) == ("response", "answers", "adopted")
        assert (told["proposal"], told["department"]) == (number, "pedestrian")
        assert told["unread"] and await unread(square, person) == 1
    assert await inbox(square, await people.account()) == []


async def test_whoever_follows_no_longer_hears_nothing_more(square: Square, people: People) -> None:
    number, reader = await square.proposal(), await people.account()
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    await answer(square, number)
    assert len(await inbox(square, reader)) == 1
    await square.call("DELETE", f"/proposals/{number}/follow", reader)
    assert await inbox(square, reader) == [] and await unread(square, reader) == 0


async def test_what_was_read_stays_read_and_what_comes_later_is_unread(
    square: Square, people: People, clock: Clock
) -> None:
    author = await people.account()
    official = await people.official("pedestrian")
    number = await square.proposal(author)
    await answer(square, number, official)
    (first,) = await inbox(square, author)
    for until in (first["at"], "2026-01-01T00:00:00Z"):
        read = await square.call("POST", "/notifications/read", author, until=until)
        assert read.status_code == 204
    assert [item["unread"] for item in await inbox(square, author)] == [False]
    # Nobody can have read what is still to come.
    await square.call("POST", "/notifications/read", author, until="2099-01-01T00:00:00Z")
    clock.now += timedelta(minutes=1)
    await square.post(
        f"/proposals/{number}/milestones",
        official,
        state="started",
        date="2026-11-22",
        note="공사를 시작했습니다.",
    )
    assert [(item["kind"], item["unread"]) for item in await inbox(square, author)] == [
        ("milestone", True),
        ("response", False),
    ]
    assert await unread(square, author) == 1


async def test_comments_of_a_day_are_one_and_come_to_the_top(
    square: Square, people: People, clock: Clock
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    for _ in range(3):
        clock.now += timedelta(minutes=5)
        latest = await square.comment(number)
    # What the author writes is no news to the author.
    await square.comment(number, author)
    (told,) = await inbox(square, author)
    assert (told["kind"], told["count"]) == ("comment", 3)
    assert told["path"] == f"/proposals/{number}#comment-{latest['id']}"
    clock.now += timedelta(days=1)
    await square.comment(number)
    assert [item.get("count", 1) for item in await inbox(square, author)] == [1, 3]
    assert await unread(square, author) == 2


async def test_a_reply_is_told_to_whom_it_answers_and_to_nobody_else(
    square: Square, people: People
) -> None:
    author, speaker = await people.account(), await people.account()
    number = await square.proposal(author)
    said = await square.comment(number, speaker)
    for _ in range(2):
        await square.comment(number, reply_to=said["id"])
    await square.comment(number, speaker, reply_to=said["id"])
    (told,) = await inbox(square, speaker)
    assert (told["kind"], told["count"], told["about"]) == ("reply", 2, "talk")
    assert [item["kind"] for item in await inbox(square, author)] == ["comment"]


async def test_an_author_hears_that_a_text_was_hidden_and_shown_again(
    square: Square, people: People, clock: Clock
) -> None:
    author, moderator = await people.account(), await people.moderator()
    number = await square.proposal(author)
    subject = {"kind": "proposal", "id": number}
    await square.post(
        "/moderation/decisions",
        moderator,
        subject=subject,
        action="hide",
        reason="spam",
        note="광고",
    )
    (told,) = await inbox(square, author)
    assert (told["kind"], told["reason"], told["path"]) == ("hidden", "spam", "/me/notices")
    assert told["title"] is None
    clock.now += timedelta(minutes=1)
    await square.post(
        "/moderation/decisions", moderator, subject=subject, action="restore", note=""
    )
    assert [item["kind"] for item in await inbox(square, author)] == ["restored", "hidden"]


async def test_what_one_does_oneself_is_no_news(square: Square, people: People) -> None:
    author, reader = await people.account(), await people.account()
    number = await square.proposal(author)
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    await square.post(f"/proposals/{number}/addenda", author, body="덧붙입니다.")
    assert await inbox(square, author) == [] and await unread(square, author) == 0
    assert [item["kind"] for item in await inbox(square, reader)] == ["addendum"]


async def test_what_the_clock_brings_about_is_told_once(
    square: Square, people: People, city: City, clock: Clock
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    await square.support(number, 50)
    clock.now += timedelta(days=city.rules.gathering_days - 2)
    for told in (1, 0):
        assert await tell_what_is_due(clock.now) == told
    clock.now += timedelta(days=4)
    for told in (1, 0):
        assert await tell_what_is_due(clock.now) == told
    kinds = [item["kind"] for item in await inbox(square, author)]
    assert kinds == ["overdue", "closing", "threshold_reached"]
    # Nobody is told today what came true long ago.
    await execute("DELETE FROM notification")
    assert await tell_what_is_due(clock.now + timedelta(days=30)) == 0


async def test_the_inbox_is_read_in_parts_and_by_what_it_is_about(
    square: Square, people: People, clock: Clock
) -> None:
    author, official = await people.account(), await people.official("pedestrian")
    for _ in range(3):
        clock.now += timedelta(minutes=1)
        number = await square.proposal(author)
        await square.comment(number)
        clock.now += timedelta(minutes=1)
        await answer(square, number, official)
    whole = await inbox(square, author)
    assert [item["kind"] for item in whole] == ["response", "comment"] * 3
    parts: list[dict[str, Any]] = []
    cursor = ""
    while True:
        part = await square.get(f"/notifications?limit=2{cursor}", author)
        parts += part["items"]
        if part["next"] is None:
            break
        cursor = f"&cursor={part['next']}"
    assert parts == whole
    assert [item["kind"] for item in await inbox(square, author, "?about=talk")] == ["comment"] * 3


async def test_the_inbox_of_somebody_who_follows_much_takes_as_many_statements(
    square: Square, people: People
) -> None:
    reader, official = await people.account(), await people.official("pedestrian")
    asked = []
    for _ in range(2):
        number = await square.proposal()
        await square.call("PUT", f"/proposals/{number}/follow", reader)
        await answer(square, number, official)
        asked.append(len(await statements(partial(inbox, square, reader))))
    assert asked[0] == asked[1] <= 2


@pytest.mark.parametrize("elsewhere", [10, LATEST], ids=["much of it theirs", "hardly any"])
async def test_the_inbox_of_somebody_who_follows_many_leaves_nothing_out(
    square: Square, people: People, clock: Clock, elsewhere: int
) -> None:
    reader, stranger = await people.account(), await square.proposal()
    followed = [
        row["number"]
        for row in await fetch(
            """
            INSERT INTO proposal (title, body, topic, language, published_at, closes_at, updated_at)
            SELECT title, body, topic, language, published_at, closes_at, updated_at
            FROM proposal, generate_series(0, $2::int) WHERE number = $1 RETURNING number
            """,
            stranger,
            FOLLOWS_MANY,
        )
    ]
    await execute("INSERT INTO follow SELECT unnest($1::bigint[]), $2", followed, reader.account)
    # News of theirs every other hour, and as much of elsewhere in between.
    await execute(
        """
        INSERT INTO notification (kind, proposal, at, details)
        SELECT 'interim_note', proposal, $3::timestamptz - place * interval '2 hours',
               '{"department": "pedestrian"}'::jsonb
        FROM unnest($1::bigint[]) WITH ORDINALITY AS theirs (proposal, place)
        UNION ALL
        SELECT 'interim_note', $2, $3 - n * interval '1 minute',
               '{"department": "pedestrian"}'::jsonb
        FROM generate_series(1, $4::int) n
        """,
        followed,
        stranger,
        clock.now,
        elsewhere,
    )
    found, query = [], "?limit=40"
    while query:
        page = await square.get(f"/notifications{query}", reader)
        found += [one["proposal"] for one in page["items"]]
        query = f"?limit=40&cursor={page['next']}" if page["next"] else ""
    assert found == followed


async def test_leaving_takes_what_was_told_along(square: Square, people: People) -> None:
    author = await people.account()
    number = await square.proposal(author)
    await square.comment(number)
    assert await fetch_value("SELECT count(*) FROM notification") == 1
    await square.call("DELETE", "/me", author)
    assert await fetch_value("SELECT count(*) FROM notification") == 0
    assert (await square.call("GET", "/notifications", author)).status_code == 401


async def test_a_crowd_that_asks_at_once_is_counted_each_by_itself(
    square: Square, people: People, clock: Clock
) -> None:
    author, follower, muting, reading, nobody = [await people.account() for _ in range(5)]
    number, other = await square.proposal(author), await square.proposal(follower)
    for person in (follower, muting, reading):
        await square.call("PUT", f"/proposals/{number}/follow", person)
    await square.call("PUT", f"/proposals/{number}/mute", muting)
    clock.now += timedelta(minutes=1)
    await answer(square, number)
    await square.call("POST", "/notifications/read", reading, until="2099-01-01T00:00:00Z")
    clock.now += timedelta(minutes=1)
    for proposal in (number, other):
        await square.comment(proposal)
    crowd = [nobody, author, muting, follower, reading, author]
    together = await queries._count_unread([(await people.caller(one)).account for one in crowd])
    assert together == [0, 2, 0, 2, 0, 2]
    assert together == [await unread(square, one) for one in crowd]
    assert await queries._count_unread([2**62]) == [0]
