"""What the database marks a proposal by for search, reckoned here: in SQL a million take minutes.

The functions ``search_grams``, ``search_marks`` and ``search_place`` of the migration say the same,
and a test holds them together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHARING_A_PLACE = timedelta(days=4)
LATIN = re.compile("[!-~]{3,}")
COUNTS = [15, 255, 4095, 65535, 1048575, 16777215, 268435455]


def grams(text: str) -> set[str]:
    """The characters of a text, the pairs of them that stand side by side in a word, and threes
    of digits and Latin letters."""
    found: set[str] = set()
    for word in text.lower().split():
        found.update(word)
        found.update(map(str.__add__, word, word[1:]))
    for run in LATIN.findall(text.lower()):
        found.update(run[place : place + 3] for place in range(len(run) - 2))
    return found


def places(
    *,
    topic: str,
    area: str | None,
    standing: str | None,
    published_at: datetime,
    closes_at: datetime,
    answered_at: datetime | None,
    supports: int,
    comments: int,
) -> list[str]:
    """What a proposal is, and where in the lists it stands."""
    new = _place(published_at)
    marks = [
        f"topic:{topic}",
        f"new:{new}",
        f"hot:{new + 2 * bisect_right(COUNTS, supports + comments // 2)}",
        f"supported:{bisect_right(COUNTS, supports)}",
        f"closing:{_place(closes_at)}",
    ]
    if area is not None:
        marks.append(f"area:{area}")
    if standing is not None:
        marks.append(f"standing:{standing}")
    if answered_at is not None:
        marks += ["answered:", f"answered:{_place(answered_at)}"]
    return marks


def _place(moment: datetime) -> int:
    return (moment - EPOCH) // SHARING_A_PLACE
