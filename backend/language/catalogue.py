"""The catalogues of texts, one Project Fluent file for each language."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from backend.language.particles import particle

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = tuple(sorted(file.stem for file in LOCALES.glob("*.ftl")))

# Messages without a variable, resolved once. Both parts of the key come from code, never from
# a request, so that it cannot grow beyond the catalogues.
_constants: dict[tuple[str, str], str] = {}


class MissingText(LookupError):
    """The catalogue lacks a key, or the caller lacks a variable. ``make check`` finds both."""


def text(language: str, key: str, /, **args: str | int) -> str:
    """The sentence for ``key`` in ``language``; nothing in it is escaped.

    Whole numbers among ``args`` are written as the language writes them. Raises
    ``MissingText`` where the key, the language or one of the message's variables is missing:
    half a sentence on somebody's screen would be worse.
    """
    known = _constants.get((language, key))
    if known is not None:
        return known
    bundle = _bundle(language)
    if not bundle.has_message(key) or (pattern := bundle.get_message(key).value) is None:
        raise MissingText(f"{language}.ftl has no text {key!r}.")
    result, errors = bundle.format_pattern(pattern, args)
    if errors:
        raise MissingText(f"The text {key!r} in {language}.ftl failed: {errors[0]}.")
    sentence = str(result)
    if not args:
        _constants[language, key] = sentence
    return sentence


def page_text(language: str, key: str, /, **args: str | int) -> str:
    """``text``, kept for the next page that says the same: nearly every page says the same few
    hundred sentences. Not for what must not stay in memory, such as a code to sign in with."""
    return _kept(language, key, **args)


@lru_cache(maxsize=2_000, typed=True)
def _kept(language: str, key: str, /, **args: str | int) -> str:
    return text(language, key, **args)


@cache
def _bundle(language: str) -> FluentBundle:
    if language not in LANGUAGES:
        raise MissingText(f"There is no catalogue for the language {language!r}.")
    # Isolation marks around variables would end up in titles, mails and searches; our two
    # languages both run from left to right.
    # The library's annotation asks functions for its own type; a plain string is as good.
    functions: dict[str, Any] = {"PARTICLE": particle}
    bundle = FluentBundle([language], functions=functions, use_isolating=False)
    bundle.add_resource(FluentResource((LOCALES / f"{language}.ftl").read_text("utf-8")))
    return bundle
