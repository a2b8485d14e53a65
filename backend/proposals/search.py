"""The search in lists: what it costs does not grow with the number of proposals.

Words that many texts hold are soon met by walking along the list. Rarer ones are looked up in an
index of all pairs of characters, which narrows the search to texts that hold them, and to a part
of the list: first what stands close to where the walk ended, then further, at last anywhere. Each
step is taken only where the one before has shown that there is little to find, so that none of
them has much to read; docs/decisions/0012 has the reckoning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import msgspec

from backend.database.engine import fetch
from backend.proposals.lists import ORDERS, PUBLISHED, Arguments, Listing
from backend.proposals.schemas import Sort
from backend.proposals.stage import STANDINGS
from backend.proposals.summaries import select
from backend.text import clean_line

# More words than this, or longer texts, search no better and cost more.
MOST_WORDS = 10
LONGEST = 200
LATIN = re.compile("[!-~]{3}")
# What is longer is told from others by its beginning; the text itself is read for the rest.
LONGEST_LOOKED_UP = 20

# So many proposals are read one after another before the index is asked, and a quarter of them
# for each filter: the walk passes over what is filtered out. A walk that has met as many as the
# page still lacks goes on for as many more, which costs less than the index.
WALKED = 300

# How many places of the list (``search_place`` in the migration says what they are) the steps
# after the walk reach: the first step the first or the second of these, and then each further
# one; the last step reaches the end. Of places by counts each has many times as much as the one
# before, so that none of them is taken along with another.
BY_TIME = (2, 6, 41)
REACHES: dict[Sort, tuple[int, ...]] = {
    "hot": BY_TIME,
    "new": BY_TIME,
    "supported": (1, 2, 3),
    "closing": BY_TIME,
    "answered": BY_TIME,
}
# More places than these are looked up by the marks that sixteen of them share.
MOST_PLACES = 16
# The mark of a proposal in this list may lag behind its place by so many.
LAG = {"hot": 2}

# Title and text of ``p``, put together, and uncompressed, once for all words.
TEXT = "CROSS JOIN LATERAL (SELECT p.title || ' ' || p.body AS text OFFSET 0) said"


def words_of(q: str) -> list[str]:
    """The different words of a search, in its order."""
    return list(dict.fromkeys(clean_line(q)[:LONGEST].split()))[:MOST_WORDS]


async def search(listing: Listing, words: list[str], *, limit: int) -> list[asyncpg.Record]:
    """The first ``limit`` of a list in whose title and text every word occurs, as part of a
    longer one too, since Korean glues particles to words. Rows of ``number`` and ``sort_key``."""
    found, last = await _walk(listing, words, limit=limit)
    if last and len(found) >= limit - len(found):
        more, last = await _walk(_after(listing, last), words, limit=limit - len(found))
        found += more
    if last is None:
        return found
    listing = _after(listing, last)
    wider, *far = REACHES[listing.sort]
    # Where there is none yet, there is hardly one among so few more.
    reaches = [wider, *far] if found else far
    for first, end in zip((0, *reaches), (*reaches, None), strict=True):
        found += await _look_up(listing, words, last["place"], first, end, limit=limit - len(found))
        if len(found) == limit:
            break
    return found


async def chosen(found: list[asyncpg.Record]) -> list[asyncpg.Record]:
    """The rows of ``select`` for what was found, in its order."""
    if not found:
        return []
    return await fetch(
        select(
            f"""
            SELECT p.*, found.nth FROM proposal p
            JOIN unnest($1::bigint[]) WITH ORDINALITY AS found (number, nth) USING (number)
            WHERE {PUBLISHED}
            """,
            order="ORDER BY p.nth",
        ),
        [row["number"] for row in found],
    )


def _after(listing: Listing, row: asyncpg.Record) -> Listing:
    """What comes after that row."""
    return msgspec.structs.replace(listing, after=(row["sort_key"], row["number"]))


async def _walk(
    listing: Listing, words: list[str], *, limit: int
) -> tuple[list[asyncpg.Record], asyncpg.Record | None]:
    """Those that are met one after another, and the row at which the walk ended: None where the
    list ended before it, or there are enough."""
    arguments = Arguments()
    bind = arguments.bind
    filters = [listing.stage, listing.topic, listing.area]
    walked = max(1, WALKED // 4 ** len([each for each in filters if each]))
    rows = await fetch(
        f"""
        SELECT * FROM (
            SELECT p.number, p.sort_key, search_place(p.sort_key) AS place,
                   row_number() OVER () AS nth, {_hold(words, bind)} AS found
            FROM ({listing.first(f"LIMIT {listing.bound(walked, bind)}", bind)}) p
            {TEXT}
        ) walk
        WHERE found OR nth = {walked} LIMIT {bind(limit)}
        """,
        *arguments,
    )
    met = [row for row in rows if row["found"]]
    ended = len(met) < limit and rows and rows[-1]["nth"] == walked
    return met, rows[-1] if ended else None


async def _look_up(
    listing: Listing,
    words: list[str],
    place: int,
    first: int,
    end: int | None,
    *,
    limit: int,
) -> list[asyncpg.Record]:
    """Those of a list that stand from ``first`` up to ``end`` places after ``place``."""
    arguments = Arguments()
    bind = arguments.bind
    order = ORDERS[listing.sort]
    distance = f"abs(search_place({order.key}) - {bind(place)}::integer)"
    there = f"{distance} >= {bind(first)}"
    marked = [*_marked(listing, bind), *(_spelt(word, bind) for word in words)]
    if end is not None:
        there += f" AND {distance} < {bind(end)}"
        sign = -1 if order.descending else 1
        steps = range(first, end + LAG.get(listing.sort, 0))
        marks = {f"{listing.sort}:{place + sign * step}" for step in steps}
        if len(marks) > MOST_PLACES:
            marks = {f"{listing.sort}::{place + sign * step >> 4}" for step in steps}
        # First, since the index looks for a proposal that fulfils the first condition before it
        # asks for the next one: for words that never meet it would search all there are.
        marked.insert(0, f"marks && {_array(sorted(marks), bind)}")
    numbers = f"ARRAY(SELECT proposal FROM search_entry WHERE {' AND '.join(marked)})"
    page = listing.first("OFFSET 0", bind, more=f"p.number = ANY ({numbers}) AND {there}")
    # As an array, what the index finds decides what is read, whatever the planner takes the words
    # for. It is sorted without texts; these are read in the order of the list, until there are
    # enough: therefore the limit stands outside.
    return await fetch(
        f"""
        SELECT found.number, found.sort_key FROM ({page}) found JOIN proposal p USING (number)
        {TEXT}
        WHERE {_hold(words, bind)} {listing.order("found.sort_key")} LIMIT {bind(limit)}
        """,
        *arguments,
    )


def _array(marks: list[str], bind: Callable[[Any], str]) -> str:
    """The marks as an array that the planner can't look into: it would take a search for cheaper
    the more marks are asked for, and plan each anew, only to find the same plan."""
    return f"(SELECT {bind(marks)}::text[])"


def _marked(listing: Listing, bind: Callable[[Any], str]) -> Iterator[str]:
    """What the marks of everything in this list fulfil, beside those of words."""
    marks = []
    if listing.topic:
        marks.append(f"topic:{listing.topic}")
    if listing.area:
        marks.append(f"area:{listing.area}")
    if listing.stage in STANDINGS:
        marks.append(f"standing:{listing.stage}")
    if listing.sort == "answered":
        marks.append("answered:")
    if marks:
        yield f"marks @> {_array(marks, bind)}"
    if listing.stage == "gathering" or listing.sort == "closing":
        yield f"""marks && ARRAY(
            SELECT 'closing:' || place FROM generate_series(
                search_place({bind(listing.now)}::timestamptz),
                (SELECT search_place(max(p.closes_at)) FROM proposal p WHERE {PUBLISHED})
            ) place)"""


def _spelt(word: str, bind: Callable[[Any], str]) -> str:
    """What the marks of every text that holds the word fulfil, as far as it is looked up."""
    return f"marks @> {_array(sorted(_grams(word[:LONGEST_LOOKED_UP])), bind)}"


def _grams(word: str) -> set[str]:
    """The marks of every text that holds the word, as ``search_grams`` makes them, but for those
    that others imply."""
    # One by one: the database knows no letter whose small form is two.
    signs = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in word)
    if len(signs) == 1:
        return {signs}
    threes = {at for at in range(len(signs)) if LATIN.fullmatch(signs, at, at + 3)}
    pairs = {at for at in range(len(signs) - 1) if not threes & {at - 1, at}}
    return {signs[at : at + 3] for at in threes} | {signs[at : at + 2] for at in pairs}


def _hold(words: list[str], bind: Callable[[Any], str]) -> str:
    """The condition that a text, as ``TEXT`` makes it, holds every word, in capitals or not."""
    # Hangul has no cases, and putting a text into lower case costs more than all the rest.
    cased = {word: word.lower() != word.upper() for word in words}
    return " AND ".join(
        f"strpos(lower(said.text), lower({bind(word)})) > 0"
        if cased[word]
        else f"strpos(said.text, {bind(word)}) > 0"
        # What is cheap to find out or often untrue comes first: the longest words are the rarest.
        for word in sorted(words, key=lambda word: (cased[word], -len(word)))
    )
