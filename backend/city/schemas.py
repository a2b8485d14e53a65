"""What the API says about the city, with names in the reader's language."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.city.city import Area, City, Department, ThresholdRule, Topic

HOT_FORMULA = "log2(1 + supports + comments / 2) + published_at / 172800"
"""How the feed's order `hot` ranks, with `published_at` in seconds since 1970: each doubling of
attention weighs as much as being two days younger."""

Id = Annotated[str, Meta(description="A slug that never changes.", examples=["walking"])]
Name = Annotated[str, Meta(description="The name in the reader's language.")]


class AreaView(Struct, frozen=True):
    """A part of the city, such as a district."""

    id: Annotated[str, Meta(description="A slug that never changes.", examples=["mapo"])]
    name: Annotated[Name, Meta(examples=["마포구"])]

    @classmethod
    def of(cls, area: Area, language: str) -> AreaView:
        """The area as a reader of that language sees it."""
        return cls(area.id, area.name(language))


class TopicView(Struct, frozen=True):
    """What a proposal can be about."""

    id: Id
    name: Annotated[Name, Meta(examples=["보행·자전거"])]
    department: Annotated[
        str,
        Meta(description="The id of the department that answers for it.", examples=["pedestrian"]),
    ]

    @classmethod
    def of(cls, topic: Topic, language: str) -> TopicView:
        """The topic as a reader of that language sees it."""
        return cls(topic.id, topic.name(language), topic.department)


class DepartmentView(Struct, frozen=True):
    """A department of the city, and the topics that it answers for."""

    id: Annotated[str, Meta(description="A slug that never changes.", examples=["pedestrian"])]
    name: Annotated[Name, Meta(examples=["보행정책과"])]
    topics: Annotated[list[str], Meta(description="Ids of topics.", examples=[["walking"]])]

    @classmethod
    def of(cls, department: Department, city: City, language: str) -> DepartmentView:
        """The department as a reader of that language sees it."""
        topics = [topic.id for topic in city.topics_of(department.id)]
        return cls(department.id, department.name(language), topics)


class ThresholdView(Struct, frozen=True, kw_only=True):
    """What the city owes once a count is reached."""

    kind: Literal["department_response", "public_debate", "mayor_response"]
    counts: Annotated[
        Literal["supports", "participants"],
        Meta(description="What is counted: supports, or people who take part in the debate."),
    ]
    at: Annotated[int, Meta(description="The count that creates the obligation.", examples=[50])]
    days: Annotated[
        int, Meta(description="Days until it is due, or that a debate lasts.", examples=[30])
    ]
    count_days: Annotated[
        Literal["calendar", "working"], Meta(description="Which days count towards `days`.")
    ]
    interim_note_day: Annotated[
        int | None, Meta(description="By which day an interim note is due.", examples=[20])
    ]
    extension_days: Annotated[
        int | None, Meta(description="By how many days it can be extended, once.", examples=[30])
    ]
    owed_by: Annotated[
        str | None,
        Meta(
            description="A department's id; null for the one that answers for the topic.",
            examples=[None],
        ),
    ]
    in_force: Annotated[
        bool,
        Meta(
            description="False for what the city has announced but doesn't do yet.", examples=[True]
        ),
    ]

    @classmethod
    def of(cls, rule: ThresholdRule) -> ThresholdView:
        """The rule as the API shows it."""
        return cls(
            kind=rule.kind,
            counts=rule.counts,
            at=rule.at,
            days=rule.days,
            count_days=rule.count_days,
            interim_note_day=rule.interim_note_day,
            extension_days=rule.extension_days,
            owed_by=None if rule.owed_by == "topic" else rule.owed_by,
            in_force=rule.in_force,
        )


class RulesView(Struct, frozen=True, kw_only=True):
    """The rules of the city, as everybody may read them."""

    who_may_support: Annotated[
        Literal["verified", "account"],
        Meta(description="Verified residents only, or every account (in a pilot)."),
    ]
    minimum_age: Annotated[int, Meta(description="Years of age to sign up.", examples=[14])]
    verified_for_days: Annotated[
        int, Meta(description="How long a verification holds.", examples=[365])
    ]
    gathering_days: Annotated[
        int, Meta(description="How long supports are gathered.", examples=[30])
    ]
    comment_edit_minutes: Annotated[
        int, Meta(description="How long a comment can be edited.", examples=[15])
    ]
    appeal_days: Annotated[
        int, Meta(description="Days to appeal against moderation.", examples=[15])
    ]
    thresholds: list[ThresholdView]
    time_zone: Annotated[
        str,
        Meta(
            description="Where days begin and end; due moments are 23:59:59 in this zone.",
            examples=["Asia/Seoul"],
        ),
    ]
    hot: Annotated[
        str,
        Meta(
            description="How `sort=hot` ranks, highest first; `published_at` in seconds since "
            "1970-01-01T00:00Z, so that each doubling weighs as much as two days.",
            examples=[HOT_FORMULA],
        ),
    ]

    @classmethod
    def of(cls, city: City) -> RulesView:
        """The rules of that city."""
        rules = city.rules
        return cls(
            who_may_support=rules.who_may_support,
            minimum_age=city.minimum_age,
            verified_for_days=city.residency.verified_for_days,
            gathering_days=rules.gathering_days,
            comment_edit_minutes=rules.comment_edit_minutes,
            appeal_days=rules.appeal_days,
            thresholds=[ThresholdView.of(rule) for rule in rules.thresholds],
            time_zone=city.time_zone,
            hot=HOT_FORMULA,
        )
