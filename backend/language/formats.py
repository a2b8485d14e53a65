"""Numbers, days and moments as a language writes them, in the city's time zone.

Every function takes the reader's ``language`` first; ``now`` is an aware datetime, ``zone``
the city's time zone. What depends on these and on no moment is kept: a page says dozens of such
numbers and lengths, and the next page the same ones.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal

from backend.language.catalogue import text

# Larger than any count, so that format_timedelta stays with the unit it was asked for.
_KEEP_UNIT = 1e9


class _Patterns(msgspec.Struct, frozen=True):
    locale: Locale
    day: str
    day_of_year: str
    time: str


@cache
def _patterns(language: str) -> _Patterns:
    locale = Locale.parse(language)
    return _Patterns(
        locale=locale,
        day=str(locale.datetime_skeletons["MMMMd"]),
        day_of_year=str(locale.date_formats["long"]),
        # The wide form of AM and PM: Korean's short form is the Latin one.
        time=str(locale.time_formats["short"]).replace("a", "aaaa"),
    )


@lru_cache(maxsize=1_000)
def number(language: str, value: int) -> str:
    """1234 as ``1,234``."""
    return format_decimal(value, locale=_patterns(language).locale)


@lru_cache(maxsize=1_000)
def days(language: str, count: int) -> str:
    """A length in days: ``21일``, ``21 days``."""
    return format_timedelta(
        dt.timedelta(days=count),
        granularity="day",
        threshold=_KEEP_UNIT,
        locale=_patterns(language).locale,
    )


def days_until(when: dt.datetime, *, now: dt.datetime, zone: ZoneInfo) -> int:
    """Midnights between now and ``when``: 0 is today, negative is past."""
    return (_local_day(when, zone) - _local_day(now, zone)).days


def date(language: str, when: dt.datetime | dt.date, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """The day alone: ``11월 17일``, with the year where it isn't this one."""
    patterns = _patterns(language)
    day = _local_day(when, zone)
    pattern = patterns.day if day.year == now.astimezone(zone).year else patterns.day_of_year
    return format_date(day, pattern, locale=patterns.locale)


def moment(language: str, when: dt.datetime, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """The day and the minute: ``11월 17일 오후 3:05``."""
    patterns = _patterns(language)
    time = format_time(when.astimezone(zone), patterns.time, locale=patterns.locale)
    return f"{date(language, when, now=now, zone=zone)} {time}"


def ago(language: str, when: dt.datetime, *, now: dt.datetime, zone: ZoneInfo) -> str:
    """How long since: ``방금``, ``12분 전``, ``3시간 전``, ``어제``, ``4일 전``, or a date.

    Hours count within the same day, days by midnights, as people count them. Something that
    claims to come from the future, by a clock that is ahead, is ``방금`` as well.
    """
    seconds = int((now - when).total_seconds())
    passed_days = -days_until(when, now=now, zone=zone)
    if seconds < 60:
        return text(language, "ago-now")
    if seconds < 3600:
        return _passed(language, dt.timedelta(minutes=seconds // 60), "minute")
    if passed_days == 0:
        return _passed(language, dt.timedelta(hours=seconds // 3600), "hour")
    if passed_days == 1:
        return text(language, "ago-yesterday")
    if passed_days < 14:
        return _passed(language, dt.timedelta(days=passed_days), "day")
    if passed_days < 56:
        return _passed(language, dt.timedelta(weeks=passed_days // 7), "week")
    return date(language, when, now=now, zone=zone)


@lru_cache(maxsize=1_000)
def _passed(
    language: str, delta: dt.timedelta, unit: Literal["minute", "hour", "day", "week"]
) -> str:
    return format_timedelta(
        -delta,
        granularity=unit,
        threshold=_KEEP_UNIT,
        add_direction=True,
        locale=_patterns(language).locale,
    )


def _local_day(when: dt.datetime | dt.date, zone: ZoneInfo) -> dt.date:
    return when.astimezone(zone).date() if isinstance(when, dt.datetime) else when
