"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Literal

from msgspec import Struct

# Comparing costs up to the square of the number of pieces: about a second for these many at the
# worst, and a few milliseconds for what people write.
MOST_PIECES = 2500

Kind = Literal["equal", "delete", "insert"]

_WORDS = re.compile(r"\s+|\S+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Run(Struct, frozen=True):
    """A stretch of text that stayed, went or came. The runs that didn't come, joined, are the
    old text; those that didn't go are the new one."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Run]:
    """The runs that lead from the old text to the new one, none of them empty.

    Words are compared, and lines where too many words changed; where even those are too many,
    what lies between the common beginning and the common end is one deletion and one insertion.
    """
    for pieces in (_WORDS, _LINES):
        a, b = pieces.findall(old), pieces.findall(new)
        head = _shared(a, b)
        tail = _shared(a[head:][::-1], b[head:][::-1])
        gone, come = a[head : len(a) - tail], b[head : len(b) - tail]
        if few := max(len(gone), len(come)) <= MOST_PIECES:
            break
    changes = _changes(gone, come) if few else [("delete", gone), ("insert", come)]
    runs = [("equal", a[:head]), *changes, ("equal", a[len(a) - tail :])]
    texts = ((kind, "".join(pieces)) for kind, pieces in runs if pieces)
    return [
        Run(kind, "".join(text for _, text in group))
        for kind, group in groupby(texts, key=itemgetter(0))
    ]


def _shared(a: list[str], b: list[str]) -> int:
    """How many pieces at the beginning are the same."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _changes(a: list[str], b: list[str]) -> list[tuple[Kind, list[str]]]:
    # Spaces are everywhere and tie nothing together: they never start a common stretch.
    changes: list[tuple[Kind, list[str]]] = []
    for tag, i, j, k, m in SequenceMatcher(str.isspace, a, b).get_opcodes():
        if tag == "equal":
            changes.append(("equal", a[i:j]))
        else:
            changes += [("delete", a[i:j]), ("insert", b[k:m])]
    return changes
