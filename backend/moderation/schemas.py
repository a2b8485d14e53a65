"""What comes in about moderation, and what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http.reading import Input

SubjectKind = Literal["proposal", "comment"]
Reason = Literal[
    "threat",
    "obscene",
    "defamatory",
    "discriminatory",
    "personal_data",
    "spam",
    "not_public",
    "duplicate",
    "rights",
    "false",
]
Action = Literal["hide", "restore", "keep"]
# Nobody decides about their own item, nor where their department owes an answer.
Bar = Literal["own-item", "own-department"]


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is meant: a proposal by its number, a comment by its id."""

    kind: SubjectKind
    id: Annotated[int, Meta(ge=1, le=2**63 - 1)]


class NewReport(Input):
    """Someone says that a text should not stand, and by which rule."""

    subject: Subject
    reason: Reason
    note: Annotated[str, Meta(max_length=2000)] = ""


class Report(msgspec.Struct, kw_only=True):
    """A report as its sender sees it. ``settled`` says whether a moderator has decided."""

    id: int
    subject: Subject
    reason: Reason
    note: str
    reported_at: datetime
    settled: bool


class Item(msgspec.Struct, kw_only=True):
    """One text as moderators see it, with all that waits to be decided about it.

    ``title`` is the proposal's, above a comment too. ``barred`` is true where this moderator may
    not decide; ``barred_by`` says by which rule.
    """

    subject: Subject
    proposal: int
    language: str
    title: str | None
    body: str
    topic: str
    area: str | None
    author: str | None
    hidden: str | None
    reasons: dict[str, int]
    notes: list[str]
    reports: int
    barred: bool
    barred_by: Bar | None


class QueueItem(Item, kw_only=True):
    """A text that waits for a moderator."""

    first_reported_at: datetime


class NewDecision(Input):
    """``reason`` is required to hide; ``keep`` settles the reports and lets the text stand."""

    subject: Subject
    action: Action
    reason: Reason | None = None
    note: Annotated[str, Meta(max_length=2000)] = ""


class Decision(msgspec.Struct, kw_only=True):
    """What was decided, as moderators see it. ``hidden`` says whether the text is hidden now."""

    id: int
    subject: Subject
    proposal: int
    title: str
    action: Action
    reason: Reason | None
    note: str
    moderator: str | None
    decided_at: datetime
    hidden: bool


class Notice(msgspec.Struct, kw_only=True):
    """What the author of a text is told when it is hidden or restored: by which rule, and why.

    ``body`` is their own text, as it was hidden. ``title`` is null where the proposal above
    their comment is hidden itself.
    """

    subject: Subject
    proposal: int
    title: str | None
    body: str
    action: Action
    reason: Reason | None
    note: str
    decided_at: datetime


class LogLine(msgspec.Struct, kw_only=True):
    """A line of the public log: no title, no text, no note. ``date`` is the city's day."""

    date: date
    kind: SubjectKind
    action: Action
    reason: Reason | None
