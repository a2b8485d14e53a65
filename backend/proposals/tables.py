"""Rows of proposals. The constraints stand in this part's migrations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from piccolo.columns import (
    Array,
    BigSerial,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from backend.accounts.tables import Account


def is_editable(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a proposal's text may still change: from the first support or answer on, what
    people reacted to stays as it was."""
    untouched = not row["supports"] and not row["imported_supports"] and not row["answered_at"]
    public = row["hidden_at"] is None and row["withdrawn_at"] is None
    return bool(untouched and public and now <= row["closes_at"])


class Proposal(Table, tablename="proposal"):
    """A published proposal: facts only. Its stage is derived, see ``proposals.stage``.

    ``badge`` is what the author was when publishing, since roles change. ``board`` names the
    board that an imported proposal comes from, and stands for its author. ``answered_at`` is the
    moment of the first answer, here or on that board. Triggers keep ``progress`` and ``owed``.
    """

    number = BigSerial(primary_key=True)
    language = Text()
    title = Text()
    body = Text()
    body_format = Text(default="markdown")
    topic = Text()
    area = Text(null=True, default=None)
    place_latitude = DoublePrecision(null=True, default=None)
    place_longitude = DoublePrecision(null=True, default=None)
    place_label = Text(null=True, default=None)
    author = ForeignKey(Account)
    badge = Text(null=True, default=None)
    board = Text(null=True, default=None)
    name_withdrawn_at = Timestamptz(null=True, default=None)
    published_at = Timestamptz(default=None)
    closes_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    hidden_reason = Text(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    progress = Text(null=True, default=None)
    owed = Boolean()
    supports = Integer()
    imported_supports = Integer()
    comments = Integer()
    source = Text(null=True, default=None)
    source_number = Text(null=True, default=None)


class SearchEntry(Table, tablename="search_entry"):
    """What a proposal is found by. Triggers keep it."""

    proposal = ForeignKey(Proposal, null=False, primary_key=True)
    marks = Array(base_column=Text())


class ProposalVersion(Table, tablename="proposal_version"):
    """One text that a proposal had; version 1 is the published one."""

    proposal = ForeignKey(Proposal, null=False, primary_key=True)
    version = Integer()
    title = Text()
    body = Text()
    edited_at = Timestamptz(default=None)


class Addendum(Table, tablename="addendum"):
    """What the author added after the first support."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(Proposal, null=False)
    body = Text()
    added_at = Timestamptz(default=None)


class Draft(Table, tablename="draft"):
    """A text that is not yet a proposal; it may be as short as nothing.

    ``version`` counts what it said, so that two devices that write on it find each other out.
    """

    id = BigSerial(primary_key=True)
    author = ForeignKey(Account, null=False)
    language = Text()
    title = Text()
    body = Text()
    topic = Text(null=True, default=None)
    area = Text(null=True, default=None)
    place_latitude = DoublePrecision(null=True, default=None)
    place_longitude = DoublePrecision(null=True, default=None)
    place_label = Text(null=True, default=None)
    version = Integer(default=1)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
