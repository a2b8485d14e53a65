"""Suspending an author: what they may no longer do, what they still may, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from backend.database.engine import execute, fetch
from backend.settings import Settings
from tests.accounts.leaving import come_back, leave
from tests.conftest import Clock
from tests.moderation.deciding import comment, hide, proposal, queue, report
from tests.people import People, Person
from tests.square import TEXT, Square

DECISIONS = "/moderation/decisions"


def in_days(clock: Clock, days: int) -> str:
    """A day of the city, which is nine hours ahead of UTC, so many from today."""
    return (clock.now + timedelta(hours=9, days=days)).date().isoformat()


async def suspend(
    square: Square,
    subject: dict[str, Any],
    by: Person,
    *,
    until: str,
    reason: str = "spam",
    note: str = "",
) -> Any:
    """The decision by which the author of a text is suspended."""
    return await square.post(
        DECISIONS, by, subject=subject, action="suspend", reason=reason, until=until, note=note
    )


@pytest.fixture
async def author(people: People) -> Person:
    """A verified resident who writes."""
    return await people.resident("도배하는 사람")


@pytest.fixture
async def moderator(people: People) -> Person:
    """Decides."""
    return await people.moderator()


async def test_who_is_suspended_reads_and_adds_nothing(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal()
    own = await square.proposal(author)
    made = await square.comment(number, author)
    other = await square.comment(number)
    await square.call("PUT", f"/proposals/{number}/support", author)
    decided = await suspend(square, comment(made), moderator, until=in_days(clock, 7))
    assert (decided["action"], decided["reason"]) == ("suspend", "spam")
    assert (decided["until"], decided["hidden"]) == (in_days(clock, 7), False)
    for method, path, body in (
        ("POST", "/proposals", TEXT),
        ("PATCH", f"/proposals/{own}", {"title": "다른 제목으로 고쳐요"}),
        ("POST", f"/proposals/{own}/withdrawal", {}),
        ("POST", f"/proposals/{number}/comments", {"body": "또 씁니다."}),
        ("PATCH", f"/comments/{made['id']}", {"body": "고칩니다."}),
        ("PUT", f"/comments/{other['id']}/helpful", {}),
        ("PUT", f"/proposals/{own}/support", {}),
        ("DELETE", f"/proposals/{number}/support", {}),
        ("POST", "/reports", {"subject": comment(other), "reason": "spam"}),
        ("PATCH", "/me", {"name": "새 이름"}),
    ):
        assert await square.refused(method, path, author, **body) == (403, "suspended")
    for path in ("/proposals", f"/proposals/{number}", "/me", "/notices", "/notifications"):
        await square.get(path, author)
    assert (await square.call("GET", "/auth/session", author)).status_code == 204
    assert (await square.get(f"/proposals/{number}"))["supports"] == 1


async def test_one_sees_to_ones_own_affairs_while_suspended(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal()
    made = await square.comment(number, author)
    await suspend(square, comment(made), moderator, until=in_days(clock, 7))
    draft = await square.post("/drafts", author, title="나중에 올릴 글")
    for method, path, body, status in (
        ("PATCH", f"/drafts/{draft['id']}", {"body": "조금씩 써 둡니다."}, 200),
        ("PUT", f"/proposals/{number}/follow", {}, 200),
        ("DELETE", f"/proposals/{number}/follow", {}, 200),
        ("PUT", f"/proposals/{number}/mute", {}, 200),
        ("DELETE", f"/comments/{made['id']}", {}, 204),
        ("DELETE", "/auth/session", {}, 204),
    ):
        answer = await square.call(method, path, author, **body)
        assert answer.status_code == status, (method, path, answer.text)


async def test_a_draft_is_not_published_while_suspended_and_stays(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    made = await square.comment(await square.proposal(), author)
    draft = await square.post("/drafts", author, **TEXT)
    await suspend(square, comment(made), moderator, until=in_days(clock, 1))
    path = f"/drafts/{draft['id']}"
    assert await square.refused("POST", f"{path}/publication", author) == (403, "suspended")
    assert (await square.get(path, author))["title"] == TEXT["title"]


async def test_the_refusal_says_until_when_in_the_readers_language(
    client: httpx.AsyncClient, square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    made = await square.comment(await square.proposal(), author)
    clock.now = clock.now.replace(month=11, day=20)
    await suspend(square, comment(made), moderator, until="2026-11-27")
    for language, day in (("ko", "11월 27일"), ("en", "November 27")):
        answer = await client.post(
            "/api/v1/proposals",
            json=TEXT,
            headers={**author.headers, "Accept-Language": language},
        )
        assert answer.status_code == 403
        assert day in answer.json()["title"], answer.json()
        assert "@" in answer.json()["detail"]


async def test_a_suspension_ends_with_its_last_day_by_itself(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal()
    made = await square.comment(number, author)
    path = f"/proposals/{number}/support"
    # Half past ten at night in Seoul: the day has an hour and a half to go.
    clock.now = clock.now.replace(hour=13, minute=30, second=0)
    await suspend(square, comment(made), moderator, until=in_days(clock, 0))
    clock.now += timedelta(hours=1, minutes=29)
    assert await square.refused("PUT", path, author) == (403, "suspended")
    clock.now += timedelta(minutes=1)
    assert (await square.call("PUT", path, author)).status_code == 200


async def test_a_moderator_ends_it_earlier_once(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal()
    subject = comment(await square.comment(number, author))
    await suspend(square, subject, moderator, until=in_days(clock, 30))
    await square.post(DECISIONS, moderator, subject=subject, action="reinstate")
    answer = await square.call("PUT", f"/proposals/{number}/support", author)
    assert answer.status_code == 200
    assert await square.refused(
        "POST", DECISIONS, moderator, subject=subject, action="reinstate"
    ) == (409, "not-suspended")


async def test_the_latest_suspension_counts(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    subject = comment(await square.comment(await square.proposal(), author))
    for days in (30, 2):
        await suspend(square, subject, moderator, until=in_days(clock, days))
    me = await square.get("/me", author)
    assert me["suspended_until"].startswith(in_days(clock, 2) + "T14:59:59")


async def test_leaving_and_coming_back_does_not_end_it(
    client: httpx.AsyncClient,
    square: Square,
    author: Person,
    moderator: Person,
    clock: Clock,
    settings: Settings,
) -> None:
    number = await square.proposal()
    made = await square.comment(number, author)
    await suspend(square, comment(made), moderator, until=in_days(clock, 7))
    await leave(client, author)
    back = await come_back(client, settings, author.email)
    path = f"/api/v1/proposals/{number}/support"
    answer = await client.put(path, headers=back)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/suspended")
    clock.now += timedelta(days=8)
    assert (await client.put(path, headers=back)).status_code == 200


async def test_who_left_after_it_had_ended_comes_back_free(
    client: httpx.AsyncClient,
    square: Square,
    author: Person,
    moderator: Person,
    clock: Clock,
    settings: Settings,
) -> None:
    made = await square.comment(await square.proposal(), author)
    await suspend(square, comment(made), moderator, until=in_days(clock, 0))
    clock.now += timedelta(days=2)
    await leave(client, author)
    back = await come_back(client, settings, author.email)
    assert (await client.get("/api/v1/me", headers=back)).json()["suspended_until"] is None


async def test_a_suspension_needs_a_reason_and_a_day_within_a_year(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    subject = comment(await square.comment(await square.proposal(), author))
    for body, wrong in (
        ({"action": "suspend"}, {"reason", "until"}),
        ({"action": "suspend", "reason": "spam"}, {"until"}),
        ({"action": "suspend", "until": in_days(clock, 3)}, {"reason"}),
        ({"action": "suspend", "reason": "spam", "until": in_days(clock, -1)}, {"until"}),
        ({"action": "suspend", "reason": "spam", "until": in_days(clock, 367)}, {"until"}),
        ({"action": "suspend", "reason": "spam", "until": "2026-13-40"}, {"until"}),
        ({"action": "hide", "reason": "spam", "until": in_days(clock, 3)}, {"until"}),
    ):
        answer = await square.call("POST", DECISIONS, moderator, subject=subject, **body)
        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == wrong
    assert await fetch("SELECT FROM decision") == []
    await suspend(square, subject, moderator, until=in_days(clock, 366))


async def test_nobody_of_staff_oneself_or_gone_is_suspended(
    square: Square, people: People, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal()
    official, gone = await people.official("bus"), await people.account()
    mine, theirs, left = [
        comment(await square.comment(number, by)) for by in (moderator, official, gone)
    ]
    await square.call("DELETE", "/me", gone)
    for subject, refusal in (
        (mine, (403, "own-item")),
        (theirs, (403, "of-staff")),
        (left, (409, "author-gone")),
        ({"kind": "comment", "id": 999_999}, (404, "not-found")),
    ):
        assert (
            await square.refused(
                "POST",
                DECISIONS,
                moderator,
                subject=subject,
                action="suspend",
                reason="spam",
                until=in_days(clock, 7),
            )
            == refusal
        )


async def test_somebody_of_staff_who_was_suspended_before_sees_no_staff_room(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    moderator = await people.moderator()
    await execute(
        "UPDATE account SET suspended_until = $2 WHERE id = $1",
        moderator.account,
        clock.now + timedelta(days=1),
    )
    for path in ("/moderation", "/api/v1/moderation/queue", "/api/v1/moderation/decisions"):
        assert (await client.get(path, headers=moderator.headers)).status_code == 403
    assert (await client.get("/moderation/log", headers=moderator.headers)).status_code == 200


async def test_it_settles_no_report_and_leaves_the_text_as_it_was(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    number = await square.proposal(author)
    await report(square, proposal(number))
    await suspend(square, proposal(number), moderator, until=in_days(clock, 7))
    [waiting] = await queue(square, moderator)
    assert waiting["subject"] == proposal(number)
    assert waiting["author_suspended_until"].startswith(in_days(clock, 7))
    assert (await square.get(f"/proposals/{number}"))["visibility"] == "published"
    assert await square.events(number) == ["published"]


async def test_a_hidden_text_is_still_listed_as_hidden_after_its_author_is_suspended(
    client: httpx.AsyncClient, square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    subject = comment(await square.comment(await square.proposal(), author))
    await hide(square, subject, moderator)
    await suspend(square, subject, moderator, until=in_days(clock, 7))
    hidden = await client.get("/moderation?state=hidden", headers=moderator.headers)
    assert f"/moderation/comment-{subject['id']}" in hidden.text


async def test_the_author_is_told_why_and_the_public_that(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    made = await square.comment(await square.proposal(), author)
    day = in_days(clock, 7)
    await suspend(square, comment(made), moderator, until=day, note="같은 광고를 또 올렸어요.")
    [notice] = (await square.get("/notices", author))["items"]
    assert (notice["action"], notice["reason"], notice["until"]) == ("suspend", "spam", day)
    assert notice["note"] == "같은 광고를 또 올렸어요."
    [told] = (await square.get("/notifications", author))["items"]
    assert (told["kind"], told["reason"], told["date"]) == ("suspended", "spam", day)
    assert told["path"] == "/me/notices"
    [line] = (await square.get("/moderation/log"))["items"]
    assert (line["kind"], line["action"], line["reason"]) == ("comment", "suspend", "spam")
    assert set(line) == {"date", "kind", "action", "reason"}
    [kept] = await fetch("SELECT action, rule, subject_id FROM audit")
    assert tuple(kept) == ("suspend", "spam", made["id"])
    # A comment that its author deletes takes the notice of the suspension with it to nowhere.
    await square.call("DELETE", f"/comments/{made['id']}", author)
    assert len((await square.get("/notices", author))["items"]) == 1


async def test_a_suspension_sent_twice_is_one(
    square: Square, author: Person, moderator: Person, clock: Clock
) -> None:
    subject = comment(await square.comment(await square.proposal(), author))
    body = {
        "subject": subject,
        "action": "suspend",
        "reason": "spam",
        "until": in_days(clock, 7),
    }
    first, second = [
        await square.call("POST", DECISIONS, moderator, key="one", **body) for _ in range(2)
    ]
    assert first.json() == second.json()
    assert len(await fetch("SELECT FROM notification WHERE kind = 'suspended'")) == 1
