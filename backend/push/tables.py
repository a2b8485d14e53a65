"""Rows of what push needs. What they are for stands in this part's migration."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Bytea, ForeignKey, SmallInt, Text, Timestamptz
from piccolo.table import Table

from backend.accounts.tables import Account, Session
from backend.notifications.tables import Notification


class PushKey(Table, tablename="push_key"):
    """A pair of keys by which push services know us; the private one is sealed."""

    id = BigSerial(primary_key=True)
    sealed_private = Bytea()
    public = Bytea()
    made_at = Timestamptz(default=None)


class PushSubscription(Table, tablename="push_subscription"):
    """A device that wants to be told: where its push service takes messages, and its own keys."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False)
    session = ForeignKey(Session, null=False)
    endpoint = Text()
    p256dh = Bytea()
    auth = Bytea()
    key = ForeignKey(PushKey, null=False)
    created_at = Timestamptz(default=None)
    last_success_at = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)


class PushFanOut(Table, tablename="push_fan_out"):
    """A notification that was cut into ranges, in the state of ``told_at``."""

    notification = ForeignKey(Notification, null=False, primary_key=True)
    told_at = Timestamptz(default=None)


class PushRange(Table, tablename="push_range"):
    """The accounts from ``done_account`` up to ``until_account`` are still to be told, but of the
    first one only the devices after ``done_subscription``."""

    id = BigSerial(primary_key=True)
    notification = ForeignKey(Notification, null=False)
    until_account = BigInt()
    done_account = BigInt()
    done_subscription = BigInt()
    starts = SmallInt()


class PushLater(Table, tablename="push_later"):
    """A message that waits for its moment."""

    notification = ForeignKey(Notification, null=False, primary_key=True)
    subscription = ForeignKey(PushSubscription, null=False)
    due_at = Timestamptz(default=None)
    starts = SmallInt()
