"""Rows of moderation. ``audit`` refuses UPDATE and DELETE by a trigger."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Bytea, Date, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.accounts.tables import Account


class Decision(Table, tablename="decision"):
    """What a moderator decided about a proposal or a comment, or because of it about its author,
    and why. ``until`` is the last day of a suspension."""

    id = BigSerial(primary_key=True)
    subject_kind = Text()
    subject_id = BigInt()
    action = Text()
    reason = Text(null=True, default=None)
    note = Text()
    moderator = ForeignKey(Account)
    decided_at = Timestamptz(default=None)
    until = Date(null=True, default=None)


class Report(Table, tablename="report"):
    """Someone says that a text should not stand; waiting until ``decision`` is set."""

    id = BigSerial(primary_key=True)
    subject_kind = Text()
    subject_id = BigInt()
    reason = Text()
    note = Text()
    reporter = ForeignKey(Account)
    reported_at = Timestamptz(default=None)
    decision = ForeignKey(Decision)


class Audit(Table, tablename="audit"):
    """A line of the log: ids, reason, rule and a hash of the text, never the text."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = BigInt(null=True, default=None)
    action = Text()
    subject_kind = Text()
    subject_id = BigInt()
    reason = Text(null=True, default=None)
    rule = Text(null=True, default=None)
    text_hash = Bytea(null=True, default=None)
