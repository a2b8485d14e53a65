"""Answers, interim notes, extensions and milestones, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.database.engine import fetch
from tests.conftest import Clock
from tests.people import People
from tests.responses.answering import REASONS, answer, record
from tests.square import Square

LATER = "설치할 자리를 구청과 함께 살피고 있습니다."


async def owed_proposal(square: Square) -> int:
    """A proposal that the pedestrian department must answer."""
    number = await square.proposal()
    await square.support(number, 3)
    return number


async def the_debt(square: Square, number: int) -> Any:
    """The one obligation of a proposal."""
    (owed,) = (await square.get(f"/proposals/{number}"))["obligations"]
    return owed


async def test_the_first_answer_meets_what_is_owed_and_is_seen_everywhere(square: Square) -> None:
    number = await owed_proposal(square)
    made = await answer(square, number)
    assert (made["decision"], made["department"], made["version"]) == ("adopted", "pedestrian", 1)
    proposal = await square.get(f"/proposals/{number}")
    assert (proposal["stage"], proposal["decision"]) == ("answered", "adopted")
    assert proposal["obligations"][0]["state"] == "met"
    assert (await square.get(f"/proposals/{number}/responses"))["items"] == [made]
    assert (await square.events(number))[-1] == "response"


async def test_a_correction_is_a_new_version_and_the_old_one_stays_public(
    square: Square, clock: Clock
) -> None:
    number = await owed_proposal(square)
    await answer(square, number)
    clock.now += timedelta(days=40)
    corrected = await answer(square, number, decision="partly_adopted")
    assert corrected["version"] == 2
    versions = (await square.get(f"/proposals/{number}/responses"))["items"]
    assert [(one["version"], one["decision"]) for one in versions] == [
        (2, "partly_adopted"),
        (1, "adopted"),
    ]
    assert (await square.events(number)).count("correction") == 1
    # Correcting after the due day doesn't make the answer late.
    kept = await record(square, "pedestrian")
    assert (kept["answered_in_time"], kept["answered_late"]) == (1, 0)


async def test_only_the_department_in_charge_answers(square: Square, people: People) -> None:
    number = await owed_proposal(square)
    path = f"/proposals/{number}/responses"
    body = {"decision": "adopted", "body": REASONS}
    other = await people.official("bus")
    assert await square.refused("POST", path, other, **body) == (403, "not-in-charge")
    for somebody in (await people.resident(), await people.moderator(), await people.admin()):
        assert await square.refused("POST", path, somebody, **body) == (403, "not-permitted")


async def test_a_department_head_answers_too(square: Square, people: People) -> None:
    number = await owed_proposal(square)
    head = await people.person(roles=["head"], department="pedestrian")
    assert (await answer(square, number, head))["version"] == 1


async def test_a_department_may_answer_before_it_must(square: Square) -> None:
    number = await square.proposal()
    await answer(square, number, decision="already_in_place")
    assert (await square.get(f"/proposals/{number}"))["stage"] == "answered"


@pytest.mark.parametrize(
    "wrong", [{"decision": "perhaps"}, {"body": "짧은 답"}, {"body": "가" * 20_001}]
)
async def test_an_answer_that_does_not_fit_names_the_field(
    square: Square, people: People, wrong: dict[str, str]
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    body = {"decision": "adopted", "body": REASONS, **wrong}
    refused = await square.call("POST", f"/proposals/{number}/responses", official, **body)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == set(wrong)


async def test_the_same_key_answers_once(square: Square, people: People) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    path = f"/proposals/{number}/responses"
    body = {"decision": "adopted", "body": REASONS}
    first = await square.call("POST", path, official, key="k", **body)
    again = await square.call("POST", path, official, key="k", **body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len((await square.get(path))["items"]) == 1


async def test_a_hidden_proposal_is_answered_still(square: Square, people: People) -> None:
    number = await owed_proposal(square)
    await square.post(
        "/moderation/decisions",
        await people.moderator(),
        subject={"kind": "proposal", "id": number},
        action="hide",
        reason="personal_data",
    )
    assert (await answer(square, number))["version"] == 1


async def test_a_withdrawn_proposal_to_which_nothing_is_owed_is_not_answered(
    square: Square, people: People
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    await square.call("POST", f"/proposals/{number}/withdrawal", author)
    official = await people.official("pedestrian")
    assert await square.refused(
        "POST", f"/proposals/{number}/responses", official, decision="adopted", body=REASONS
    ) == (409, "proposal-withdrawn")


async def test_an_interim_note_is_public_while_the_answer_is_owed(
    square: Square, people: People, clock: Clock
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    path = f"/proposals/{number}/interim-notes"
    clock.now += timedelta(days=35)
    made = await square.post(path, official, note=LATER)
    assert (made["note"], made["department"]) == (LATER, "pedestrian")
    assert (await square.get(path))["items"] == [made]
    assert (await the_debt(square, number))["interim_noted_at"] is not None
    assert "interim_note" in await square.events(number)
    await answer(square, number, official)
    assert await square.refused("POST", path, official, note=LATER) == (409, "nothing-owed")


async def test_where_nothing_is_owed_there_is_no_note_and_no_extension(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    official, other = await people.official("pedestrian"), await people.official("bus")
    for path, body in (("interim-notes", {"note": LATER}), ("extensions", {"reason": LATER})):
        full = f"/proposals/{number}/{path}"
        assert await square.refused("POST", full, official, **body) == (409, "nothing-owed")
        assert await square.refused("POST", full, other, **body) == (403, "not-in-charge")


async def test_the_time_is_extended_once_from_the_due_day_with_a_public_reason(
    square: Square, people: People
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    path = f"/proposals/{number}/extensions"
    made = await square.post(path, official, reason=LATER)
    until = datetime(2027, 1, 21, 14, 59, 59, tzinfo=UTC)
    assert datetime.fromisoformat(made["extended_until"]) == until
    assert made["extension_reason"] == LATER
    assert await square.refused("POST", path, official, reason=LATER) == (409, "already-extended")
    (event,) = [
        item
        for item in (await square.get(f"/proposals/{number}/timeline"))["items"]
        if item["kind"] == "extended"
    ]
    assert (event["reason"], event["department"]) == (LATER, "pedestrian")
    assert datetime.fromisoformat(event["due_at"]) == until


async def test_an_extended_answer_is_overdue_only_after_its_new_day(
    square: Square, people: People, clock: Clock
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    await square.post(f"/proposals/{number}/extensions", official, reason=LATER)
    clock.now = datetime(2027, 1, 21, 14, 59, 59, tzinfo=UTC)
    assert (await the_debt(square, number))["state"] == "open"
    clock.now += timedelta(seconds=1)
    assert (await the_debt(square, number))["state"] == "overdue"


async def test_an_overdue_answer_gets_no_more_time(
    square: Square, people: People, clock: Clock
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    clock.now = datetime.fromisoformat((await the_debt(square, number))["due_at"])
    clock.now += timedelta(seconds=1)
    assert await square.refused(
        "POST", f"/proposals/{number}/extensions", official, reason=LATER
    ) == (409, "too-late-to-extend")


async def test_milestones_lead_an_adopted_proposal_to_done(
    square: Square, people: People, clock: Clock
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    await answer(square, number, official)
    path = f"/proposals/{number}/milestones"
    for state, date, stage in (
        ("planned", "2027-06-01", "answered"),
        ("started", "2026-11-22", "under_way"),
        ("done", "2026-11-22", "done"),
    ):
        made = await square.post(path, official, state=state, date=date, note=LATER)
        assert (made["state"], made["date"]) == (state, date)
        assert (await square.get(f"/proposals/{number}"))["stage"] == stage
    kept = (await square.get(path))["items"]
    assert [step["state"] for step in kept] == ["started", "done", "planned"]
    assert (await square.events(number))[-3:] == ["milestone"] * 3


@pytest.mark.parametrize("state", ["started", "done", "dropped"])
async def test_only_a_planned_milestone_lies_in_the_future(
    square: Square, people: People, clock: Clock, state: str
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    await answer(square, number, official)
    # Half past midnight in Seoul: the day has begun there, and not yet in UTC.
    clock.now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    path = f"/proposals/{number}/milestones"
    body = {"state": state, "note": LATER}
    refused = await square.call("POST", path, official, date="2026-11-25", **body)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"date"}
    await square.post(path, official, date="2026-11-24", **body)


@pytest.mark.parametrize("decision", [None, "not_adopted", "already_in_place", "other_authority"])
async def test_what_was_not_adopted_has_no_milestones(
    square: Square, people: People, decision: str | None
) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian")
    if decision:
        await answer(square, number, official, decision=decision)
    assert await square.refused(
        "POST",
        f"/proposals/{number}/milestones",
        official,
        state="planned",
        date="2027-01-01",
        note=LATER,
    ) == (409, "not-adopted")


@pytest.mark.parametrize("path", ["responses", "interim-notes", "milestones"])
async def test_nothing_is_known_of_a_proposal_that_is_not_there(square: Square, path: str) -> None:
    assert await square.refused("GET", f"/proposals/999999/{path}") == (404, "not-found")


async def test_who_answered_is_in_the_log_alone(square: Square, people: People) -> None:
    number = await owed_proposal(square)
    official = await people.official("pedestrian", "김담당")
    await answer(square, number, official)
    public = await square.call("GET", f"/proposals/{number}/responses")
    assert "김담당" not in public.text
    (line,) = await fetch("SELECT * FROM audit WHERE action = 'response'")
    assert (line["actor"], line["subject_id"]) == (official.account, number)
    assert len(line["text_hash"]) == 32
