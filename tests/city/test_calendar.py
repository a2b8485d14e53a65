"""How the city counts days, for every zone and every moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.city.calendar import due_at, end_of_day, is_working_day

SEOUL = ZoneInfo("Asia/Seoul")
# Half hours, summer time on both hemispheres, and clocks that go back at midnight (Beirut).
ZONES = [
    SEOUL,
    *map(
        ZoneInfo,
        ["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Pacific/Auckland"],
    ),
]

zones = st.sampled_from(ZONES)
dates = st.dates(date(2015, 1, 1), date(2045, 12, 31))
moments = st.datetimes(
    datetime(2015, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC), allow_imaginary=False
)
days = st.integers(0, 60)
holidays = st.frozensets(dates, max_size=20)


def test_thirty_days_from_a_late_evening_end_on_the_thirtieth_day():
    since = datetime(2026, 11, 22, 14, 59, tzinfo=UTC)  # 23:59 in Seoul
    assert due_at(since, 30, zone=SEOUL) == datetime(2026, 12, 22, 14, 59, 59, tzinfo=UTC)


def test_a_minute_later_it_is_another_day():
    since = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 00:00 of the 23rd in Seoul
    assert due_at(since, 30, zone=SEOUL) == datetime(2026, 12, 23, 14, 59, 59, tzinfo=UTC)


def test_working_days_leave_out_weekends_and_holidays():
    friday = datetime(2026, 12, 18, 3, 0, tzinfo=UTC)
    christmas = frozenset({date(2026, 12, 25)})
    due = due_at(friday, 5, count="working", zone=SEOUL, holidays=christmas)
    assert due == end_of_day(date(2026, 12, 28), SEOUL)


def test_where_midnight_comes_twice_the_day_ends_with_the_second():
    beirut = ZoneInfo("Asia/Beirut")
    end = end_of_day(date(2024, 10, 26), beirut)  # At 24:00 clocks went back to 23:00.
    assert end == datetime(2024, 10, 26, 21, 59, 59, tzinfo=UTC)
    assert (end + timedelta(seconds=1)).astimezone(beirut).date() == date(2024, 10, 27)


def test_a_moment_without_an_offset_and_negative_days_are_refused():
    with pytest.raises(ValueError, match="offset"):
        due_at(datetime(2026, 11, 22), 1, zone=SEOUL)
    with pytest.raises(ValueError, match="negative"):
        due_at(datetime(2026, 11, 22, tzinfo=UTC), -1, zone=SEOUL)


@given(dates, zones)
def test_a_day_ends_one_second_before_the_next(day, zone):
    end = end_of_day(day, zone)
    assert end.tzinfo is UTC
    assert end.astimezone(zone).date() == day
    assert (end + timedelta(seconds=1)).astimezone(zone).date() == day + timedelta(1)


@given(moments, days, zones)
def test_calendar_days_are_counted_from_the_day_in_the_zone(since, count, zone):
    due = due_at(since, count, zone=zone)
    assert due > since or count == 0
    assert due.astimezone(zone).date() - since.astimezone(zone).date() == timedelta(count)


@given(moments, days, zones, holidays)
def test_as_many_working_days_pass_as_were_promised(since, count, zone, free):
    due = due_at(since, count, count="working", zone=zone, holidays=free)
    first, last = since.astimezone(zone).date(), due.astimezone(zone).date()
    passed = [first + timedelta(n) for n in range(1, (last - first).days + 1)]
    assert sum(is_working_day(day, free) for day in passed) == count
    assert not passed or is_working_day(last, free)
    assert due >= due_at(since, count, zone=zone)


@given(moments, moments, days, zones, st.sampled_from(["calendar", "working"]), holidays)
def test_who_comes_later_is_never_due_earlier(one, other, count, zone, counted, free):
    earlier, later = sorted((one, other))
    first = due_at(earlier, count, count=counted, zone=zone, holidays=free)
    second = due_at(later, count, count=counted, zone=zone, holidays=free)
    assert first <= second
