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
]
About = Literal["answers", "proposals", "talk", "moderation"]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """``about`` is what people filter by. ``followers``: it is told to all who follow the
    proposal, else to the person it concerns. ``grouped``: those of a day are one."""

    about: About
    followers: bool = True
    grouped: bool = False


KINDS: dict[KindName, Kind] = {
    "threshold_reached": Kind(about="answers"),
    "response": Kind(about="answers"),
    "correction": Kind(about="answers"),
    "interim_note": Kind(about="answers"),
    "extended": Kind(about="answers"),
    "overdue": Kind(about="answers"),
    "milestone": Kind(about="answers"),
    "addendum": Kind(about="proposals"),
    "closing": Kind(about="proposals"),
    "withdrawn": Kind(about="proposals"),
    "comment": Kind(about="talk", followers=False, grouped=True),
    "reply": Kind(about="talk", followers=False, grouped=True),
    "hidden": Kind(about="moderation", followers=False),
    "restored": Kind(about="moderation", followers=False),
}
assert set(KINDS) == set(get_args(KindName))


def kinds_about(about: About | None) -> list[str]:
    """The kinds that somebody filters for; all, where they don't."""
    return [name for name, kind in KINDS.items() if about is None or kind.about == about]
