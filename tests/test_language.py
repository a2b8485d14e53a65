"""Texts, particles, dates and the choice of a language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import language
from backend.language import page_text, text
from backend.language.__main__ import check
from backend.language.catalogue import _kept

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul, a Sunday


def test_the_catalogues_agree_with_each_other_and_with_the_code() -> None:
    assert check() == []


def test_a_missing_text_is_an_error_and_never_half_a_sentence() -> None:
    with pytest.raises(language.MissingText):
        language.text("ko", "no-such-text")
    with pytest.raises(language.MissingText):
        language.text("tlh", "ago-now")


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("제안", "을/를", "을"),
        ("버스", "을/를", "를"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("제주", "으로/로", "로"),
        ("「제안」", "이/가", "이"),
        ("“자전거”", "은/는", "는"),
        ("보행정책과(시청)", "이/가", "가"),
        ("(부산)", "이/가", "이"),
        ("정말?!", "과/와", "과"),
        ("3", "이/가", "이"),
        ("2", "이/가", "가"),
        ("1", "으로/로", "로"),
        ("10", "이/가", "이"),
        ("1,000", "을/를", "을"),
        ("1000000000000", "을/를", "를"),
        ("0.10", "을/를", "을"),
        ("N61", "으로/로", "로"),
        ("SH", "을/를", "를"),
        ("GTX-A", "은/는", "는"),
        ("LTE", "이/가", "가"),
        ("PM", "은/는", "은"),
        ("URL", "으로/로", "로"),
        ("Google", "을/를", "을"),
        ("bus", "을/를", "를"),
        ("book", "이/가", "이"),
        ("🚲", "을/를", "을(를)"),
        ("", "으로/로", "(으)로"),
    ],
)
def test_a_particle_follows_the_sound_of_its_word(word: str, pair: str, expected: str) -> None:
    assert language.particle(word, pair) == expected


@given(st.text(max_size=40))
def test_any_word_takes_some_particle(word: str) -> None:
    assert language.particle(word, "을/를") in ("을", "를", "을(를)")


@pytest.mark.parametrize(
    ("passed", "korean", "english"),
    [
        (timedelta(seconds=-40), "방금", "just now"),
        (timedelta(seconds=59), "방금", "just now"),
        (timedelta(minutes=12, seconds=59), "12분 전", "12 minutes ago"),
        (timedelta(hours=1), "1시간 전", "1 hour ago"),
        (timedelta(hours=11, minutes=59), "11시간 전", "11 hours ago"),
        (timedelta(hours=13), "어제", "yesterday"),
        (timedelta(hours=36), "어제", "yesterday"),
        (timedelta(days=4), "4일 전", "4 days ago"),
        (timedelta(days=35), "5주 전", "5 weeks ago"),
        (timedelta(days=70), "9월 13일", "September 13"),
        (timedelta(days=400), "2025년 10월 18일", "October 18, 2025"),
    ],
)
def test_the_past_is_told_as_people_tell_it(passed: timedelta, korean: str, english: str) -> None:
    for code, expected in (("ko", korean), ("en", english)):
        assert language.ago(code, NOON - passed, now=NOON, zone=SEOUL) == expected


def test_days_are_the_citys_own() -> None:
    late_evening = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23 November in Seoul
    assert language.date("ko", late_evening, now=NOON, zone=SEOUL) == "11월 23일"
    assert language.days_until(late_evening, now=NOON, zone=SEOUL) == 1
    assert language.date("en", date(2024, 2, 29), now=NOON, zone=SEOUL) == "February 29, 2024"
    assert language.moment("ko", NOON, now=NOON, zone=SEOUL) == "11월 22일 오후 12:00"
    assert language.days("ko", 21) == "21일"
    assert language.days("en", 1) == "1 day"
    assert language.number("ko", 1204) == "1,204"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("fr,en;q=0.2", "en"),
        ("ko;q=0.3, en;q=0.7", "en"),
        ("ja,*;q=0.5", "ko"),
        ("ko;q=0,*", "en"),
        ("fr", "ko"),
        (";;;,,q=1,ko;q=x", "ko"),
    ],
)
def test_the_browsers_wish_decides_the_language(header: str, expected: str) -> None:
    assert language.negotiate(header, ("ko", "en")) == expected


@given(st.text())
def test_no_header_breaks_the_choice(header: str) -> None:
    assert language.negotiate(header, ("ko", "en")) in ("ko", "en")


def test_a_page_says_the_same_as_a_mail_and_only_its_sentences_are_kept() -> None:
    secret = {"code": "012345", "city": "Seoul"}
    before = _kept.cache_info().currsize
    said = text("en", "code-mail-subject", **secret)
    assert "012345" in said and _kept.cache_info().currsize == before
    for count in (1, 2, 1):
        args: dict[str, str | int] = {"stance": "For", "count": count}
        assert page_text("en", "stance-some", **args) == text("en", "stance-some", **args)
    assert _kept.cache_info().currsize <= before + 2
