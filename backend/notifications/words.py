"""What happened, in one sentence: the same in the inbox, in a push message and in an e-mail."""

from __future__ import annotations

from datetime import datetime

from backend.city.city import City
from backend.language import date, text
from backend.notifications.schemas import Notification


def sentence(one: Notification, language: str, city: City, now: datetime) -> str:
    """What happened, as plain text. The proposal's title is not in it and stands beside it.

    ``now`` decides whether a date in it needs its year.
    """
    words: dict[str, str | int] = {"count": one.threshold or one.count}
    if one.department is not None:
        words["department"] = city.department(one.department).name(language)
    if one.decision is not None:
        words["decision"] = text(language, f"decision-{one.decision}")
    if one.state is not None:
        words["state"] = text(language, f"milestone-{one.state}")
    if one.reason is not None:
        words["reason"] = text(language, f"reason-{one.reason}")
    when = one.due_at or one.date
    if when is not None:
        words["date"] = date(language, when, now=now, zone=city.zone)
    # Not every threshold has an answer as its consequence.
    if one.kind == "threshold_reached" and when is None:
        return text(language, "event-threshold_reached", **words)
    return text(language, f"notification-{one.kind}", **words)
