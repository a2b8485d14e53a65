"""The feed: lists of proposals, sorted, filtered and searched."""

from __future__ import annotations

from datetime import datetime

from backend.database.engine import fetch
from backend.errors import BadRequest
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Id, Page, decode_cursor
from backend.proposals.lists import ORDERS, Arguments, Listing
from backend.proposals.schemas import ListedStage, ProposalSummary, Sort
from backend.proposals.search import chosen, search, words_of
from backend.proposals.summaries import next_cursor, select, summaries
from backend.settings import Settings
from backend.text import clean_line


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
        page = listing.first(f"LIMIT {listing.bound(limit + 1, arguments.bind)}", arguments.bind)
        rows = await fetch(
            select(page, more="p.sort_key", order=listing.order("p.sort_key")), *arguments
        )
        following = next_cursor(rows, limit, lambda row: (sort, row["sort_key"], row["number"]))
    items = await summaries(rows[:limit], caller=caller, settings=settings, now=now)
    return Page(items, following)
