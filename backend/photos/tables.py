"""Rows of photos. The files stand in the store, see ``photos.store``."""

from __future__ import annotations

from piccolo.columns import Array, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from backend.accounts.tables import Account
from backend.proposals.tables import Draft, Proposal


class Photo(Table, tablename="photo"):
    """A photo of somebody's, in a proposal, in a draft, or not yet in either.

    ``widths`` are those of its files, the largest last; ``width`` and ``height`` are that one's.
    ``stored_at`` is when all files were there. From ``removed_at`` on it is gone for everybody,
    and its files are about to be.
    """

    id = Text(primary_key=True)
    owner = ForeignKey(Account)
    width = Integer()
    height = Integer()
    widths = Array(base_column=Integer())
    proposal = ForeignKey(Proposal)
    draft = ForeignKey(Draft)
    position = SmallInt()
    alt = Text()
    made_at = Timestamptz(default=None)
    stored_at = Timestamptz(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)
