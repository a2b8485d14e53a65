"""What comes in about obligations, responses and milestones, and what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http.reading import Input

DecisionCode = Literal[
    "adopted", "partly_adopted", "already_in_place", "not_adopted", "other_authority"
]
ObligationKind = Literal["department_response", "public_debate", "mayor_response"]
ObligationState = Literal["open", "paused", "overdue", "met", "void"]
MilestoneState = Literal["planned", "started", "done", "dropped"]
OwedState = Literal["owed", "answered"]

Note = Annotated[str, Meta(min_length=1, max_length=2000)]


class Obligation(msgspec.Struct, kw_only=True):
    """An answer that is owed. Moments are the last second of a day in the city's time zone."""

    kind: ObligationKind
    threshold: int
    owed_by: str
    since: datetime
    due_at: datetime
    state: ObligationState
    extended_until: datetime | None
    extension_reason: str | None
    interim_note_due_at: datetime | None
    interim_noted_at: datetime | None
    met_at: datetime | None


class Response(msgspec.Struct, kw_only=True):
    """One version of a department's answer; the highest version holds."""

    decision: DecisionCode
    body: str
    body_html: str
    department: str
    published_at: datetime
    version: int
    documents: list[str] = []


class Milestone(msgspec.Struct, kw_only=True):
    """A step towards what was adopted. Only a planned one may lie in the future."""

    id: int
    state: MilestoneState
    date: date
    note: str


class InterimNote(msgspec.Struct, kw_only=True):
    """What the department says while it still works on its answer."""

    id: int
    note: str
    noted_at: datetime
    department: str


class Owed(msgspec.Struct, kw_only=True):
    """A line of the officials' desk. ``title`` is null while moderators hide the proposal;
    ``decision`` is the department's own, null until it has answered."""

    number: int
    title: str | None
    supports: int
    topic: str
    area: str | None
    decision: DecisionCode | None
    obligation: Obligation


class Workload(msgspec.Struct, kw_only=True):
    """A department's desk in numbers.

    ``owed`` is all that waits for an answer: ``overdue`` of it is late, ``soon`` is due within
    seven days. ``answered`` counts owed answers that were given, ``in_time`` the part of them
    that came before they were due.
    """

    overdue: int
    soon: int
    owed: int
    answered: int
    in_time: int


class DepartmentRecord(msgspec.Struct, kw_only=True):
    """How a department keeps its word.

    ``owed`` is what waits for an answer, ``overdue`` the part of it that is late. ``answered``
    counts owed answers that were given; ``median_days`` is from crossing to answer, or null.
    ``adopted`` and ``done`` count proposals, those answered without having to be too.
    """

    id: str
    name: str
    owed: int
    overdue: int
    answered: int
    answered_in_time: int
    answered_late: int
    median_days: float | None
    adopted: int
    done: int


class NewResponse(Input):
    """An answer, or a corrected version of it. ``body`` is Markdown."""

    decision: DecisionCode
    body: Annotated[str, Meta(min_length=20, max_length=20_000)]


class NewMilestone(Input):
    """A step to record."""

    state: MilestoneState
    date: date
    note: Note


class NewInterimNote(Input):
    """A public note on where the answer stands."""

    note: Note


class NewExtension(Input):
    """More time, once, publicly and with a reason."""

    reason: Note
