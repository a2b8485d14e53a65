"""What goes out of, and comes into, the inbox; and what people choose to hear."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input
from backend.notifications.kinds import About, Email, KindName
from backend.paging import Moment

DIGEST_HOUR = 8


class Notification(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something that happened to what one cares about. What is there beside the first fields
    depends on the kind."""

    id: fields.SerialId
    kind: KindName
    about: About
    at: fields.Moment
    unread: bool
    proposal: fields.Number
    title: Annotated[
        str | None,
        Meta(description="Null while it is hidden.", examples=["역마다 실내 자전거 주차장을"]),
    ]
    path: Annotated[
        str, Meta(description="The page that shows it.", examples=["/proposals/1234#comment-7"])
    ]
    count: Annotated[
        int, Meta(description="How many comments or replies of one day.", examples=[12])
    ] = 1
    threshold: Annotated[int | None, Meta(examples=[50])] = None
    department: fields.Department | None = None
    due_at: Annotated[fields.Moment | None, Meta(description="When an answer is due.")] = None
    decision: Annotated[str | None, Meta(description="Of an answer.", examples=["adopted"])] = None
    state: Annotated[str | None, Meta(description="Of a milestone.", examples=["started"])] = None
    date: Annotated[
        date | None,
        Meta(description="Of a milestone; the last day of a suspension.", examples=["2027-03-02"]),
    ] = None
    reason: Annotated[
        str | None,
        Meta(description="Why it was hidden, or one was suspended (a code).", examples=["spam"]),
    ] = None


class ReadUntil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until when somebody has read: the ``at`` of the newest that they saw."""

    until: Annotated[Moment, Meta(examples=["2026-11-22T03:00:00Z"])]


class Unread(msgspec.Struct, frozen=True):
    """How much is unread."""

    unread: Annotated[int, Meta(description="At most 100.", ge=0, le=100, examples=[3])]


class Channels(Input):
    """How one hears of a kind of news. The inbox has all of it."""

    push: Annotated[bool, Meta(description="On the devices that take pushes.")]
    email: Annotated[Email, Meta(examples=["weekly"])]


TimeOfDay = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]


class QuietHours(Input, rename={"from_": "from"}):
    """When no push comes; it waits for the end. Over midnight where the end is the earlier one."""

    from_: TimeOfDay
    until: Annotated[TimeOfDay, Meta(examples=["07:00"])]

    def __post_init__(self) -> None:
        if self.from_ == self.until:
            raise ValueError("quiet hours that begin when they end")


class Preferences(Input):
    """What one wants to hear, how and when. What is left out is as it is for everybody who never
    chose, but for ``email_ended``, which stays."""

    kinds: Annotated[
        dict[KindName, Channels],
        Meta(examples=[{"response": {"push": True, "email": "weekly"}}]),
    ] = msgspec.field(default_factory=dict)
    quiet_hours: QuietHours | None = None
    time_zone: Annotated[
        str | None,
        Meta(description="An IANA name; the city's, where it is null.", examples=["Asia/Seoul"]),
    ] = None
    digest_hour: Annotated[
        int, Meta(ge=0, le=23, description="When daily and weekly mails come.", examples=[8])
    ] = DIGEST_HOUR
    email_ended: (
        Annotated[bool, Meta(description="No mail at all, as the link in every mail has it.")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class MuteState(msgspec.Struct, frozen=True):
    """Whether the caller hears nothing of a proposal."""

    muted: bool
