"""Korean particles: which of two forms follows a word, by how the word sounds at its end.

을/를, 이/가, 은/는, 과/와 and their like take the first form after a final consonant;
으로/로 takes the second form after a final ㄹ as well (Korean orthography, National Institute
of Korean Language). Digits and Latin letters count as they are read aloud.
"""

from __future__ import annotations

import re

# Final sounds matter in three kinds only.
VOWEL, CONSONANT, RIEUL = "vowel", "consonant", "rieul"

# 영 일 이 삼 사 오 육 칠 팔 구
_DIGITS = dict(
    zip(
        "0123456789",
        (CONSONANT, RIEUL, VOWEL, CONSONANT, VOWEL, VOWEL, CONSONANT, RIEUL, RIEUL, VOWEL),
        strict=True,
    )
)
# A letter by its name ends in a vowel (에이, 비, 씨 …) but for 엘, 엠, 엔 and 알.
_LETTER_NAMES = {"l": RIEUL, "m": CONSONANT, "n": CONSONANT, "r": RIEUL}

_ENDING = re.compile(r"[\s'\"’”»」』〉》】}.,!?…·:;~*_-]+$")
_REMARK = re.compile(r"(?<=\S)\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)$")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$")
_LATIN = re.compile(r"[A-Za-z]+$")


def particle(word: object, pair: str) -> str:
    """The form of ``pair`` (consonant's form first, as in ``"을/를"``) that follows ``word``.

    Closing quotes and a remark in brackets at the end are passed over. Both forms are
    returned, as in ``을(를)``, where the sound cannot be known.
    """
    first, second = str(pair).split("/")
    sound = _final_sound(str(word))
    if sound is None:
        # 으로/로 share their end, so that the usual way of writing both is (으)로.
        return f"({first[:-1]}){second}" if first.endswith(second) else f"{first}({second})"
    if sound == VOWEL or (sound == RIEUL and first == "으로"):
        return second
    return first


def _final_sound(word: str) -> str | None:
    word = _spoken(word)
    if not word:
        return None
    last = word[-1]
    if "가" <= last <= "힣":
        # Syllables stand in Unicode as 28 finals for each initial and vowel; the eighth is ㄹ.
        final = (ord(last) - ord("가")) % 28
        return VOWEL if final == 0 else RIEUL if final == 8 else CONSONANT
    if found := _NUMBER.search(word):
        return _number_sound(found.group().replace(",", ""), decimal=found.group(1) is not None)
    if found := _LATIN.search(word):
        return _latin_sound(found.group())
    return None


def _spoken(word: str) -> str:
    """The word without the quotes, marks and bracketed remarks that follow its last syllable."""
    bare = _ENDING.sub("", word)
    while (shorter := _ENDING.sub("", _REMARK.sub("", bare))) != bare:
        bare = shorter
    return bare.rstrip(")]） ")


def _number_sound(digits: str, *, decimal: bool) -> str:
    """십, 백, 천, 만, 억 and 조 are spoken where a whole number ends in zeros."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros and not decimal and zeros < len(digits):
        return VOWEL if 12 <= zeros < 16 else CONSONANT
    return _DIGITS[digits[-1]]


def _latin_sound(letters: str) -> str:
    """Capitals are read letter by letter, other words roughly as they sound in Korean."""
    if letters.isupper() or len(letters) == 1:
        return _LETTER_NAMES.get(letters[-1].lower(), VOWEL)
    word = letters.lower()
    if word.endswith(("l", "le")):
        return RIEUL
    if word.endswith(("m", "n", "ng", "me", "ne")):
        return CONSONANT
    # A stop right after one short vowel closes the syllable (북, 톱, 넷); others get 으 (버스).
    return CONSONANT if re.search(r"(?:^|[^aeiou])[aeiou][kpt]$|oo[kp]$", word) else VOWEL
