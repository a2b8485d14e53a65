"""The feed, the search in it, and what is similar to a text being written."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from backend.database.engine import execute, fetch, transaction
from backend.errors import BadRequest
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Count, Id, Moment, Page, decode_cursor
from backend.proposals.schemas import ListedStage, ProposalSummary, Sort
from backend.proposals.stage import IN_STAGE
from backend.proposals.summaries import next_cursor, select, summaries
from backend.settings import Settings
from backend.text import clean_line

PUBLISHED = "p.hidden_at IS NULL AND p.withdrawn_at IS NULL"

# More words than this, or longer texts, search no better and cost more.
MOST_WORDS = 10
LONGEST_SEARCH = 200

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


class Order(NamedTuple):
    """How a list is sorted: an expression, ties broken by number. ``only`` says who is listed."""

    key: str
    type: Any
    descending: bool = True
    only: str = "true"


ORDERS: dict[Sort, Order] = {
    "hot": Order("p.hot", float),
    "new": Order("p.published_at", Moment),
    "supported": Order("(p.supports + p.imported_supports)", Count),
    "closing": Order("p.closes_at", Moment, descending=False, only="p.closes_at >= {now}"),
    "answered": Order("p.answered_at", Moment, only="p.answered_at IS NOT NULL"),
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
    arguments: list[Any] = []

    def bind(value: Any) -> str:
        arguments.append(value)
        return f"${len(arguments)}"

    conditions = [PUBLISHED, order.only]
    if stage is not None:
        conditions.append(IN_STAGE[stage])
    conditions = [
        condition.replace("{now}", bind(now)) if "{now}" in condition else condition
        for condition in conditions
    ]
    if topic:
        conditions.append(f"p.topic = {bind(clean_line(topic))}")
    if area:
        conditions.append(f"p.area = {bind(clean_line(area))}")
    words = _words(q or "")
    for word in words:
        conditions.append(f"proposal_text(p.title, p.body) ILIKE {bind(_pattern(word))}")
    after = decode_cursor(cursor, str, order.type, Id)
    if after is not None:
        if after[0] != sort:
            raise BadRequest
        comparison = "<" if order.descending else ">"
        conditions.append(
            f"({order.key}, p.number) {comparison} ({bind(after[1])}, {bind(after[2])})"
        )
    direction = "DESC" if order.descending else "ASC"
    rows = await (_fetch_planned if words else fetch)(
        select(
            f"""
            SELECT p.*, {order.key} AS sort_key FROM proposal p
            WHERE {" AND ".join(conditions)}
            ORDER BY {order.key} {direction}, p.number {direction} LIMIT {bind(limit + 1)}
            """,
            more="p.sort_key",
            order=f"ORDER BY p.sort_key {direction}, p.number {direction}",
        ),
        *arguments,
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
    words = clean_line(text)[:LONGEST_SEARCH].split()
    telling = " ".join(word for word in words if word.lower().strip(".!?~") not in SAYING_NOTHING)
    if not telling:
        return []
    beginning = "proposal_beginning(p.title, p.body)"
    async with transaction():
        # The index compares with a setting; this one ends with the transaction.
        await execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)",
            str(ENOUGH_IN_COMMON),
        )
        rows = await fetch(
            select(
                f"""
                SELECT p.*, word_similarity($1, p.title) + word_similarity($1, {beginning})
                    AS likeness
                FROM proposal p
                WHERE {beginning} %> $1 AND {PUBLISHED}
                ORDER BY likeness DESC, p.number DESC LIMIT {MOST_SIMILAR}
                """,
                order="ORDER BY p.likeness DESC, p.number DESC",
            ),
            telling,
        )
        return await summaries(rows, caller=caller, settings=settings, now=now)


async def _fetch_planned(sql: str, *args: Any) -> list[asyncpg.Record]:
    """``fetch`` with a plan for these very arguments: whether the index helps depends on how
    rare a word is, and a plan that was kept for any word would walk through all proposals."""
    async with transaction():
        await execute("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
        return await fetch(sql, *args)


def _words(q: str) -> list[str]:
    """The different words of a search, in its order."""
    return list(dict.fromkeys(clean_line(q)[:LONGEST_SEARCH].split()))[:MOST_WORDS]


def _pattern(word: str) -> str:
    """The word as a pattern of LIKE that matches it anywhere, and nothing else."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
