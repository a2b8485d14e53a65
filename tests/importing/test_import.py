"""Imports: our own format, the petitions of a real board, and files that are broken in places."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.database.engine import execute, fetch, fetch_row, fetch_value
from backend.importing.actions import import_file
from backend.text import clean_text
from tests.statements import statements

PETITIONS = sorted((Path(__file__).parents[3] / "shared/data").glob("petitions-*.jsonl"))

OURS = {
    "source": "petitions",
    "number": "7",
    "title": "횡단보도를 놓아 주세요",
    "body": "학교 앞에 **횡단보도**가 없습니다.",
    "format": "markdown",
    "topic": "walking",
    "area": "mapo",
    "published_at": "2019-05-01T09:00:00+09:00",
    "closes_at": "2019-05-31T23:59:59+09:00",
    "supports": 120,
}

PETITION = {
    "petition_idx": "579682",
    "title": "층간소음",
    "content": "위층이 *****합니다. <b>제발</b>",
    "category": "교통/건축/국토",
    "begin": "2019-05-01",
    "end": "2019-05-31",
    "num_agree": 348417,
    "status": "청원종료",
}

pytestmark = pytest.mark.usefixtures("rolled_back")


@pytest.fixture
def bring_in(tmp_path, city, clock):
    """Imports lines (objects, or texts as they are) from a file of their own."""

    async def bring_in(*lines, progress=None):
        file = tmp_path / "lines.jsonl"
        texts = (x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines)
        file.write_bytes(b"\n".join(texts))
        return await import_file(file, city=city, now=clock.now, progress=progress)

    return bring_in


async def the_only_one() -> dict:
    rows = await fetch("SELECT * FROM proposal")
    assert len(rows) == 1
    return dict(rows[0])


async def events() -> list[tuple[str, datetime]]:
    return [(row["kind"], row["at"]) for row in await fetch("SELECT * FROM event ORDER BY at, id")]


async def test_our_own_format_says_everything_itself(bring_in):
    result = await bring_in(OURS)
    assert (result.created, result.updated, result.unchanged) == (1, 0, 0)
    stored = await the_only_one()
    assert stored["title"] == OURS["title"]
    assert stored["body"] == OURS["body"]
    assert stored["body_format"] == "markdown"
    assert (stored["topic"], stored["area"], stored["language"]) == ("walking", "mapo", "ko")
    assert stored["published_at"] == datetime(2019, 5, 1, 0, 0, tzinfo=UTC)
    assert (stored["supports"], stored["imported_supports"]) == (0, 120)
    assert (stored["board"], stored["author"]) == ("청와대 국민청원", None)


async def test_a_petition_is_for_the_whole_city_and_open_for_whole_days(bring_in):
    await bring_in(PETITION)
    stored = await the_only_one()
    assert (stored["source"], stored["source_number"]) == ("petitions", "579682")
    assert stored["body"] == PETITION["content"]
    assert stored["body_format"] == "plain"
    assert (stored["topic"], stored["area"]) == ("road", None)
    assert stored["published_at"] == datetime(2019, 4, 30, 15, 0, tzinfo=UTC)
    assert stored["closes_at"] == datetime(2019, 5, 31, 14, 59, 59, tzinfo=UTC)
    assert stored["answered_at"] is None
    assert stored["imported_supports"] == 348417


async def test_an_answered_petition_is_answered_at_the_end_of_its_window(bring_in):
    await bring_in(PETITION | {"status": "브리핑"})
    stored = await the_only_one()
    assert stored["answered_at"] == stored["closes_at"]
    assert await events() == [
        ("published", stored["published_at"]),
        ("response", stored["closes_at"]),
    ]
    assert await fetch_value("SELECT count(*) FROM response") == 0


async def test_nothing_is_owed_for_what_comes_in(bring_in):
    await bring_in(PETITION)
    assert await fetch_value("SELECT count(*) FROM obligation") == 0


async def test_an_unknown_category_becomes_other(bring_in):
    await bring_in(PETITION | {"category": "우주"})
    assert (await the_only_one())["topic"] == "other"


async def test_a_text_may_be_empty_or_very_long_but_a_title_must_be_there(bring_in):
    long = "가" * 25_710
    result = await bring_in(
        PETITION | {"petition_idx": "1", "content": ""},
        PETITION | {"petition_idx": "2", "content": long},
        PETITION | {"petition_idx": "3", "title": " \u3164 "},
    )
    bodies = await fetch("SELECT body FROM proposal ORDER BY source_number")
    assert [row["body"] for row in bodies] == ["", long]
    assert [(bad.line, bad.reason) for bad in result.bad_lines] == [(3, "it has no title")]


async def test_importing_again_changes_nothing(bring_in):
    await bring_in(OURS, PETITION)
    before = await fetch("SELECT * FROM proposal ORDER BY number")
    happened = await events()
    result = await bring_in(OURS, PETITION)
    assert (result.created, result.updated, result.unchanged) == (0, 0, 2)
    assert await fetch("SELECT * FROM proposal ORDER BY number") == before
    assert await events() == happened


async def test_a_newer_file_updates_what_changed_and_keeps_the_old_text_as_a_version(
    bring_in, clock
):
    await bring_in(OURS, PETITION)
    clock.now += timedelta(days=1)
    result = await bring_in(OURS | {"body": "새 글", "supports": 130}, PETITION)
    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    stored = dict(await fetch_row("SELECT * FROM proposal WHERE source_number = '7'"))
    assert (stored["body"], stored["imported_supports"]) == ("새 글", 130)
    assert stored["updated_at"] == clock.now
    versions = await fetch(
        "SELECT version, body FROM proposal_version WHERE proposal = $1 ORDER BY version",
        stored["number"],
    )
    assert [tuple(row) for row in versions] == [(1, OURS["body"]), (2, "새 글")]
    assert ("edited", clock.now) in await events()


async def test_a_count_that_grew_is_no_new_version(bring_in):
    await bring_in(OURS)
    await bring_in(OURS | {"supports": 130})
    assert await fetch_value("SELECT count(*) FROM proposal_version") == 1
    assert [kind for kind, _ in await events()] == ["published"]


async def test_what_moderators_and_departments_did_since_stays(bring_in, clock):
    await bring_in(OURS)
    await execute(
        "UPDATE proposal SET topic = 'park', area = NULL, answered_at = $1, hidden_at = $1, "
        "hidden_reason = 'spam'",
        clock.now,
    )
    await bring_in(OURS | {"body": "새 글"})
    stored = await the_only_one()
    assert (stored["topic"], stored["area"]) == ("park", None)
    assert stored["answered_at"] == stored["hidden_at"] == clock.now


BAD = {
    "not JSON": (b"{", "it is not JSON in UTF-8"),
    "not UTF-8": (b'{"title": "\xff"}', "it is not JSON in UTF-8"),
    "half a character": (rb'{"title": "\ud800"}', "it is not JSON in UTF-8"),
    "too deep": (b"[" * 100_000, "it is not JSON in UTF-8"),
    "no object": (b"[1]", "it is not a JSON object"),
    "a missing field": (
        {key: value for key, value in OURS.items() if key != "title"},
        "Object missing required field `title`",
    ),
    "an unknown field": (OURS | {"votes": 3}, "unknown field `votes`"),
    "a wrong type": (PETITION | {"num_agree": "3"}, "Expected `int`, got `str` - at `num_agree`"),
    "too large a count": (PETITION | {"num_agree": 2**31}, "at `num_agree`"),
    "a day that is none": (PETITION | {"begin": "2019-02-30"}, "at `begin`"),
    "a day before all days": (PETITION | {"begin": "0001-01-01"}, "its dates are out of range"),
    "another status": (PETITION | {"status": "진행중"}, "at `status`"),
    "a moment without an offset": (
        OURS | {"published_at": "2019-05-01T09:00:00"},
        "at `published_at`",
    ),
    "a last moment too late": (
        OURS | {"closes_at": "9999-12-31T23:59:59-12:00"},
        "its dates are out of range",
    ),
    "an unknown topic": (OURS | {"topic": "space"}, "the topic `space` is not in the city's file"),
    "an unknown area": (OURS | {"area": "busan"}, "the area `busan` is not in the city's file"),
    "an unknown board": (OURS | {"source": "x"}, "the source `x` is not in the city's file"),
    "an end before the beginning": (
        PETITION | {"end": "2019-04-01"},
        "it closes before it is published",
    ),
    "the future": (OURS | {"published_at": "2030-01-01T00:00:00Z"}, "published in the future"),
    "an answer from the future": (
        OURS | {"answered_at": "2030-01-01T00:00:00Z"},
        "it is answered in the future",
    ),
    "a number with nothing in it": (OURS | {"number": "\u200b"}, "it has no number"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_line_is_reported_and_the_rest_goes_on(bring_in, name):
    line, reason = BAD[name]
    result = await bring_in(OURS, line, PETITION)
    assert result.created == 2
    assert [bad.line for bad in result.bad_lines] == [2]
    assert reason in result.bad_lines[0].reason


async def test_a_number_that_comes_twice_in_a_file_is_stored_once(bring_in):
    result = await bring_in(OURS, b"", OURS | {"number": 7, "title": "다른 제목"})
    assert (await the_only_one())["title"] == OURS["title"]
    assert [(bad.line, bad.reason) for bad in result.bad_lines] == [
        (3, "its number 7 came already in line 1")
    ]


async def test_what_no_database_takes_is_cleaned_away(bring_in):
    await bring_in(b"\xef\xbb\xbf" + json.dumps(PETITION | {"title": "층간\x00 소음"}).encode())
    assert (await the_only_one())["title"] == "층간 소음"


async def test_progress_is_told_in_bytes_up_to_the_last(bring_in):
    seen = []
    lines = [PETITION | {"petition_idx": str(number)} for number in range(450)]
    await bring_in(*lines, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) == 3
    assert sorted(seen) == seen
    assert seen[-1][0] == seen[-1][1]


async def test_a_file_that_is_not_there_is_the_callers_to_explain(city, clock):
    with pytest.raises(FileNotFoundError):
        await import_file(Path("/nowhere.jsonl"), city=city, now=clock.now)


@pytest.mark.skipif(not PETITIONS, reason="the petitions are not beside this checkout")
async def test_three_months_of_a_real_board_come_in_whole_and_in_few_statements(city, clock):
    results = []

    async def bring_all_in() -> None:
        for file in PETITIONS:
            results.append(await import_file(file, city=city, now=clock.now))

    # A few for each batch of some hundred lines, never some for each line.
    assert len(await statements(bring_all_in)) < 1896 / 10
    assert sum(result.created for result in results) == 1896
    assert not any(result.bad_lines for result in results)
    given = [json.loads(line) for file in PETITIONS for line in file.open(encoding="utf-8")]
    stored = {row["source_number"]: row for row in await fetch("SELECT * FROM proposal")}
    assert len(stored) == len(given)
    for petition in given:
        row = stored[petition["petition_idx"]]
        assert row["imported_supports"] == petition["num_agree"]
        assert (row["answered_at"] is not None) == (petition["status"] == "브리핑")
        assert row["body"] == clean_text(petition["content"])
    assert max(len(row["body"]) for row in stored.values()) == 25_710
    again = [await import_file(file, city=city, now=clock.now) for file in PETITIONS]
    assert sum(result.unchanged for result in again) == 1896


async def test_the_examples_in_the_documentation_can_be_imported(bring_in):
    text = (Path(__file__).parents[2] / "docs/import.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
    assert len(examples) == 2
    result = await bring_in(*(example.encode() for example in examples))
    assert (result.created, result.bad_lines) == (2, [])
