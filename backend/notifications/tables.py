"""Rows of what is told to people."""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Time,
    Timestamptz,
)
from piccolo.table import Table

from backend.accounts.tables import Account
from backend.comments.tables import Comment
from backend.proposals.tables import Proposal


class Notification(Table, tablename="notification"):
    """Something happened: one row for all who follow, or for one ``account``.

    What happens often to one person (comments, replies) is one row for each day, with how many
    ``times`` it happened and the latest ``comment``.
    """

    id = BigSerial(primary_key=True)
    kind = Text()
    proposal = ForeignKey(Proposal, null=False)
    account = ForeignKey(Account)
    thread = ForeignKey(Comment)
    comment = ForeignKey(Comment)
    times = Integer(default=1)
    at = Timestamptz(default=None)
    day = Date(null=True, default=None)
    details = JSONB()


class NotificationMark(Table, tablename="notification_mark"):
    """Until when somebody has read."""

    account = ForeignKey(Account, null=False, primary_key=True)
    read_until = Timestamptz(default=None)


class NotificationPreference(Table, tablename="notification_preference"):
    """How somebody wants to hear of one kind, where they chose."""

    account = ForeignKey(Account, null=False, primary_key=True)
    kind = Text()
    push = Boolean()
    email = Text()


class NotificationMute(Table, tablename="notification_mute"):
    """Someone wants to hear nothing of a proposal, not even in the inbox."""

    proposal = ForeignKey(Proposal, null=False, primary_key=True)
    account = ForeignKey(Account, null=False)


class NotificationSetting(Table, tablename="notification_setting"):
    """When somebody wants to hear, by their own clock, and whether by e-mail at all."""

    account = ForeignKey(Account, null=False, primary_key=True)
    zone = Text(null=True, default=None)
    quiet_from = Time(null=True, default=None)
    quiet_until = Time(null=True, default=None)
    digest_hour = SmallInt(default=8)
    mail_ended = Boolean(default=False)


class Mailing(Table, tablename="mailing"):
    """Until when somebody was told by e-mail at one ``cadence``, and the mail on its way to them,
    which tells of what happened after ``since``, as it is to be told at its ``moment``.
    """

    account = ForeignKey(Account, null=False, primary_key=True)
    cadence = Text()
    until = Timestamptz(null=True, default=None)
    weekly_until = Timestamptz(null=True, default=None)
    since = Timestamptz(null=True, default=None)
    moment = Timestamptz(null=True, default=None)
    claimed_at = Timestamptz(null=True, default=None)
    refusals = SmallInt()


class MailingRound(Table, tablename="mailing_round"):
    """Until when everybody was looked at who may have to be told at one ``cadence``."""

    cadence = Text(primary_key=True)
    until = Timestamptz(default=None)
