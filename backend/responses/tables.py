"""Rows of what the city owes and answers. The constraints stand in this part's migrations."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from piccolo.columns import BigSerial, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.accounts.tables import Account
from backend.proposals.tables import Proposal

ObligationState = Literal["open", "paused", "overdue", "met", "void"]


def obligation_state(
    *,
    now: datetime,
    due_at: datetime,
    extended_until: datetime | None,
    met_at: datetime | None,
    voided_at: datetime | None,
) -> ObligationState:
    """What an obligation is at ``now``; it is overdue from the moment after its last due one."""
    if met_at is not None:
        return "met"
    if voided_at is not None:
        return "void"
    return "overdue" if now > (extended_until or due_at) else "open"


class Obligation(Table, tablename="obligation"):
    """An answer that a department owes, with its own clock."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    kind = Text()
    threshold = Integer()
    owed_by = Text()
    since = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    interim_note_due_at = Timestamptz(null=True, default=None)
    extended_until = Timestamptz(null=True, default=None)
    extension_reason = Text(null=True, default=None)
    met_at = Timestamptz(null=True, default=None)
    voided_at = Timestamptz(null=True, default=None)


class Response(Table, tablename="response"):
    """One version of a department's answer; the highest holds, every one stays public."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    department = Text()
    version = Integer()
    decision = Text()
    body = Text()
    author = ForeignKey(Account)
    published_at = Timestamptz(default=None)


class InterimNote(Table, tablename="interim_note"):
    """What a department says while it still works on its answer."""

    id = BigSerial(primary_key=True)
    obligation = ForeignKey(Obligation, null=False)
    note = Text()
    author = ForeignKey(Account)
    noted_at = Timestamptz(default=None)


class Milestone(Table, tablename="milestone"):
    """A step on the way from an adopted answer to the thing itself."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    state = Text()
    date = Date(default=None)
    note = Text()
    author = ForeignKey(Account)
    recorded_at = Timestamptz(default=None)
