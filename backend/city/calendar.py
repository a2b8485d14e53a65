"""Days and due moments, as the city counts them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

SATURDAY = 5


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day ends for whoever owes something on it: 23:59:59 in the zone, as UTC.

    Where clocks are set back at midnight that time comes twice; the day ends with the second.
    """
    return datetime.combine(day, time(23, 59, 59, fold=1), zone).astimezone(UTC)


def due_at(
    since: datetime,
    days: int,
    *,
    count: Literal["calendar", "working"] = "calendar",
    zone: ZoneInfo,
    holidays: Collection[date] = frozenset(),
) -> datetime:
    """When something is due that was promised within a number of days, as an aware UTC moment.

    The day of ``since`` in the zone is day 0, whatever the hour, so that nobody loses a day to
    the clock; the moment is the end of day number ``days``. Counting working days, Saturdays,
    Sundays and ``holidays`` have no number. This is how Korea's Civil Code counts (article 157:
    the first day is left out; article 159: a period ends with the end of its last day).

    Raises ``ValueError`` for a moment without an offset, and for negative days.
    """
    if since.tzinfo is None:
        raise ValueError("since needs an offset")
    if days < 0:
        raise ValueError("days can't be negative")
    day = since.astimezone(zone).date()
    if count == "calendar":
        return end_of_day(day + timedelta(days), zone)
    while days:
        day += timedelta(1)
        days -= is_working_day(day, holidays)
    return end_of_day(day, zone)


def is_working_day(day: date, holidays: Collection[date] = frozenset()) -> bool:
    """Whether a day is neither a Saturday, nor a Sunday, nor one of the holidays."""
    return day.weekday() < SATURDAY and day not in holidays
