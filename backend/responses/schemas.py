"""What comes in about obligations, responses and milestones, and what goes out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input

DecisionCode = Literal[
    "adopted", "partly_adopted", "already_in_place", "not_adopted", "other_authority"
]
ObligationKind = Literal["department_response", "public_debate", "mayor_response"]
ObligationState = Literal["open", "paused", "overdue", "met", "void"]
MilestoneState = Literal["planned", "started", "done", "dropped"]
OwedState = Literal["owed", "answered"]

Note = Annotated[
    fields.Note, Meta(min_length=1, max_length=2000, description="Plain text, public.")
]


Day = Annotated[date, Meta(description="A day of the city.", examples=["2027-03-02"])]


class Obligation(msgspec.Struct, kw_only=True):
    """An answer that is owed. Moments are the last second of a day in the city's time zone."""

    kind: ObligationKind
    threshold: Annotated[int, Meta(description="The count that made it.", examples=[50])]
    owed_by: fields.Department
    since: Annotated[fields.Moment, Meta(description="When the count was reached.")]
    due_at: Annotated[
        fields.Moment, Meta(description="As first set; `extended_until` counts where it is there.")
    ]
    state: Annotated[
        ObligationState,
        Meta(description="`void`: the supports fell below the count before an answer was due."),
    ]
    extended_until: fields.Moment | None
    extension_reason: fields.Note | None
    interim_note_due_at: Annotated[
        fields.Moment | None, Meta(description="By when the city says where it stands.")
    ]
    interim_noted_at: Annotated[fields.Moment | None, Meta(description="When it last did.")]
    met_at: Annotated[fields.Moment | None, Meta(description="When the answer came.")]


class Response(msgspec.Struct, kw_only=True):
    """One version of a department's answer; the highest version holds."""

    decision: DecisionCode
    body: fields.Markdown
    body_html: fields.Html
    department: fields.Department
    published_at: fields.Moment
    version: Annotated[int, Meta(ge=1, examples=[1])]
    documents: Annotated[list[str], Meta(description="None yet.", examples=[[]])] = []


class Milestone(msgspec.Struct, kw_only=True):
    """A step towards what was adopted. Only a planned one may lie in the future."""

    id: fields.SerialId
    state: MilestoneState
    date: Day
    note: fields.Note


class InterimNote(msgspec.Struct, kw_only=True):
    """What the department says while it still works on its answer."""

    id: fields.SerialId
    note: fields.Note
    noted_at: fields.Moment
    department: fields.Department


class Owed(msgspec.Struct, kw_only=True):
    """A line of the officials' desk."""

    number: fields.Number
    title: Annotated[
        fields.Title | None,
        Meta(
            description="Null while moderators hide the proposal.",
            examples=["역마다 실내 자전거 주차장을"],
        ),
    ]
    supports: fields.Count
    topic: fields.Topic
    area: fields.Area
    decision: Annotated[
        DecisionCode | None, Meta(description="The department's own; null until it has answered.")
    ]
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
    """How a department keeps its word."""

    id: fields.Department
    name: Annotated[str, Meta(description="In the reader's language.", examples=["보행정책과"])]
    owed: Annotated[fields.Count, Meta(description="Answers that wait to be given.")]
    overdue: Annotated[fields.Count, Meta(description="The part of them that is late.")]
    answered: Annotated[fields.Count, Meta(description="Owed answers that were given.")]
    answered_in_time: fields.Count
    answered_late: fields.Count
    median_days: Annotated[
        float | None,
        Meta(description="From reaching the count to the answer; null for none.", examples=[12.5]),
    ]
    adopted: Annotated[
        fields.Count,
        Meta(description="Proposals adopted, also those answered without having to be."),
    ]
    done: Annotated[fields.Count, Meta(description="The part of them that is carried out.")]


class NewResponse(Input):
    """An answer, or a corrected version of it. ``body`` is Markdown."""

    decision: DecisionCode
    body: Annotated[
        str,
        Meta(
            min_length=20,
            max_length=20_000,
            description="Markdown without HTML: the reasons, in plain words.",
            examples=["예산을 확보했습니다. 내년 상반기에 시청역과 마포역부터 설치합니다."],
        ),
    ]


class NewMilestone(Input):
    """A step to record."""

    state: MilestoneState
    date: Day
    note: Note


class NewInterimNote(Input):
    """A public note on where the answer stands."""

    note: Note


class NewExtension(Input):
    """More time, once, publicly and with a reason."""

    reason: Note
