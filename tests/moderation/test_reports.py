"""Reports, and the queue that they make."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.moderation.deciding import comment, hide, proposal, queue, report
from tests.people import People
from tests.square import Square


async def test_anyone_signed_in_reports_a_text_with_a_reason(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    made = await square.post(
        "/reports",
        await people.account(),
        subject=proposal(number),
        reason="personal_data",
        note="전화번호가 있어요",
    )
    assert (made["subject"], made["reason"], made["settled"]) == (
        proposal(number),
        "personal_data",
        False,
    )
    visitor = await square.refused("POST", "/reports", subject=proposal(number), reason="spam")
    assert visitor == (401, "not-signed-in")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "ugly"}, "reason"),
        ({"note": "가" * 2001}, "note"),
        ({"subject": {"kind": "account", "id": 1}}, "subject"),
        ({"subject": {"kind": "comment", "id": 0}}, "subject"),
        ({"subject": {"kind": "comment", "id": 2**63}}, "subject"),
        ({"subject": 7}, "subject"),
    ],
)
async def test_a_report_that_does_not_fit_names_the_field(
    square: Square, people: People, wrong: dict[str, object], field: str
) -> None:
    body = {"subject": proposal(1), "reason": "spam", **wrong}
    refused = await square.call("POST", "/reports", await people.account(), **body)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {field}


async def test_what_is_reported_must_be_there_and_visible(square: Square, people: People) -> None:
    reporter, author = await people.account(), await people.account()
    number = await square.proposal()
    deleted = await square.comment(number, author)
    await square.call("DELETE", f"/comments/{deleted['id']}", author)
    for subject in (proposal(999_999), comment({"id": 999_999}), comment(deleted)):
        assert await square.refused(
            "POST", "/reports", reporter, subject=subject, reason="spam"
        ) == (
            404,
            "not-found",
        )
    await hide(square, proposal(number), await people.moderator())
    assert await square.refused(
        "POST", "/reports", reporter, subject=proposal(number), reason="spam"
    ) == (409, "already-hidden")


async def test_reporting_again_while_it_waits_answers_the_first_report(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    reporter = await people.account()
    first = await report(square, proposal(number), by=reporter)
    again = await report(square, proposal(number), by=reporter, reason="threat")
    assert again == first
    other = await report(square, proposal(number))
    assert other["id"] != first["id"]


async def test_a_settled_report_makes_room_for_another(square: Square, people: People) -> None:
    number = await square.proposal()
    reporter, moderator = await people.account(), await people.moderator()
    first = await report(square, proposal(number), by=reporter)
    await square.post("/moderation/decisions", moderator, subject=proposal(number), action="keep")
    assert await queue(square, moderator) == []
    again = await report(square, proposal(number), by=reporter)
    assert again["id"] != first["id"]


async def test_thirty_reports_an_hour_are_enough(
    square: Square, people: People, clock: Clock
) -> None:
    reporter = await people.account()
    numbers = [await square.proposal() for _ in range(31)]
    for number in numbers[:30]:
        await report(square, proposal(number), by=reporter)
    # The same one again is no new report.
    await report(square, proposal(numbers[0]), by=reporter)
    refused = await square.call(
        "POST", "/reports", reporter, subject=proposal(numbers[30]), reason="spam"
    )
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    clock.now += timedelta(hours=1)
    await report(square, proposal(numbers[30]), by=reporter)


async def test_the_queue_has_one_item_for_each_text_the_first_reported_on_top(
    square: Square, people: People, clock: Clock
) -> None:
    author = await people.account("글쓴이")
    number = await square.proposal(author, topic="transit")
    made = await square.comment(number)
    moderator = await people.moderator()
    await report(square, comment(made), reason="obscene")
    clock.now += timedelta(minutes=1)
    await report(square, proposal(number), reason="spam")
    clock.now += timedelta(minutes=1)
    await report(square, proposal(number), reason="spam")
    await square.post(
        "/reports",
        await people.account(),
        subject=proposal(number),
        reason="threat",
        note="무서워요",
    )
    first, second = await queue(square, moderator)
    assert (first["subject"], first["proposal"]) == (comment(made), number)
    assert first["body"] == made["body"]
    assert second["subject"] == proposal(number)
    assert (second["reasons"], second["reports"]) == ({"spam": 2, "threat": 1}, 3)
    assert (second["notes"], second["author"]) == (["무서워요"], "글쓴이")
    assert (second["topic"], second["barred"]) == ("transit", False)


async def test_the_queue_is_read_page_by_page(square: Square, people: People, clock: Clock) -> None:
    numbers = [await square.proposal() for _ in range(3)]
    for number in numbers:
        await report(square, proposal(number))
    moderator = await people.moderator()
    first = await square.get("/moderation/queue?limit=2", moderator)
    rest = await square.get(f"/moderation/queue?limit=2&cursor={first['next']}", moderator)
    assert [item["proposal"] for item in first["items"] + rest["items"]] == numbers
    assert rest["next"] is None


async def test_the_queue_is_filtered_by_reason_topic_and_area(
    square: Square, people: People
) -> None:
    author = await people.account()
    body = "마을버스가 밤에도 다니게 해 주세요. 막차가 너무 빨리 끊겨요."
    here = await square.post(
        "/proposals", author, title="밤에도 마을버스를", body=body, topic="transit", area="songpa"
    )
    there = await square.proposal(topic="walking")
    await report(square, proposal(here["number"]), reason="threat")
    await report(square, proposal(here["number"]), reason="spam")
    await report(square, proposal(there), reason="spam")
    moderator = await people.moderator()
    for query, expected in (
        ("?reason=threat", [here["number"]]),
        ("?reason=spam", [here["number"], there]),
        ("?topic=walking", [there]),
        ("?area=songpa", [here["number"]]),
        ("?area=songpa&topic=walking", []),
        ("?area=songpa&topic=", [here["number"]]),
        ("?topic=%00walking", [there]),
    ):
        shown = [item["proposal"] for item in await queue(square, moderator, query)]
        assert shown == expected, query
    # A filter by reason still shows all that was said of the text.
    (item,) = await queue(square, moderator, "?reason=threat")
    assert item["reasons"] == {"threat": 1, "spam": 1}
    assert (await square.refused("GET", "/moderation/queue?reason=ugly", moderator))[0] == 400


async def test_a_reported_comment_that_its_author_deletes_leaves_the_queue(
    square: Square, people: People
) -> None:
    author, moderator = await people.account(), await people.moderator()
    made = await square.comment(await square.proposal(), author)
    await report(square, comment(made))
    assert len(await queue(square, moderator)) == 1
    await square.call("DELETE", f"/comments/{made['id']}", author)
    assert await queue(square, moderator) == []
