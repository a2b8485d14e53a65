"""What people choose to hear, and of which proposal nothing at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from backend.database.engine import fetch_value
from backend.notifications.kinds import KINDS
from tests.conftest import CHECKOUT, Clock
from tests.notifications.test_inbox import inbox, unread
from tests.people import People, Person
from tests.responses.answering import answer
from tests.square import Square

PREFERENCES = "/notifications/preferences"


async def choose(square: Square, person: Person, **wanted: Any) -> Any:
    """What holds after somebody chose."""
    answer = await square.call("PUT", PREFERENCES, person, **{"digest_hour": 8, **wanted})
    assert answer.status_code == 200, answer.text
    assert await square.get(PREFERENCES, person) == answer.json()
    return answer.json()


async def mute(square: Square, person: Person, number: int, method: str = "PUT") -> None:
    """Mute a proposal, twice, since that is once."""
    for _ in range(2):
        answer = await square.call(method, f"/proposals/{number}/mute", person)
        assert answer.json() == {"muted": method == "PUT"}


async def test_who_never_chose_is_pushed_little_and_mailed_less(
    square: Square, people: People
) -> None:
    mine = await square.get(PREFERENCES, await people.account())
    assert set(mine["kinds"]) == set(KINDS)
    pushed = {kind for kind, want in mine["kinds"].items() if want["push"]}
    assert pushed == {
        *("threshold_reached", "response", "overdue"),
        *("hidden", "suspended", "reinstated"),
    }
    assert {want["email"] for want in mine["kinds"].values()} == {"daily", "weekly", "never"}
    assert mine["kinds"]["hidden"]["email"] == "daily"
    # What one can't wait for is also what comes at once, and quiet hours are nobody's guess.
    assert {kind for kind, one in KINDS.items() if one.important} <= pushed
    assert (mine["quiet_hours"], mine["time_zone"]) == (None, "Asia/Seoul")
    assert (mine["digest_hour"], mine["email_ended"]) == (8, False)


def test_the_document_says_what_is_told_to_whom() -> None:
    page = (CHECKOUT / "docs/notifications.md").read_text("utf-8")
    rows = re.findall(r"^\| (`\w+`.*?) \| (.*?) \| (.*?) ?\| (.*?) ?\|$", page, re.MULTILINE)
    told = {
        kind: (to == "followers", push == "yes", email or "never")
        for kinds, to, push, email in rows
        for kind in re.findall(r"`(\w+)`", kinds)
    }
    assert told == {name: (kind.followers, kind.push, kind.email) for name, kind in KINDS.items()}


async def test_what_is_chosen_holds_and_only_what_differs_is_kept(
    square: Square, people: People
) -> None:
    person, other = await people.account(), await people.account()
    hours = {"from": "22:00", "until": "07:30"}
    chosen = await choose(
        square,
        person,
        kinds={
            "comment": {"push": True, "email": "daily"},
            "response": {"push": True, "email": "weekly"},
        },
        quiet_hours=hours,
        time_zone="Europe/Berlin",
        digest_hour=19,
    )
    assert chosen["kinds"]["comment"] == {"push": True, "email": "daily"}
    assert (chosen["quiet_hours"], chosen["time_zone"]) == (hours, "Europe/Berlin")
    assert chosen["digest_hour"] == 19
    kept = "SELECT count(*) FROM notification_preference"
    assert await fetch_value(kept) == 1
    # What is read can be sent back as it is, and changes nothing.
    assert await choose(square, person, **chosen) == chosen
    assert (await square.get(PREFERENCES, other))["time_zone"] == "Asia/Seoul"
    # What is left out is as it was before one ever chose.
    plain = await choose(square, person)
    assert plain == await square.get(PREFERENCES, other)
    assert await fetch_value(kept) == 0


async def test_mail_that_was_ended_stays_so_until_its_end_is_taken_back(
    square: Square, people: People
) -> None:
    person = await people.account()
    assert (await choose(square, person, email_ended=True))["email_ended"]
    assert (await choose(square, person, digest_hour=9))["email_ended"]
    assert not (await choose(square, person, email_ended=False))["email_ended"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kinds", {"gossip": {"push": True, "email": "never"}}),
        ("kinds", {"comment": {"push": True, "email": "hourly"}}),
        ("kinds", {"comment": {"push": True, "email": "never", "sms": True}}),
        ("quiet_hours", {"from": "22:00", "until": "22:00"}),
        ("quiet_hours", {"from": "24:00", "until": "07:00"}),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("digest_hour", 24),
        ("digest_hour", 8.5),
        ("digest_hour", "8"),
        ("email_ended", 0),
        ("colour", "blue"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    square: Square, people: People, field: str, value: Any
) -> None:
    refused = await square.call("PUT", PREFERENCES, await people.account(), **{field: value})
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [field]


async def test_of_a_muted_proposal_one_hears_nothing_and_later_everything_again(
    square: Square, people: People, clock: Clock
) -> None:
    author, official = await people.account(), await people.official("pedestrian")
    loud, other = await square.proposal(author), await square.proposal(author)
    clock.now += timedelta(minutes=1)
    for number in (loud, other):
        await square.comment(number)
        await answer(square, number, official)
    assert await unread(square, author) == 4
    await mute(square, author, loud)
    assert {item["proposal"] for item in await inbox(square, author)} == {other}
    assert await unread(square, author) == 2
    listed = await square.get("/notifications/mutes", author)
    assert [item["number"] for item in listed["items"]] == [loud]
    # Others hear as before.
    follower = await people.account()
    await square.call("PUT", f"/proposals/{loud}/follow", follower)
    assert len(await inbox(square, follower)) == 1
    await mute(square, author, loud, "DELETE")
    assert await unread(square, author) == 4
    assert (await square.get("/notifications/mutes", author))["items"] == []


async def test_whoever_follows_what_they_muted_before_wants_to_hear_of_it(
    square: Square, people: People
) -> None:
    reader, number = await people.account(), await square.proposal()
    await mute(square, reader, number)
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    await answer(square, number)
    assert len(await inbox(square, reader)) == 1
    # A follow that is sent again says nothing new, and mutes nothing less.
    await mute(square, reader, number)
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    assert await inbox(square, reader) == []


async def test_that_ones_text_was_hidden_cannot_be_muted(square: Square, people: People) -> None:
    author = await people.account()
    number = await square.proposal(author)
    await mute(square, author, number)
    await square.post(
        "/moderation/decisions",
        await people.moderator(),
        subject={"kind": "proposal", "id": number},
        action="hide",
        reason="spam",
        note="광고",
    )
    assert [item["kind"] for item in await inbox(square, author)] == ["hidden"]


async def test_only_what_is_there_is_muted(square: Square, people: People) -> None:
    person = await people.account()
    for method in ("PUT", "DELETE"):
        for number in (987_654, 2**63):
            refused = await square.refused(method, f"/proposals/{number}/mute", person)
            assert refused == (404, "not-found")
