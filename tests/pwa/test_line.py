"""Where a proposal stands on the metro line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from backend.city import load_city
from backend.proposals.schemas import Author, ProposalSummary, Source, Stage
from pwa.line import missing, stops

RULES = load_city().rules
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def proposal(
    stage: Any = "gathering", supports: int = 0, source: Source | None = None
) -> ProposalSummary:
    return ProposalSummary(
        number=1,
        language="ko",
        title="역마다 실내 자전거 주차장을",
        excerpt="",
        topic="walking",
        area=None,
        place=None,
        author=Author("망원동주민"),
        visibility="published",
        stage=stage,
        hidden=None,
        supports=supports,
        imported_supports=0,
        published_at=NOON,
        closes_at=NOON,
        updated_at=NOON,
        supported=None,
        followed=None,
        comments=0,
        decision=None,
        due_at=None,
        owed_by=None,
        photos=[],
        source=source,
    )


def drawn(one: ProposalSummary) -> list[tuple[str, int]]:
    return [(stop.state, stop.tenths) for stop in stops(one, rules=RULES)]


def test_the_line_has_the_citys_thresholds_in_force_as_stops() -> None:
    line = stops(proposal(), rules=RULES)
    assert [(stop.name, stop.at) for stop in line] == [
        ("proposed", None),
        ("department_response", 50),
        ("carried_out", None),
    ]


def test_a_young_proposal_has_gone_the_share_of_the_way_that_its_supports_are() -> None:
    assert drawn(proposal(supports=32)) == [("here", 10), ("ahead", 6), ("ahead", 0)]
    assert missing(proposal(supports=32), rules=RULES) == 18


def test_one_support_short_is_not_yet_there() -> None:
    assert drawn(proposal(supports=49))[1] == ("ahead", 9)


def test_what_is_owed_or_answered_stands_at_the_departments_stop() -> None:
    for stage in ("awaiting_response", "answered"):
        for supports in (3, 74, 1204):
            one = proposal(stage, supports)
            assert [state for state, _ in drawn(one)] == ["past", "here", "ahead"]
            assert missing(one, rules=RULES) == 0


def test_work_that_began_stands_at_the_end() -> None:
    assert [state for state, _ in drawn(proposal("under_way", 88))] == ["past", "past", "here"]


def test_a_petition_from_another_board_has_no_line_of_ours() -> None:
    board = Source("청와대 국민청원", "580000")
    for stage in get_args(Stage):
        assert stops(proposal(stage, source=board), rules=RULES) == []


def test_a_threshold_that_is_not_in_force_is_no_stop() -> None:
    announced = [rule for rule in RULES.thresholds if not rule.in_force]
    assert announced
    only = msgspec.structs.replace(RULES, thresholds=tuple(announced))
    for stage in get_args(Stage):
        names = [stop.name for stop in stops(proposal(stage, 60), rules=only)]
        assert names in ([], ["proposed", "carried_out"])


@given(st.sampled_from(get_args(Stage)), st.integers(0, 10**6))
def test_a_line_has_one_place_where_the_proposal_is(stage: str, supports: int) -> None:
    line = stops(proposal(stage, supports), rules=RULES)
    states = [stop.state for stop in line]
    assert states == sorted(states, key=["past", "here", "ahead"].index)
    assert states.count("here") == (1 if line else 0)
    assert all(0 <= stop.tenths <= 10 for stop in line)
