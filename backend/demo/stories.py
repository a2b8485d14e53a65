"""Read the words of the demo city; ``content/README.md`` describes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from backend.accounts.schemas import Role
from backend.comments.schemas import Stance
from backend.moderation.schemas import Reason
from backend.responses.schemas import DecisionCode, MilestoneState

FOLDER = Path(__file__).parent / "content"


class Part(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The base of everything written there: a field unknown to the loader is a mistake."""


class Person(Part):
    """Someone of the cast."""

    slug: str
    email: str
    name: str
    language: str
    verified: bool = False
    area: str | None = None
    roles: list[Role] = []
    department: str | None = None


class Moderated(Part):
    """Hidden by a moderator."""

    by: str
    reason: Reason
    note: str
    days_ago: int | None = None
    at: str | None = None
    hours: float | None = None


class Remark(Part):
    """A comment, so many hours after its proposal."""

    author: str
    hours: float
    stance: Stance
    body: str
    key: str | None = None
    helpful: int = 0
    reply_to: str | None = None
    hidden: Moderated | None = None


class Edit(Part):
    """A later version, before the first support."""

    hours: float
    title: str | msgspec.UnsetType = msgspec.UNSET
    body: str | msgspec.UnsetType = msgspec.UNSET


class Dated(Part):
    """Something that happened on a day before the one of loading."""

    days_ago: int
    at: str


class Addition(Dated):
    """An addendum."""

    body: str


class Note(Dated):
    """An interim note."""

    official: str
    note: str


class Extension(Dated):
    """More time, as much as the rules allow."""

    official: str
    reason: str


class Correction(Dated):
    """A later version of an answer."""

    body: str
    decision: DecisionCode | None = None


class Answer(Dated):
    """What the department answered."""

    official: str
    decision: DecisionCode
    body: str
    corrections: list[Correction] = []


class Step(Dated):
    """A milestone; ``date_days_ago`` is negative for a day ahead."""

    official: str
    state: MilestoneState
    date_days_ago: int
    note: str


class Story(Dated):
    """A proposal and all that happened to it."""

    key: str
    language: str
    title: str
    topic: str
    author: str
    body: str
    area: str | None = None
    place: dict[str, Any] | None = None
    draft: bool = False
    supports: int = 0
    first_support_after_hours: float | None = None
    threshold_days_ago: int | None = None
    follows: int = 0
    comments: list[Remark] = []
    edits: list[Edit] = []
    addenda: list[Addition] = []
    interim_notes: list[Note] = []
    extension: Extension | None = None
    response: Answer | None = None
    milestones: list[Step] = []
    hidden: Moderated | None = None
    withdrawal: Dated | None = None


class Stories(Part):
    """One file of proposals."""

    proposals: list[Story]


class Cast(Part):
    """The file of people."""

    people: list[Person]


class Complaint(Part, kw_only=True):
    """An open report on a proposal or a comment, by key."""

    reporter: str
    reason: Reason
    note: str = ""
    proposal: str | None = None
    comment: str | None = None
    days_ago: int
    at: str


class Complaints(Part):
    """The file of open reports."""

    reports: list[Complaint]


def read_people() -> list[Person]:
    """The cast."""
    return msgspec.toml.decode((FOLDER / "people.toml").read_bytes(), type=Cast).people


def read_stories() -> list[Story]:
    """Every proposal, the oldest first, as numbers would have been given."""
    stories = [
        story
        for file in sorted((FOLDER / "proposals").glob("*.toml"))
        for story in msgspec.toml.decode(file.read_bytes(), type=Stories).proposals
    ]
    return sorted(stories, key=lambda story: (-story.days_ago, story.at))


def read_reports() -> list[Complaint]:
    """The reports that wait for a moderator."""
    return msgspec.toml.decode((FOLDER / "reports.toml").read_bytes(), type=Complaints).reports
