"""What others have proposed already, for somebody who is writing a title."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations

from backend.database.engine import fetch
from backend.http.callers import Caller
from backend.proposals.lists import PUBLISHED, Listing
from backend.proposals.schemas import ProposalSummary
from backend.proposals.search import search, words_of
from backend.proposals.summaries import select, summaries
from backend.settings import Settings

MOST_SIMILAR = 5

# The words of a title that are searched for, the longest ones: they tell most of it. Of each
# search so many proposals are compared, and no further search is made once there are as many.
MOST_TELLING = 3
COMPARED = 20

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


async def similar(
    text: str, *, caller: Caller | None, settings: Settings, now: datetime
) -> list[ProposalSummary]:
    """At most five published proposals that begin like ``text`` reads, the likest first.

    ``text`` is a title being written; what goes beyond 200 characters is not looked at. A title
    that is alike counts for more than a text that begins alike. Compared are those that hold the
    most telling words of the title, all of them or some, the hottest ones where there are many.
    """
    words = [word for word in words_of(text) if word.lower().strip(".!?~") not in SAYING_NOTHING]
    if not words:
        return []
    rows = await fetch(
        select(
            f"""
            SELECT * FROM (
                SELECT p.*, word_similarity($2, p.title) AS in_title,
                       word_similarity($2, p.title || ' ' || left(p.body, 200)) AS in_all
                FROM proposal p WHERE p.number = ANY ($1) AND {PUBLISHED}
            ) p
            WHERE p.in_all >= {ENOUGH_IN_COMMON}
            ORDER BY p.in_title + p.in_all DESC, p.number DESC LIMIT {MOST_SIMILAR}
            """,
            order="ORDER BY p.in_title + p.in_all DESC, p.number DESC",
        ),
        list(await _sharing_words(words, now)),
        " ".join(words),
    )
    return await summaries(rows, caller=caller, settings=settings, now=now)


async def _sharing_words(words: list[str], now: datetime) -> set[int]:
    """The numbers of proposals that hold the longest of these words, or some of them."""
    # The last syllable of a longer word may be a particle, and another one elsewhere.
    stems = {word[:-1] if len(word) > 2 else word for word in words}
    telling = sorted(stems, key=len, reverse=True)[:MOST_TELLING]
    listing = Listing(sort="hot", stage=None, topic="", area="", after=None, now=now)
    found: set[int] = set()
    for size in range(len(telling), 0, -1):
        for together in combinations(telling, size):
            if len(found) < COMPARED:
                rows = await search(listing, list(together), limit=COMPARED)
                found.update(row["number"] for row in rows)
    return found
