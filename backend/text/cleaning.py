"""Texts as they come in: without what nobody meant to write."""

from __future__ import annotations

import re
import unicodedata

# Control characters (C0, C1, but for the newline), halves of surrogate pairs, which no database
# takes, marks that are only there to be invisible (soft hyphen, zero-width space, word joiner,
# byte order mark), and those that turn the direction of what follows, which make a text read
# otherwise than it is stored. Left-to-right and right-to-left marks bend nothing and stay.
_UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Fillers of Hangul and the empty Braille cell: letters by their class, and nothing to the eye.
_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
# Joiners hold emoji (and Persian words) together; without a neighbour on each side they hide.
_STRAY_JOINERS = re.compile(
    "(?<![^\\s\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\s\u200c\u200d])"
)
# Looking back first keeps a long run of blanks from being tried from each of its blanks.
_TRAILING_BLANKS = re.compile(r"(?<![^\S\n])[^\S\n]+$", re.MULTILINE)


def clean_text(text: str) -> str:
    """The text without what nobody meant to write: one line ending, NFC, nothing invisible.

    Tabs become four spaces, since Markdown counts them so. Blanks at the end of lines go, and
    empty lines at either end; what a reader sees stays. Cleaning twice changes nothing.
    """
    text = _NEWLINES.sub("\n", text).replace("\t", "    ")
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", _UNWANTED.sub("", text)))
    text = _TRAILING_BLANKS.sub("", _STRAY_JOINERS.sub("", text))
    return text.strip("\n")


def clean_line(text: str) -> str:
    """``clean_text`` on one line: every run of white space becomes one space."""
    return " ".join(clean_text(text).split())
