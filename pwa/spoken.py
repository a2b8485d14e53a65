"""The language of people's own words, so that a screen reader pronounces them as what they are.

Proposals say their language; comments, answers and notes are too short and too quickly written to
ask for it.
"""

from __future__ import annotations

import re

from markupsafe import Markup

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def spoken(words: str | None, *, page: str) -> Markup:
    """`` lang="…"`` for an element that holds ``words``; nothing where the page says it already.

    Korean wherever Hangul stands, since Koreans write foreign words into their sentences but
    hardly anybody else writes Korean ones; else English where most letters are Latin.
    """
    language = _language(words or "")
    return Markup(f' lang="{language}"') if language not in (None, page) else Markup("")


def _language(words: str) -> str | None:
    if _HANGUL.search(words):
        return "ko"
    letters = [character for character in words if character.isalpha()]
    return "en" if 2 * sum(letter.isascii() for letter in letters) > len(letters) else None
