"""The feed, and what is similar to a text being written."""

from __future__ import annotations

from datetime import datetime

from backend.database.engine import execute, fetch, transaction
from backend.errors import BadRequest
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Id, Page, decode_cursor
from backend.proposals.lists import ORDERS, PUBLISHED, Arguments, Listing
from backend.proposals.schemas import ListedStage, ProposalSummary, Sort
from backend.proposals.search import chosen, search, words_of
from backend.proposals.summaries import next_cursor, select, summaries
from backend.settings import Settings
from backend.text import clean_line

# Of a longer title nothing more is looked at.
LONGEST = 200

MOST_SIMILAR = 5
# The share of the trigrams that two texts must have in common. Particles and endings are glued
# to Korean words, so that even the same two words seldom share more than half.
ENOUGH_IN_COMMON = 0.4
# What many titles say without saying what they are about.
SAYING_NOTHING = {
    "주세요",
    "해주세요",
    "만들어",
    "만들어주세요",
    "바랍니다",
    "부탁드립니다",
    "제안합니다",
    "건의합니다",
    "요청합니다",
    "요구합니다",
    "원합니다",
    "반대합니다",
    "please",
}


async def feed(
    *,
    sort: Sort = "hot",
    stage: ListedStage | None = None,
    topic: str | None = None,
    area: str | None = None,
    q: str | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
    caller: Caller | None,
    settings: Settings,
    now: datetime,
) -> Page[ProposalSummary]:
    """Published proposals, all that fit the filters; never hidden or withdrawn ones.

    ``closing`` lists only those still gathering, ``answered`` only those answered. ``q`` finds
    the proposals in whose title and text every one of its words occurs, as part of a word too,
    since Korean glues particles to words. Raises ``BadRequest`` for a cursor of another list.
    """
    order = ORDERS[sort]
    after = decode_cursor(cursor, str, order.type, Id)
    if after is not None and after[0] != sort:
        raise BadRequest
    listing = Listing(
        sort=sort,
        stage=stage,
        topic=clean_line(topic or ""),
        area=clean_line(area or ""),
        after=after[1:] if after is not None else None,
        now=now,
    )
    words = words_of(q or "")
    if words:
        rows = await search(listing, words, limit=limit + 1)
        following = next_cursor(rows, limit, lambda row: (sort, row["sort_key"], row["number"]))
        rows = await chosen(rows[:limit])
    else:
        arguments = Arguments()
        page = listing.first(f"LIMIT {arguments.bind(limit + 1)}", arguments.bind)
        rows = await fetch(
            select(page, more="p.sort_key", order=listing.order("p.sort_key")), *arguments
        )
        following = next_cursor(rows, limit, lambda row: (sort, row["sort_key"], row["number"]))
    items = await summaries(rows[:limit], caller=caller, settings=settings, now=now)
    return Page(items, following)


async def similar(
    text: str, *, caller: Caller | None, settings: Settings, now: datetime
) -> list[ProposalSummary]:
    """At most five published proposals that begin like ``text`` reads, the likest first.

    ``text`` is a title being written; what goes beyond 200 characters is not looked at. A title
    that is alike counts for more than a text that begins alike.
    """
    words = clean_line(text)[:LONGEST].split()
    telling = " ".join(word for word in words if word.lower().strip(".!?~") not in SAYING_NOTHING)
    if not telling:
        return []
    async with transaction():
        # The index compares with a setting; this one ends with the transaction.
        await execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)",
            str(ENOUGH_IN_COMMON),
        )
        rows = await fetch(
            select(
                f"""
                SELECT p.*, word_similarity($1, p.title) + word_similarity($1, entry.beginning)
                    AS likeness
                FROM search_entry entry JOIN proposal p ON p.number = entry.proposal
                WHERE entry.beginning %> $1 AND {PUBLISHED}
                ORDER BY likeness DESC, p.number DESC LIMIT {MOST_SIMILAR}
                """,
                order="ORDER BY p.likeness DESC, p.number DESC",
            ),
            telling,
        )
        return await summaries(rows, caller=caller, settings=settings, now=now)
