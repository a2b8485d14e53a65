"""Rows of the discussion."""

from __future__ import annotations

from typing import Any

from piccolo.columns import BigSerial, ForeignKey, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.accounts.tables import Account
from backend.proposals.tables import Proposal


class Comment(Table, tablename="comment"):
    """One remark; ``reply_to`` is a comment that is itself no reply.

    ``badge`` and ``department`` are what the author was when writing, since roles change. The
    body of a deleted comment is empty; ``helpful`` counts its rows in ``helpful_mark``.
    """

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    author = ForeignKey(Account)
    badge = Text(null=True, default=None)
    department = Text(null=True, default=None)
    body = Text()
    stance = Text(default="neutral")
    reply_to: ForeignKey[Any] = ForeignKey("self")
    created_at = Timestamptz(default=None)
    edited_at = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    hidden_reason = Text(null=True, default=None)
    helpful = Integer()


class HelpfulMark(Table, tablename="helpful_mark"):
    """Someone found a comment helpful."""

    comment = ForeignKey(Comment, null=False, primary_key=True)
    account = ForeignKey(Account, null=False)
