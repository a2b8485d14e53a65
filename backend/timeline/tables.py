"""Rows of what happened."""

from __future__ import annotations

from piccolo.columns import JSONB, BigSerial, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.proposals.tables import Proposal


class Event(Table, tablename="event"):
    """One public fact about a proposal, written in the transaction that made it true."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    kind = Text()
    at = Timestamptz(default=None)
    details = JSONB()
