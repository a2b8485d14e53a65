"""What a city is: the shape of ``city.toml`` and the questions that can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
Locale = Annotated[str, Meta(pattern=r"^[a-z]{2,3}\Z")]
Label = Annotated[str, Meta(min_length=1, max_length=200)]
Positive = Annotated[int, Meta(ge=1, le=1_000_000)]
Days = Annotated[int, Meta(ge=1, le=3660)]

ThresholdKind = Literal["department_response", "public_debate", "mayor_response"]

KINDS_IN_FORCE: frozenset[ThresholdKind] = frozenset({"department_response"})
"""The kinds of threshold that create an obligation by now; a city may announce the others."""

OTHER_TOPIC = "other"
"""The topic of whatever fits no other one; every city has it."""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of ``city.toml``: it never changes and refuses keys it doesn't know."""


class Named(Part, frozen=True, rename={"names": "name"}):
    """Something with an id and a name in every locale of the city."""

    id: Slug
    names: dict[Locale, Label]

    def name(self, language: str) -> str:
        """The name in that language, or in the first one given where there is none."""
        return self.names.get(language) or next(iter(self.names.values()))


class Area(Named, frozen=True):
    """A part of the city, such as a district."""


class Department(Named, frozen=True):
    """A department of the city, which owes answers."""


class Topic(Named, frozen=True):
    """What a proposal is about; ``department`` is the id of the one that answers for it."""

    department: str


class ThresholdRule(Part, frozen=True, kw_only=True):
    """What the city owes once a count is reached.

    ``days`` run from the day after the one on which ``counts`` reached ``at``; for a debate they
    are how long it lasts. ``owed_by`` is a department's id, or ``topic`` for the department that
    answers for the proposal's topic. An interim note is due on day ``interim_note_day`` and the
    time can be extended once by ``extension_days``, where these are given.
    """

    kind: ThresholdKind
    counts: Literal["supports", "participants"]
    at: Positive
    days: Days
    count_days: Literal["calendar", "working"] = "calendar"
    interim_note_day: Days | None = None
    extension_days: Days | None = None
    owed_by: str

    @property
    def in_force(self) -> bool:
        """Whether reaching this threshold creates an obligation by now."""
        return self.kind in KINDS_IN_FORCE


class Rules(Part, frozen=True, kw_only=True):
    """The rules that the city gave itself, published to everybody."""

    who_may_support: Literal["verified", "account"] = "verified"
    gathering_days: Days = 30
    comment_edit_minutes: Annotated[int, Meta(ge=0, le=1440)] = 15
    appeal_days: Days = 15
    holidays: frozenset[date] = frozenset()
    thresholds: tuple[ThresholdRule, ...]

    def threshold(self, kind: ThresholdKind) -> ThresholdRule | None:
        """The rule of that kind, or None where the city has none."""
        return next((rule for rule in self.thresholds if rule.kind == kind), None)


class Residency(Part, frozen=True, kw_only=True):
    """What an identity provider's claims say about residency.

    ``areas`` maps the values of ``area_claim`` to ids of areas; a verification holds for
    ``verified_for_days`` days.
    """

    claim: Label
    value: bool | int | str
    area_claim: Label | None = None
    areas: dict[str, str] = {}
    verified_for_days: Days = 365

    def verifies(self, claims: Mapping[str, object]) -> bool:
        """Whether these claims show a resident.

        The type counts too: a provider that says the text "true" hasn't said true, and 1 is
        not true either.
        """
        found = _claim(claims, self.claim)
        return type(found) is type(self.value) and found == self.value

    def area_of(self, claims: Mapping[str, object]) -> str | None:
        """The id of the area these claims name, or None where they name none that is known."""
        found = _claim(claims, self.area_claim) if self.area_claim else None
        return self.areas.get(found) if isinstance(found, str) else None


class Imports(Part, frozen=True):
    """How texts of other boards come in.

    ``boards`` maps a source's id to the name shown as author; ``categories`` maps a board's
    categories to ids of topics.
    """

    boards: dict[Slug, Label] = {}
    categories: dict[str, str] = {}

    def topic_of(self, category: str) -> str:
        """The id of the topic that a category of another board means."""
        return self.categories.get(category, OTHER_TOPIC)


class City(
    Part, frozen=True, kw_only=True, dict=True, rename={"names": "name", "imports": "import"}
):
    """A city as its ``city.toml`` describes it; see ``load_city``."""

    names: dict[Locale, Label]
    locales: Annotated[tuple[Locale, ...], Meta(min_length=1)]
    time_zone: str
    contact: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\Z")]
    minimum_age: Annotated[int, Meta(ge=0, le=120)] = 14
    areas: tuple[Area, ...]
    departments: Annotated[tuple[Department, ...], Meta(min_length=1)]
    topics: Annotated[tuple[Topic, ...], Meta(min_length=1)]
    rules: Rules
    residency: Residency
    imports: Imports = field(default_factory=Imports)

    @property
    def language(self) -> str:
        """The city's own language: the first of its locales."""
        return self.locales[0]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.time_zone)

    def name(self, language: str) -> str:
        """The city's name in that language, or in its own where there is none."""
        return self.names.get(language) or self.names[self.language]

    def today(self, now: datetime) -> date:
        """The day it is in the city at that (aware) moment."""
        return now.astimezone(self.zone).date()

    # A proposal may be older than the city file. What is no longer there keeps its id for a
    # name, so that taking it out of the file breaks no page.

    def area(self, id: str) -> Area:
        """The area with that id; one that the city doesn't have is called by its id."""
        return self._areas.get(id) or Area(id, {self.language: id})

    def topic(self, id: str) -> Topic:
        """The topic with that id; one that the city doesn't have is called by its id, and is the
        business of the department for everything else."""
        return self._topics.get(id) or Topic(
            id, {self.language: id}, self._topics[OTHER_TOPIC].department
        )

    def department(self, id: str) -> Department:
        """The department with that id; one that the city doesn't have is called by its id."""
        return self._departments.get(id) or Department(id, {self.language: id})

    def department_of(self, topic_id: str) -> Department:
        """The department that answers for that topic."""
        return self.department(self.topic(topic_id).department)

    def topics_of(self, department_id: str) -> tuple[Topic, ...]:
        """The topics that department answers for, in the city's order."""
        return tuple(topic for topic in self.topics if topic.department == department_id)

    def owed_by(self, rule: ThresholdRule, topic_id: str) -> Department:
        """The department that owes what ``rule`` promises for a proposal of that topic."""
        if rule.owed_by == "topic":
            return self.department_of(topic_id)
        return self.department(rule.owed_by)

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}


def _claim(claims: Mapping[str, object], name: str) -> object:
    """A claim by its name; where no claim has that name, dots reach into nested claims.

    The whole name comes first because collision-free names are addresses, which hold dots
    (OpenID Connect Core 1.0, section 5.1.2).
    """
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return found
