"""How somebody is involved in a proposal: all that its page shows of who reads it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from backend.database.batching import Batched
from backend.database.engine import fetch
from backend.http.callers import Caller
from backend.settings import Settings
from backend.votes.ballot import voter


class Involvement(msgspec.Struct, frozen=True, gc=False):
    """What a person did about a proposal.

    They support it, follow it, hear nothing of it (``muted``); or something on its page is theirs
    (``spoke``): the text, a comment, a mark on a comment.
    """

    supported: bool
    followed: bool
    muted: bool
    spoke: bool


class _Asked(msgspec.Struct, frozen=True, gc=False):
    number: int
    voter: bytes
    account: int


# Not EXISTS: for many rows PostgreSQL would read the whole tables to answer it. The arrays
# stand in subqueries, so that it does not count them: for one reader it would plan anew each time.
_READ = """
SELECT (SELECT true FROM vote WHERE proposal = asked.number AND voter = asked.voter) IS TRUE,
       (SELECT true FROM follow WHERE proposal = asked.number AND account = asked.account) IS TRUE,
       (SELECT true FROM notification_mute
        WHERE proposal = asked.number AND account = asked.account) IS TRUE,
       coalesce(
           (SELECT true FROM proposal WHERE number = asked.number AND author = asked.account),
           (SELECT true FROM comment
            WHERE author = asked.account AND proposal = asked.number LIMIT 1),
           (SELECT true FROM helpful_mark h JOIN comment c ON c.id = h.comment
            WHERE h.account = asked.account AND c.proposal = asked.number LIMIT 1),
           false
       )
FROM unnest((SELECT $1::bigint[]), (SELECT $2::bytea[]), (SELECT $3::bigint[])) WITH ORDINALITY
    AS asked (number, voter, account, place)
ORDER BY asked.place
"""


async def _read(asked: Sequence[_Asked]) -> list[Involvement]:
    rows = await fetch(
        _READ,
        [one.number for one in asked],
        [one.voter for one in asked],
        [one.account for one in asked],
    )
    return [Involvement(*row) for row in rows]


# A crowd comes to one page at one moment.
_read_together = Batched(_read)


async def involvement(caller: Caller, number: int, *, settings: Settings) -> Involvement:
    """The caller's part in that proposal; none in one that does not exist."""
    return await _read_together(
        _Asked(number, voter(settings, caller.vote_secret, number), caller.account)
    )
