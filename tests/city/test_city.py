"""The city file: what the packaged one says, and how a wrong one is told off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest

from backend.city import City, CityError, load_city

SEOUL = resources.files("backend.city").joinpath("city.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seoul() -> City:
    return load_city()


def changed(folder: Path, old: str, new: str) -> Path:
    """Seoul's file with one piece of it changed."""
    assert SEOUL.count(old) == 1, f"{old!r} is not in the file once"
    file = folder / "city.toml"
    file.write_text(SEOUL.replace(old, new), encoding="utf-8")
    return file


def test_seoul_has_its_districts_topics_and_departments(seoul):
    assert len(seoul.areas) == 25
    assert len(seoul.topics) == 15
    assert len(seoul.departments) == 16
    assert seoul.locales == ("ko", "en")
    assert seoul.language == "ko"


def test_names_come_in_the_readers_language(seoul):
    assert seoul.name("ko") == "서울"
    assert seoul.area("mapo").name("en") == "Mapo-gu"
    assert seoul.topic("walking").name("ko") == "보행·자전거"


def test_a_language_that_the_city_does_not_speak_gets_its_own_names(seoul):
    assert seoul.name("fr") == "서울"
    assert seoul.department("bus").name("fr") == "버스정책과"


def test_every_topic_has_a_department_and_only_the_mayor_has_no_topic(seoul):
    without = [d.id for d in seoul.departments if not seoul.topics_of(d.id)]
    assert seoul.department_of("road").id == "parking"
    assert without == ["mayor"]


def test_what_is_gone_from_the_file_is_called_by_its_id(seoul):
    for lookup in (seoul.area, seoul.topic, seoul.department):
        assert lookup("atlantis").id == lookup("atlantis").name("en") == "atlantis"
    assert seoul.department_of("atlantis") == seoul.department_of("other")


def test_the_day_is_the_citys_own(seoul):
    assert seoul.today(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert seoul.today(datetime(2026, 11, 21, 14, 59, tzinfo=UTC)) == date(2026, 11, 21)


def test_thresholds_say_what_is_owed_by_whom_and_whether_yet(seoul):
    response = seoul.rules.threshold("department_response")
    debate = seoul.rules.threshold("public_debate")
    mayor = seoul.rules.threshold("mayor_response")
    assert (response.at, response.days, response.in_force) == (50, 30, True)
    assert (debate.at, debate.in_force) == (100, False)
    assert (mayor.at, mayor.counts, mayor.in_force) == (1000, "participants", False)
    assert seoul.owed_by(response, "park").id == "park"
    assert seoul.owed_by(mayor, "park").id == "mayor"


def test_categories_of_other_boards_become_topics_and_unknown_ones_other(seoul):
    assert seoul.imports.topic_of("교통/건축/국토") == "road"
    assert seoul.imports.topic_of("없는 분야") == "other"


def test_only_the_very_claim_shows_a_resident(seoul):
    residency = seoul.residency
    assert residency.verifies({"resident": True})
    for claims in ({}, {"resident": False}, {"resident": "true"}, {"resident": 1}):
        assert not residency.verifies(claims)


def test_the_area_is_read_from_a_nested_claim(seoul):
    assert seoul.residency.area_of({"address": {"region": "마포구"}}) == "mapo"
    assert seoul.residency.area_of({"address.region": "중구"}) == "jung"
    for claims in ({}, {"address": "마포구"}, {"address": {"region": "성남시"}}, {"address": {}}):
        assert seoul.residency.area_of(claims) is None


WRONG = {
    "an unknown key": (
        "gathering_days = 30",
        "gathering_dayz = 30",
        "`rules`: Object contains unknown field `gathering_dayz` (line",
    ),
    "a number that is a text": (
        "gathering_days = 30",
        'gathering_days = "30"',
        "`rules.gathering_days`: Expected `int`, got `str` (line",
    ),
    "a missing name": (
        'id = "mapo", name = { ko = "마포구", en',
        'id = "mapo", name = { ko = "마포구", eo',
        "`areas[13].name`: `mapo` has no name in `en`",
    ),
    "a missing name of the city": ('en = "Seoul" }', '"eo" = "Seoul" }', "name in `en` is missing"),
    "a broken line": ("minimum_age = 14", "minimum_age = ", "is not valid TOML: "),
    "a zone that is not there": (
        'time_zone = "Asia/Seoul"',
        'time_zone = "Asia/Seul"',
        "`time_zone`: `Asia/Seul` is not a known time zone (line 8)",
    ),
    "a topic without a department": (
        'id = "road", department = "parking"',
        'id = "road", department = "roads"',
        "`topics[2].department`: there is no department `roads` (line",
    ),
    "an id used twice": ('id = "jung",', 'id = "jongno",', "the id `jongno` is used twice"),
    "an id that is no slug": ('id = "jung",', 'id = "Jung gu",', "areas[1].id"),
    "a city without the topic other": (
        'id = "other", department',
        'id = "rest", department',
        "there is no topic `other`",
    ),
    "an area of residency that is not there": (
        '"마포구" = "mapo"',
        '"마포구" = "mappo"',
        "`residency.areas.마포구`: there is no area `mappo` (line",
    ),
    "a category with an unknown topic": (
        '"미래" = "digital"',
        '"미래" = "future"',
        "`import.categories.미래`: there is no topic `future` (line",
    ),
    "an answer owed by nobody": (
        'owed_by = "mayor"',
        'owed_by = "president"',
        "`rules.thresholds[2].owed_by`: there is no department `president` (line",
    ),
    "two rules of a kind": (
        'kind = "public_debate"',
        'kind = "mayor_response"',
        "the kind `mayor_response` has two rules",
    ),
    "a locale twice": ('["ko", "en"]', '["ko", "en", "ko"]', "the locale `ko` is listed twice"),
    "a note after the end": (
        'interim_note_day = 20\nextension_days = 30\nowed_by = "topic"',
        'interim_note_day = 30\nextension_days = 30\nowed_by = "topic"',
        "`rules.thresholds[0].interim_note_day`: an interim note comes before the last day",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_says_where_and_why(tmp_path, name):
    old, new, sentence = WRONG[name]
    with pytest.raises(CityError) as caught:
        load_city(changed(tmp_path, old, new))
    said = str(caught.value)
    assert sentence in said
    assert said.endswith(".")
    assert "\n" not in said


def test_the_line_named_is_the_line(tmp_path):
    file = changed(tmp_path, "appeal_days = 15", "apeal_days = 15")
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("apeal_days"))
    with pytest.raises(CityError, match=rf"\(line {number}\)"):
        load_city(file)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(CityError, match=r"nowhere\.toml cannot be read: No such file"):
        load_city(tmp_path / "nowhere.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("name = 'Málaga'".encode("latin-1"))
    with pytest.raises(CityError, match="is not UTF-8"):
        load_city(latin)
