"""Texts as long and as varied as residents write them, composed by chance from a vocabulary.

How often a word is used follows Zipf's law: the r-th most frequent one 1/r times as often as the
first. Particles are glued to nouns and many nouns are made of two, as in Korean, so that a search
meets words that stand in every second text, in one of a thousand, and in one of a hundred thousand.
"""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Sequence
from importlib import resources

# After a vowel, and after a consonant.
PARTICLES = [("가", "이"), ("를", "을"), ("는", "은"), ("와", "과"), ("에", "에"), ("도", "도")]

# Words in the table from which texts are drawn, each as often as it is used.
SLOTS = 1 << 18
# Of a text in Korean, these shares of the words are adverbs and ends of sentences.
ADVERB_SHARE, END_SHARE = 0.05, 0.14
# After so many ends of sentences there is one of a paragraph.
SENTENCES_OF_A_PARAGRAPH = 5

# The lengths of texts in characters: half are shorter than the median, and one of a hundred is
# ten times as long.
MEDIAN, SPREAD = 300, 1.0
SHORTEST, LONGEST = 20, 10_000
LONGEST_TITLE = 100
# Characters of a word, with the space after it.
WORD = 4.8


class Composer:
    """Composes texts in Korean (``ko``) and English (``en``), by the chances of ``chance``."""

    def __init__(self, chance: random.Random) -> None:
        words = _read_vocabulary()
        self.chance = chance
        self._title_ends = words["title_ends"]
        self._words = {
            # The same words are as frequent in every database, however large it is.
            "ko": _korean(words, random.Random(0)),
            "en": _zipf(words["english"], SLOTS // 16),
        }

    def title(self, language: str) -> str:
        """A title of 5 to 100 characters."""
        words = self.chance.choices(self._words[language], k=self.chance.randint(2, 6))
        if language == "ko":
            words = [word.rstrip(".\n") for word in words]
            words.append(self.chance.choice(self._title_ends))
        return " ".join(words)[:LONGEST_TITLE].strip().ljust(5, "!")

    def body(self, language: str) -> str:
        """A text of 20 to 10,000 characters. One word in it is a number that few others have."""
        length = self.chance.lognormvariate(0, SPREAD) * MEDIAN
        return self.text(language, SHORTEST, min(int(length), LONGEST))

    def text(self, language: str, shortest: int, length: int) -> str:
        """A text of about ``length`` characters and not fewer than ``shortest``."""
        words = self.chance.choices(self._words[language], k=max(1, int(length / WORD)))
        words.insert(len(words) // 2, f"{self.chance.randrange(100_000)}번지")
        return " ".join(words)[:LONGEST].strip().ljust(shortest, ".")


def subjects() -> list[str]:
    """What a city's residents write about, a hundred words of Korean."""
    return _read_vocabulary()["things"]


def _read_vocabulary() -> dict[str, list[str]]:
    text = resources.files("backend.bench").joinpath("vocabulary.toml").read_text("utf-8")
    return {
        name: words.split() if isinstance(words, str) else words
        for name, words in tomllib.loads(text).items()
    }


def _korean(words: dict[str, list[str]], chance: random.Random) -> list[str]:
    """The table of Korean words: nouns with a particle, adverbs, ends of sentences."""
    common = words["things"] + words["kinds"]
    chance.shuffle(common)
    names = [first + second for first, second in itertools.permutations(words["syllables"], 2)]
    chance.shuffle(names)
    adverbs, ends = int(SLOTS * ADVERB_SHARE), int(SLOTS * END_SHARE)
    nouns = _zipf(common + names, SLOTS - adverbs - ends)
    return [
        *(_in_a_sentence(noun, words["kinds"], chance) for noun in nouns),
        *_zipf(words["adverbs"], adverbs),
        *(
            end + "\n\n" if index % SENTENCES_OF_A_PARAGRAPH == 0 else end
            for index, end in enumerate(_zipf(words["ends"], ends))
        ),
    ]


def _in_a_sentence(noun: str, kinds: list[str], chance: random.Random) -> str:
    """The noun as a sentence has it: one in four makes a longer noun, most have a particle."""
    if chance.random() < 0.25:
        noun += chance.choice(kinds)
    if chance.random() < 0.25:
        return noun
    closed = (ord(noun[-1]) - ord("가")) % 28 > 0
    return noun + chance.choice(PARTICLES)[closed]


def _zipf(words: Sequence[str], slots: int) -> list[str]:
    """A table of about so many slots, of which each word has its share, and at least one."""
    total = sum(1 / rank for rank in range(1, len(words) + 1))
    return [
        word
        for rank, word in enumerate(words, 1)
        for _ in range(max(1, round(slots / (rank * total))))
    ]
