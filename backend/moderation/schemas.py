"""What comes in about moderation, and what goes out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input
from backend.photos.schemas import AttachedPhoto

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
Action = Literal["hide", "restore", "keep", "suspend", "reinstate"]
ForModerators = Annotated[
    str,
    Meta(max_length=2000, description="For moderators only.", examples=["같은 광고가 또 있어요."]),
]
ForAuthor = Annotated[
    str,
    Meta(
        max_length=2000,
        description="For the author of the text.",
        examples=["전화번호를 지우고 다시 올려 주세요."],
    ),
]
Until = Annotated[
    date | None, Meta(description="The last day of a suspension.", examples=["2026-12-22"])
]
# Nobody decides about their own item, nor where their department owes an answer.
Bar = Literal["own-item", "own-department"]


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is meant: a proposal by its number, a comment by its id."""

    kind: SubjectKind
    id: Annotated[int, Meta(ge=1, le=2**63 - 1, examples=[1234])]


class NewReport(Input):
    """Someone says that a text should not stand, and by which rule."""

    subject: Subject
    reason: Reason
    note: ForModerators = ""


class Report(msgspec.Struct, kw_only=True):
    """A report as its sender sees it."""

    id: fields.SerialId
    subject: Subject
    reason: Reason
    note: fields.Note
    reported_at: fields.Moment
    settled: Annotated[bool, Meta(description="Whether a moderator has decided.")]


class Item(msgspec.Struct, kw_only=True):
    """One text as moderators see it, with all that waits to be decided about it."""

    subject: Subject
    proposal: fields.Number
    language: fields.Language
    title: Annotated[
        fields.Title | None,
        Meta(
            description="The proposal's, above a comment too.",
            examples=["역마다 실내 자전거 주차장을"],
        ),
    ]
    body: fields.Markdown
    photos: Annotated[list[AttachedPhoto], Meta(description="None of a comment.")]
    topic: fields.Topic
    area: fields.Area
    author: Annotated[str | None, Meta(description="A name.", examples=["마포 주민"])]
    author_suspended_until: Annotated[
        fields.Moment | None, Meta(description="Null where they are not.", examples=[None])
    ]
    hidden: Annotated[
        str | None, Meta(description="The reason's code, where it is hidden.", examples=[None])
    ]
    reasons: Annotated[
        dict[str, int],
        Meta(description="How many reported it for which reason.", examples=[{"spam": 2}]),
    ]
    notes: Annotated[
        list[str], Meta(description="What they wrote.", examples=[["같은 광고가 또 있어요."]])
    ]
    reports: Annotated[fields.Count, Meta(description="How many wait.")]
    barred: Annotated[bool, Meta(description="Whether this moderator may not decide.")]
    barred_by: Annotated[Bar | None, Meta(description="By which rule.")]


class QueueItem(Item, kw_only=True):
    """A text that waits for a moderator."""

    first_reported_at: fields.Moment


class NewDecision(Input):
    """What a moderator decides about a text, or because of it about its author."""

    subject: Subject
    action: Annotated[
        Action,
        Meta(
            description="`keep` settles the reports and lets the text stand; `suspend` and "
            "`reinstate` are about the author, and settle nothing."
        ),
    ]
    reason: Annotated[Reason | None, Meta(description="Required to hide or suspend.")] = None
    note: ForAuthor = ""
    until: Annotated[
        date | None,
        Meta(
            description="Required to suspend: the last day of it, a day of the city from today "
            "on, a year at most.",
            examples=["2026-12-22"],
        ),
    ] = None


class Decision(msgspec.Struct, kw_only=True):
    """What was decided, as moderators see it."""

    id: fields.SerialId
    subject: Subject
    proposal: fields.Number
    title: Annotated[fields.Title, Meta(description="The proposal's, above a comment too.")]
    action: Action
    reason: Reason | None
    note: fields.Note
    moderator: Annotated[
        str | None, Meta(description="A name; null once they left.", examples=["마당지기"])
    ]
    decided_at: fields.Moment
    until: Until
    hidden: Annotated[bool, Meta(description="Whether the text is hidden now.")]


class Notice(msgspec.Struct, kw_only=True):
    """What an author is told when a text of theirs is hidden or restored, or when they are
    suspended or reinstated because of it: by which rule, and why."""

    subject: Subject
    proposal: fields.Number
    title: Annotated[
        fields.Title | None,
        Meta(
            description="Null where the proposal above their comment is hidden itself.",
            examples=["역마다 실내 자전거 주차장을"],
        ),
    ]
    body: Annotated[fields.Markdown, Meta(description="Their own text, as it was hidden.")]
    action: Action
    reason: Reason | None
    note: fields.Note
    decided_at: fields.Moment
    until: Until


class Author(msgspec.Struct, kw_only=True):
    """The author of a text, with what was decided about their texts and themselves."""

    name: Annotated[str, Meta(examples=["마포 주민"])]
    suspended_until: fields.Moment | None
    of_staff: Annotated[bool, Meta(description="Whether they hold an office, and can't be.")]
    decisions: Annotated[
        list[Decision], Meta(description="But for those to keep a text; latest first.")
    ]


class LogLine(msgspec.Struct, kw_only=True):
    """A line of the public log: no title, no text, no note."""

    date: Annotated[date, Meta(description="A day of the city.", examples=["2026-11-22"])]
    kind: SubjectKind
    action: Action
    reason: Reason | None
