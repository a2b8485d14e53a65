"""Which of our languages a browser asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE = re.compile(r"^([a-z]{1,8}|\*)(?:-[a-z0-9]{1,8})*(?:;q=([01](?:\.[0-9]{0,3})?))?$")


def negotiate(accept_language: str, offered: Sequence[str]) -> str:
    """The best of ``offered`` for an ``Accept-Language`` header (RFC 9110, section 12.5.4).

    Only the primary tag counts (``ko-KR`` asks for ``ko``), a quality of zero refuses, the
    earlier of two equals wins, and what cannot be read is skipped. The first offered language
    is the answer where nothing fits.
    """
    wanted: dict[str, float] = {}
    for part in accept_language.lower().split(",", 32)[:32]:
        if found := _RANGE.match("".join(part.split())):
            language, quality = found.group(1), float(found.group(2) or 1)
            # "en-US;q=0.9, en;q=0.8" names one language twice: the stronger wish holds.
            wanted[language] = max(quality, wanted.get(language, 0.0))
    anything = wanted.pop("*", 0.0)
    ranked = [language for language, quality in wanted.items() if quality > 0]
    ranked.sort(key=lambda language: -wanted[language])
    for language in ranked:
        if wanted[language] >= anything and language in offered:
            return language
    welcome = [language for language in offered if wanted.get(language, anything) > 0]
    return (welcome or list(offered))[0]
