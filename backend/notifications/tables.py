"""Rows of what is told to people."""

from __future__ import annotations

from piccolo.columns import JSONB, BigSerial, Date, ForeignKey, Integer, Text, Timestamptz
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
