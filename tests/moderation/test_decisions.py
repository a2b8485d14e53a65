"""Hiding, restoring and keeping; what becomes of the text; and what the log keeps."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from backend.database.engine import fetch
from tests.conftest import Clock
from tests.moderation.deciding import comment, hide, proposal, queue, report, restore
from tests.people import People
from tests.square import BODY, Square

SECRET = "010-0000-0000으로 전화하세요"


async def test_a_hidden_comment_is_gone_for_all_but_its_author_and_moderators(
    square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    number = await square.proposal()
    made = await square.comment(number, author, body=SECRET)
    assert (await square.get(f"/proposals/{number}"))["comments"] == 1
    await hide(square, comment(made), moderator, reason="personal_data")
    for reader in (None, await people.account(), await people.official("pedestrian")):
        for path in (f"/proposals/{number}/comments", f"/comments/{made['id']}"):
            answer = await square.call("GET", path, reader)
            assert SECRET not in answer.text
            assert '"hidden":"personal_data"' in answer.text
    for reader in (author, moderator):
        assert (await square.get(f"/comments/{made['id']}", reader))["body"] == SECRET
    assert (await square.get(f"/proposals/{number}"))["comments"] == 0
    await restore(square, comment(made), moderator)
    assert (await square.get(f"/comments/{made['id']}"))["body"] == SECRET
    assert (await square.get(f"/proposals/{number}"))["comments"] == 1


async def test_a_hidden_comment_is_neither_changed_marked_nor_replied_to_but_can_be_deleted(
    square: Square, people: People
) -> None:
    author, reader = await people.account(), await people.account()
    number = await square.proposal()
    made = await square.comment(number, author)
    moderator = await people.moderator()
    await hide(square, comment(made), moderator)
    path = f"/comments/{made['id']}"
    assert await square.refused("PATCH", path, author, body="고침") == (409, "comment-hidden")
    assert await square.refused("PUT", f"{path}/helpful", reader) == (409, "comment-hidden")
    assert await square.refused(
        "POST", f"/proposals/{number}/comments", reader, body="저요", reply_to=made["id"]
    ) == (409, "comment-gone")
    assert (await square.call("DELETE", path, author)).status_code == 204
    assert (await square.get(f"/proposals/{number}"))["comments"] == 0


async def test_a_hidden_proposal_is_gone_from_everywhere_at_once_and_comes_back(
    square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    number = await square.proposal(author)
    await hide(square, proposal(number), moderator, reason="defamatory")
    shown = await square.get(f"/proposals/{number}")
    assert (shown["title"], shown["body"], shown["hidden"]) == (None, None, "defamatory")
    for path in (f"/proposals/{number}", "/proposals", "/proposals?q=자전거"):
        assert BODY[:10] not in (await square.call("GET", path)).text
    assert (await square.get(f"/proposals/{number}", author))["body"] == BODY
    assert (await square.events(number))[-1] == "hidden"
    await restore(square, proposal(number), moderator)
    assert (await square.get(f"/proposals/{number}"))["body"] == BODY
    assert (await square.events(number))[-1] == "restored"


async def test_nothing_is_written_under_a_hidden_proposal(square: Square, people: People) -> None:
    author = await people.account()
    number = await square.proposal()
    made = await square.comment(number, author)
    await hide(square, proposal(number), await people.moderator())
    path = f"/proposals/{number}/comments"
    for method, target in (("POST", path), ("PATCH", f"/comments/{made['id']}")):
        assert await square.refused(method, target, author, body="아직") == (
            409,
            "proposal-hidden",
        )


async def test_hiding_neither_voids_what_is_owed_nor_changes_the_supports(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    await square.support(number, 50)
    before = await square.get(f"/proposals/{number}")
    assert before["obligations"][0]["state"] == "open"
    await hide(square, proposal(number), await people.moderator())
    hidden = await square.get(f"/proposals/{number}")
    assert hidden["obligations"] == before["obligations"]
    assert (hidden["supports"], hidden["stage"]) == (50, "hidden")


async def test_only_moderators_decide(square: Square, people: People) -> None:
    number = await square.proposal()
    for somebody in (await people.admin(), await people.official("bus"), await people.resident()):
        assert await square.refused(
            "POST",
            "/moderation/decisions",
            somebody,
            subject=proposal(number),
            action="hide",
            reason="spam",
        ) == (403, "not-permitted")


async def test_nobody_moderates_their_own_text(square: Square, people: People) -> None:
    moderator = await people.moderator()
    number = await square.proposal(moderator)
    made = await square.comment(number, moderator)
    for subject in (proposal(number), comment(made)):
        await report(square, subject)
        assert await square.refused(
            "POST", "/moderation/decisions", moderator, subject=subject, action="keep"
        ) == (403, "own-item")
    assert [item["barred"] for item in await queue(square, moderator)] == [True, True]


async def test_nobody_moderates_where_their_own_department_owes_an_answer(
    square: Square, people: People
) -> None:
    moderator = await people.person(roles=["moderator", "official"], department="pedestrian")
    number = await square.proposal(topic="walking")
    made = await square.comment(number)
    await report(square, comment(made))
    assert [item["barred"] for item in await queue(square, moderator)] == [False]
    await square.support(number, 50)
    assert [item["barred"] for item in await queue(square, moderator)] == [True]
    for subject in (proposal(number), comment(made)):
        assert await square.refused(
            "POST",
            "/moderation/decisions",
            moderator,
            subject=subject,
            action="hide",
            reason="not_public",
        ) == (403, "own-department")
    await square.post(
        f"/proposals/{number}/responses", moderator, decision="not_adopted", body=BODY
    )
    await hide(square, comment(made), moderator)


async def test_hiding_needs_a_reason(square: Square, people: People) -> None:
    number = await square.proposal()
    refused = await square.call(
        "POST",
        "/moderation/decisions",
        await people.moderator(),
        subject=proposal(number),
        action="hide",
    )
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"reason"}


async def test_what_is_hidden_can_only_be_restored_and_what_is_not_cannot(
    square: Square, people: People
) -> None:
    moderator = await people.moderator()
    subject = proposal(await square.proposal())
    path = "/moderation/decisions"
    assert await square.refused("POST", path, moderator, subject=subject, action="restore") == (
        409,
        "not-hidden",
    )
    await hide(square, subject, moderator)
    for body in ({"action": "hide", "reason": "spam"}, {"action": "keep"}):
        assert await square.refused("POST", path, moderator, subject=subject, **body) == (
            409,
            "already-hidden",
        )


async def test_the_same_key_decides_once(square: Square, people: People) -> None:
    moderator = await people.moderator()
    body = {"subject": proposal(await square.proposal()), "action": "hide", "reason": "spam"}
    first = await square.call("POST", "/moderation/decisions", moderator, key="k", **body)
    again = await square.call("POST", "/moderation/decisions", moderator, key="k", **body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    decided = (await square.get("/moderation/decisions", moderator))["items"]
    assert [one["id"] for one in decided] == [first.json()["id"]]


async def test_a_decision_settles_the_reports_that_wait(square: Square, people: People) -> None:
    moderator, reporter = await people.moderator(), await people.account()
    subject = proposal(await square.proposal())
    path = "/reports"
    made = await square.call("POST", path, reporter, key="k", subject=subject, reason="spam")
    assert made.json()["settled"] is False
    await hide(square, subject, moderator, reason="spam")
    assert await queue(square, moderator) == []
    again = await square.call("POST", path, reporter, key="k", subject=subject, reason="spam")
    assert again.json() == made.json() | {"settled": True}


async def test_moderators_read_decisions_latest_first(square: Square, people: People) -> None:
    moderator = await people.moderator("운영자")
    numbers = [await square.proposal() for _ in range(3)]
    for number in numbers:
        await hide(square, proposal(number), moderator, note="확인함")
    await restore(square, proposal(numbers[0]), moderator)
    first = await square.get("/moderation/decisions?limit=2", moderator)
    rest = await square.get(f"/moderation/decisions?cursor={first['next']}", moderator)
    decided = first["items"] + rest["items"]
    assert [one["proposal"] for one in decided] == [numbers[0], *numbers[::-1]]
    assert [one["hidden"] for one in decided] == [False, True, True, False]
    assert (decided[1]["moderator"], decided[1]["note"]) == ("운영자", "확인함")
    assert rest["next"] is None


async def test_the_author_is_told_what_by_which_rule_and_why(
    square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    number = await square.proposal()
    made = await square.comment(number, author, body=SECRET)
    await square.post("/moderation/decisions", moderator, subject=comment(made), action="keep")
    await hide(square, comment(made), moderator, reason="personal_data", note="전화번호")
    (notice,) = (await square.get("/notices", author))["items"]
    assert (notice["action"], notice["reason"], notice["note"]) == (
        "hide",
        "personal_data",
        "전화번호",
    )
    assert (notice["subject"], notice["body"]) == (comment(made), SECRET)
    assert notice["title"] == "역마다 실내 자전거 주차장을"
    await hide(square, proposal(number), moderator)
    (notice,) = (await square.get("/notices", author))["items"]
    assert notice["title"] is None
    assert (await square.get("/notices", await people.account()))["items"] == []


async def test_the_log_keeps_who_what_and_the_texts_hash_but_no_text(
    square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    made = await square.comment(await square.proposal(), author, body=SECRET)
    sent = await report(square, comment(made), reason="rights")
    assert sent["id"]
    await hide(square, comment(made), moderator, reason="personal_data", note="비밀 메모")
    reported, hidden = await fetch(
        "SELECT * FROM audit WHERE subject_kind = 'comment' AND subject_id = $1 ORDER BY id",
        made["id"],
    )
    assert (reported["action"], reported["reason"], reported["rule"]) == ("report", "rights", None)
    assert (hidden["action"], hidden["actor"]) == ("hide", moderator.account)
    assert (hidden["reason"], hidden["rule"]) == ("personal_data", "personal_data")
    assert hidden["text_hash"] == hashlib.sha256(SECRET.encode()).digest()
    assert "비밀" not in repr(hidden) and "전화" not in repr(hidden)


async def test_the_public_log_tells_day_kind_action_and_reason_and_nothing_else(
    square: Square, people: People, clock: Clock
) -> None:
    moderator = await people.moderator()
    number = await square.proposal()
    made = await square.comment(number)
    await report(square, comment(made))
    await hide(square, comment(made), moderator, reason="spam", note="메모")
    # Half past midnight in Seoul, on the day after.
    clock.now = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    await restore(square, comment(made), moderator)
    log = await square.get("/moderation/log?limit=1")
    assert log["items"] == [
        {"date": "2026-11-23", "kind": "comment", "action": "restore", "reason": None}
    ]
    rest = await square.get(f"/moderation/log?cursor={log['next']}")
    assert rest == {
        "items": [{"date": "2026-11-22", "kind": "comment", "action": "hide", "reason": "spam"}],
        "next": None,
    }
