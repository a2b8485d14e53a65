"""The stage: a total function of facts, and the same in SQL as in Python."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.database.engine import execute, fetch, fetch_value
from backend.proposals.feed import feed
from backend.proposals.stage import IN_STAGE, Facts, stage_of
from backend.settings import Settings
from tests.people import People
from tests.square import owe

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
perhaps = st.none() | moments
facts = st.builds(
    Facts,
    closes_at=moments,
    hidden_at=perhaps,
    withdrawn_at=perhaps,
    combined_into=st.none() | st.integers(1, 9),
    progress=st.sampled_from([None, "started", "done", "dropped"]),
    owed=st.booleans(),
    answered_at=perhaps,
)

# The order in which the stages apply; the last two share the rest between them.
ORDER = (
    "hidden",
    "withdrawn",
    "combined",
    "done",
    "under_way",
    "awaiting_response",
    "answered",
    "gathering",
    "closed",
)


@given(facts, moments)
def test_every_combination_of_facts_has_one_stage(one: Facts, now: datetime) -> None:
    assert stage_of(one, now) in ORDER


@given(facts, moments)
def test_a_fact_that_comes_earlier_in_the_order_decides_whatever_else_is_true(
    one: Facts, now: datetime
) -> None:
    assert stage_of(replace(one, hidden_at=now), now) == "hidden"
    for facts_that_win, stage in (
        ({"withdrawn_at": now}, "withdrawn"),
        ({"combined_into": 1}, "combined"),
        ({"progress": "done"}, "done"),
        ({"progress": "started"}, "under_way"),
        ({"owed": True}, "awaiting_response"),
        ({"answered_at": now}, "answered"),
    ):
        won = stage_of(replace(one, **facts_that_win), now)
        assert ORDER.index(won) <= ORDER.index(stage)


@given(facts, moments, moments)
def test_time_alone_only_ever_closes_gathering(
    one: Facts, earlier: datetime, later: datetime
) -> None:
    earlier, later = sorted([earlier, later])
    before, after = stage_of(one, earlier), stage_of(one, later)
    assert before == after or (before, after) == ("gathering", "closed")


@given(facts)
def test_gathering_includes_its_last_moment(one: Facts) -> None:
    open_one = Facts(closes_at=one.closes_at)
    assert stage_of(open_one, one.closes_at) == "gathering"
    assert stage_of(open_one, one.closes_at + timedelta(microseconds=1)) == "closed"


async def test_lists_filter_by_the_same_stage_that_they_show(
    people: People, settings: Settings
) -> None:
    await make_every_kind_of_proposal((await people.account()).account)
    listed: dict[int, str] = {}
    for stage in IN_STAGE:
        page = await feed(
            stage=stage, sort="new", limit=1000, caller=None, settings=settings, now=NOW
        )
        for one in page.items:
            assert one.stage == stage
            assert one.number not in listed
            listed[one.number or 0] = stage
    public = await fetch(
        "SELECT number FROM proposal WHERE hidden_at IS NULL AND withdrawn_at IS NULL"
    )
    assert set(listed) == {number for (number,) in public}
    assert set(listed.values()) == set(IN_STAGE) - {"in_debate", "combined"}


async def make_every_kind_of_proposal(author: int) -> None:
    """Each combination of: still open, obligation, answer, milestones, visibility."""
    histories: list[list[str]] = [
        [],
        ["planned"],
        ["started"],
        ["started", "planned"],
        ["started", "done"],
        ["started", "dropped"],
        ["done", "started"],
    ]
    for closes_in, owed, answered, history, shown in itertools.product(
        (-HOUR, timedelta(0), HOUR),
        (None, "open", "overdue", "met", "void"),
        (None, NOW - HOUR),
        histories,
        ("published", "hidden", "withdrawn"),
    ):
        if shown != "published" and history:
            continue
        number = await fetch_value(
            """
            INSERT INTO proposal (language, title, body, topic, author, published_at, closes_at,
                updated_at, answered_at, hidden_at, hidden_reason, withdrawn_at)
            VALUES ('ko', '자전거 주차장', '역마다 하나씩 있으면 정말로 좋겠습니다.', 'walking', $1,
                $2, $3, $2, $4, $5, $6, $7) RETURNING number
            """,
            author,
            NOW - timedelta(days=30),
            NOW + closes_in,
            answered,
            NOW if shown == "hidden" else None,
            "spam" if shown == "hidden" else None,
            NOW if shown == "withdrawn" else None,
        )
        if owed is not None:
            due_at = NOW - HOUR if owed == "overdue" else NOW + HOUR
            await owe(
                number,
                NOW - timedelta(days=3),
                due_at,
                met_at=NOW if owed == "met" else None,
                voided_at=NOW if owed == "void" else None,
            )
        for index, state in enumerate(history):
            await execute(
                "INSERT INTO milestone (proposal, state, date, note, recorded_at)"
                " VALUES ($1, $2, $3, '소식', $4)",
                number,
                state,
                # Two of one day are in the order in which they were recorded.
                NOW.date() - timedelta(days=1 if index else index),
                NOW,
            )
