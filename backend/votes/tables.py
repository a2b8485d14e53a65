"""Rows of supports."""

from __future__ import annotations

from piccolo.columns import Bytea, Date, ForeignKey
from piccolo.table import Table

from backend.proposals.tables import Proposal


class Vote(Table, tablename="vote"):
    """One support. ``voter`` is 16 bytes that name nobody; see ``votes.ballot``."""

    proposal = ForeignKey(Proposal, null=False, primary_key=True)
    voter = Bytea()
    day = Date(default=None)
