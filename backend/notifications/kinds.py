"""The kinds of news: each is one entry here, and one text in each catalogue
(``notification-<kind>``)."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

KindName = Literal[
    "threshold_reached",
    "response",
    "correction",
    "interim_note",
    "extended",
    "overdue",
    "milestone",
    "addendum",
    "closing",
    "withdrawn",
    "comment",
    "reply",
    "hidden",
    "restored",
    "suspended",
    "reinstated",
]
About = Literal["answers", "proposals", "talk", "moderation"]
Email = Literal["at_once", "daily", "weekly", "never"]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """``about`` is what people filter by. ``followers``: it is told to all who follow the
    proposal, else to the person it concerns. ``grouped``: those of a day are one.

    ``push`` and ``email`` hold for everybody who has not chosen otherwise. They are few, so that
    somebody who follows ten proposals hears a handful a week and does not silence all of it.
    ``important``: where push cannot deliver it in time, e-mail does.
    """

    about: About
    followers: bool = True
    grouped: bool = False
    push: bool = False
    email: Email = "never"
    important: bool = False


KINDS: dict[KindName, Kind] = {
    "threshold_reached": Kind(about="answers", push=True, email="weekly", important=True),
    "response": Kind(about="answers", push=True, email="weekly", important=True),
    "correction": Kind(about="answers", email="weekly"),
    "interim_note": Kind(about="answers", email="weekly"),
    "extended": Kind(about="answers", email="weekly"),
    "overdue": Kind(about="answers", push=True, email="weekly", important=True),
    "milestone": Kind(about="answers", email="weekly"),
    "addendum": Kind(about="proposals"),
    "closing": Kind(about="proposals"),
    "withdrawn": Kind(about="proposals"),
    "comment": Kind(about="talk", followers=False, grouped=True),
    "reply": Kind(about="talk", followers=False, grouped=True),
    # From here on the days run within which one can appeal.
    "hidden": Kind(about="moderation", followers=False, push=True, email="daily"),
    "restored": Kind(about="moderation", followers=False),
    "suspended": Kind(about="moderation", followers=False, push=True, email="daily"),
    "reinstated": Kind(about="moderation", followers=False, push=True, email="daily"),
}
assert set(KINDS) == set(get_args(KindName))


def kinds_about(about: About | None) -> list[str]:
    """The kinds that somebody filters for; all, where they don't."""
    return [name for name, kind in KINDS.items() if about is None or kind.about == about]
