"""What a list, a search and a page cost in a small city and in one that has asked for years.

Each request goes alone, through one connection, and past the cache of pages: the API's answers
are always current, and so are the pages of somebody signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import msgspec

from backend.bench.databases import Databases
from backend.bench.generator import Load, measure
from backend.bench.processes import HOST, Server
from backend.http.origin import SESSION_COOKIE
from backend.paging import encode_cursor

ROUNDS = 5
API = "/api/v1/proposals"
SORTS = ("hot", "new", "supported", "closing", "answered")
STAGES = ("gathering", "awaiting_response", "answered", "under_way", "done", "closed")


class Kind(NamedTuple):
    """Words that between ``least`` and ``most`` of the small city's proposals say (shares).

    ``limit`` is how many proposals are asked for: no more than are found there too, since a
    fuller answer would cost more for its length.
    """

    least: float
    most: float
    syllables: range
    limit: int


LONGER = range(3, 20)
WORDS = {
    "search, common words": Kind(0.02, 1.0, LONGER, 20),
    "search, medium words (0.1 %)": Kind(0.001, 0.002, LONGER, 10),
    "search, rare words (0.03 %)": Kind(0.0003, 0.0005, LONGER, 3),
    "search, words of two syllables": Kind(0.002, 1.0, range(2, 3), 20),
}
WORDS_OF_A_KIND = 20

# So many pairs of a topic and an area, in each of which at least so many have closed.
COMBINED, LEAST_COMBINED = 20, 5

# So many pages of a list, one after the other, and so many different proposals.
PAGES = 10
PROPOSALS = 50


class City:
    """One database and the server in front of it."""

    def __init__(self, databases: Databases, url: str, server: Server) -> None:
        self._databases = databases
        self._url = url
        self._server = server
        [token] = databases.make_people(url, 1)
        self._cookie = {"Cookie": f"{SESSION_COOKIE}={token}"}
        self._client = httpx.Client(base_url=f"http://{HOST}:{server.port}", timeout=60.0)

    def narrow_questions(self) -> dict[str, list[str]]:
        """What finds few of the proposals here, by name: to be asked of a larger city as well."""
        found = self._databases.fetch(
            self._url,
            """
            SELECT word, count(*)::float / (SELECT count(*) FROM proposal) AS share
            FROM (
                SELECT DISTINCT number, regexp_split_to_table(body, '[[:space:].,]+') AS word
                FROM proposal
            ) said GROUP BY word ORDER BY md5(word)
            """,
        )
        words = {
            kind: [
                word for word, share in found if least <= share <= most and len(word) in syllables
            ][:WORDS_OF_A_KIND]
            for kind, (least, most, syllables, _) in WORDS.items()
        }
        common = words["search, common words"]
        return {
            **{
                kind: [_list(q=word, limit=WORDS[kind].limit) for word in some]
                for kind, some in words.items()
            },
            "search, two words": [_list(q=" ".join(pair)) for pair in pairwise(common)],
            "search, absent words": [_list(q=f"{word}쀍") for word in common],
            "feed of a topic, an area and a stage": [
                _list(topic=topic, area=area, stage="closed", limit=LEAST_COMBINED)
                for topic, area in self._databases.fetch(
                    self._url,
                    f"""
                    SELECT topic, area FROM proposal
                    WHERE hidden_at IS NULL AND withdrawn_at IS NULL AND closes_at < now()
                      AND answered_at IS NULL AND area IS NOT NULL
                    GROUP BY topic, area HAVING count(*) >= {LEAST_COMBINED}
                    ORDER BY md5(topic || area) LIMIT {COMBINED}
                    """,
                )
            ],
        }

    def questions(self, narrow_questions: dict[str, list[str]]) -> dict[str, list[str]]:
        """What is asked, by name: addresses of one kind that differ in what they find."""
        topics, areas = (
            [entry["id"] for entry in self._get(f"/api/v1/{of}")["items"]]
            for of in ("topics", "areas")
        )
        return {
            **{f"feed, {sort}": self._pages(sort=sort) for sort in SORTS},
            "feed, new, from the middle on": self._pages(sort="new", cursor=self._middle()),
            "feed of a topic": [_list(topic=topic) for topic in topics],
            "feed of an area": [_list(area=area) for area in areas],
            **{f"feed, stage {stage}": self._pages(stage=stage) for stage in STAGES},
            **narrow_questions,
            "API: comments": [f"{API}/{number}/comments" for number in self._numbers("comments")],
            "page: feed": [f"/?sort={sort}" for sort in SORTS],
            "page: proposal": [f"/proposals/{number}" for number in self._numbers("random()")],
            "page: most supported proposals": [
                f"/proposals/{number}" for number in self._numbers("supports")
            ],
        }

    def milliseconds(self, paths: list[str]) -> float:
        """The median time to the answer of these addresses. Raises ``WrongAnswer``."""
        signed_in = not paths[0].startswith("/api/")
        measured = measure(
            Load(
                port=self._server.port,
                requests=[(path, None) for path in paths],
                headers=self._cookie if signed_in else {},
                containing="</html>" if signed_in else '"items":[',
                connections=1,
                seconds=600.0,
            )
        )
        assert measured.p50 is not None
        return measured.p50

    def _pages(self, **asked: str) -> list[str]:
        """The addresses of a list's first pages."""
        paths = [_list(**asked)]
        while len(paths) < PAGES and (cursor := self._get(paths[-1])["next"]):
            paths.append(_list(**(asked | {"cursor": cursor})))
        return paths

    def _middle(self) -> str:
        """The cursor of the proposal that as many are newer than as are older."""
        row = self._databases.fetch(
            self._url,
            "SELECT published_at, number FROM proposal ORDER BY published_at, number"
            " OFFSET (SELECT count(*) / 2 FROM proposal) LIMIT 1",
        )[0]
        return encode_cursor("new", *row)

    def _numbers(self, order: str) -> list[int]:
        """Some proposals, those first that have most of ``order``."""
        return [
            number
            for (number,) in self._databases.fetch(
                self._url,
                "SELECT number FROM proposal WHERE hidden_at IS NULL AND withdrawn_at IS NULL"
                f" ORDER BY {order} DESC, number LIMIT {PROPOSALS}",
            )
        ]

    def _get(self, path: str) -> Any:
        answer = self._client.get(path)
        answer.raise_for_status()
        return answer.json()


class Cost(msgspec.Struct):
    """What addresses of one kind cost at both ends, in milliseconds: the median of the calmest
    round, since whatever else a machine does only adds to it."""

    what: str
    small: float
    large: float

    @property
    def ratio(self) -> float:
        """How much dearer it is in the large city."""
        return self.large / self.small


class Growth(msgspec.Struct):
    """The sizes that were compared, in proposals, and what everything cost."""

    sizes: tuple[int, int]
    costs: list[Cost]


def compare(small: City, large: City, *, progress: Callable[[str], None]) -> list[Cost]:
    """Ask both cities the same in turns, round after round."""
    narrow = small.narrow_questions()
    asked_small, asked_large = small.questions(narrow), large.questions(narrow)
    measured: dict[str, list[tuple[float, float]]] = {
        # A very small city may not have words of every kind.
        what: []
        for what, addresses in asked_small.items()
        if addresses
    }
    for round in range(ROUNDS):
        progress(f"growth, round {round + 1} of {ROUNDS}")
        for what, costs in measured.items():
            costs.append(
                (
                    small.milliseconds(asked_small[what]),
                    large.milliseconds(asked_large[what]),
                )
            )
    return [
        Cost(what, *(min(side) for side in zip(*rounds, strict=True)))
        for what, rounds in measured.items()
    ]


def _list(**asked: str | int) -> str:
    return f"{API}?{urlencode(asked)}"
