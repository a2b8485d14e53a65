"""Rows of follows."""

from __future__ import annotations

from piccolo.columns import ForeignKey
from piccolo.table import Table

from backend.accounts.tables import Account
from backend.proposals.tables import Proposal


class Follow(Table, tablename="follow"):
    """Someone wants to hear what becomes of a proposal. It holds no time, on purpose."""

    proposal = ForeignKey(Proposal, null=False, primary_key=True)
    account = ForeignKey(Account, null=False)
