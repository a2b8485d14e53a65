"""A flash crowd: what one server answers a second, in turns that are asked round after round."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any
from urllib.parse import quote

import httpx

from backend.accounts.sessions import hash_of
from backend.bench.databases import Databases
from backend.bench.generator import Load, Measured, WrongAnswer, measure
from backend.bench.pgbench import Range, single_votes
from backend.bench.processes import HOST, Server
from backend.bench.readers import reading_along
from backend.bench.texts import subjects
from backend.proposals.live import MOST_READERS

# Fewer than a process remembers, so that it knows all of them at once.
RESIDENTS = 16_000

# In one turn so many proposals become hot, one after the other: a resident supports each once.
HOT = 4
SPREAD = 500

# Seconds by which the pages of visitors may lag behind what happens.
PAGES_LAG = 1.0

# So often a page is asked for until it stays the same.
SETTLING = 60

EMPTY = "empty route"
NO_OP = "no-op: GET auth/session"
HOT_SUPPORTS = "supports, one hot proposal"
HOT_READ_ALONG = f"supports, one hot proposal, {MOST_READERS:,} read along"
HOT_NEWCOMERS = "supports, one hot proposal, each resident's first request"
HOT_PGBENCH = "pgbench, one hot proposal"
# Clients that wait for one row get in each other's way; the limit is what fewer reach.
HOT_PGBENCH_ALONE = "pgbench, one hot proposal, one client"
SPREAD_SUPPORTS = f"supports, spread over {SPREAD} proposals"
SPREAD_PGBENCH = f"pgbench, spread over {SPREAD} proposals"
FEED = "feed"
FEED_AGAIN = "feed, revalidation (304)"
PAGE = "proposal page"
PAGE_AGAIN = "proposal page, revalidation (304)"
FEED_OWN = "feed, signed in"
PAGE_OWN = "proposal page, signed in"
LIST = "API: proposals"
COMMENTS = "API: comments of a proposal"
SEARCH = "API: search"

API = "/api/v1/proposals"
SESSION = "/api/v1/auth/session"
GZIP = {"Accept-Encoding": "gzip"}


class Miscounted(Exception):
    """Supports that were acknowledged, their rows and the counters differ."""


class Crowd:
    """Residents and visitors of one database in front of a server.

    ``connections`` is how many of them ask at once, ``seconds`` how long one turn lasts at most.
    """

    def __init__(
        self,
        databases: Databases,
        url: str,
        server: Server,
        *,
        connections: int = 64,
        seconds: float,
    ) -> None:
        self._databases = databases
        self._url = url
        self._server = server
        self._connections = connections
        self._seconds = seconds
        self._residents = self._newcomers()
        self._published = 0
        self._spread = self._publish(SPREAD)
        self._shift = 0
        # For the votes of pgbench, which nobody acknowledges.
        self._uncounted = self._publish(SPREAD)
        self._supported = set(self._spread)
        self._acknowledged = 0
        # The page that a crowd would come to see: the one that is talked about most.
        self.page: int = databases.fetch(
            url,
            "SELECT number FROM proposal WHERE hidden_at IS NULL AND withdrawn_at IS NULL"
            " ORDER BY comments DESC, number LIMIT 1",
        )[0][0]

    def turns(self, empty: Server) -> dict[str, Callable[[], Measured]]:
        """One round: what is measured, by name, in the order in which it is asked.

        ``empty`` serves the empty route.
        """
        page, comments = f"/proposals/{self.page}", f"{API}/{self.page}/comments"
        return {
            EMPTY: lambda: self._read("/empty", port=empty.port, status=204),
            NO_OP: self.no_op,
            HOT_SUPPORTS: self.hot_supports,
            HOT_READ_ALONG: self._support_read_along,
            HOT_PGBENCH: lambda: self._pgbench(self._uncounted[:1]),
            HOT_PGBENCH_ALONE: lambda: self._pgbench(self._uncounted[:1], clients=1),
            SPREAD_SUPPORTS: self._spread_supports,
            SPREAD_PGBENCH: lambda: self._pgbench(self._uncounted),
            FEED: lambda: self._read("/", headers=GZIP, containing="content-encoding: gzip"),
            FEED_AGAIN: lambda: self._revalidate("/"),
            PAGE: lambda: self._read(page, headers=GZIP, containing="content-encoding: gzip"),
            PAGE_AGAIN: lambda: self._revalidate(page),
            FEED_OWN: lambda: self._read_own("/"),
            PAGE_OWN: lambda: self._read_own(page),
            LIST: lambda: self._read(API, containing='"items":['),
            COMMENTS: lambda: self._read(comments, containing='"items":['),
            SEARCH: self._search,
            HOT_NEWCOMERS: lambda: self._support_hot(self._newcomers()),
        }

    def introduce(self) -> None:
        """Let the server know everybody's session, as it does who has opened a page before."""
        self._ask(self._whoami(), status=204, seconds=600.0)

    def no_op(self) -> Measured:
        """The authenticated request that does nothing, by everybody in turn."""
        self.introduce()
        return self._ask(self._whoami(), status=204, repeated=True)

    def hot_supports(self) -> Measured:
        """Everybody, known to the server already, supports one proposal, then the next."""
        self.introduce()
        return self._support_hot(self._residents)

    def _support_read_along(self) -> Measured:
        """The same of one proposal, which as many have open as one process tells its counts."""
        self.introduce()
        numbers = self._publish(1)
        self._supported.update(numbers)
        with reading_along(self._server, numbers[0]):
            return self._support(product(numbers, self._residents))

    def check(self) -> None:
        """Hold what was acknowledged against the rows and the counters. Raises ``Miscounted``."""
        counters, votes = self._databases.fetch(
            self._url,
            "SELECT (SELECT sum(supports) FROM proposal WHERE number = ANY($1)),"
            " (SELECT count(*) FROM vote WHERE proposal = ANY($1))",
            list(self._supported),
        )[0]
        if not self._acknowledged == counters == votes:
            raise Miscounted(
                f"{self._acknowledged} supports were acknowledged, {votes} stand in the "
                f"database, and the counters say {counters}."
            )

    def _spread_supports(self) -> Measured:
        """Everybody supports one of many proposals; in the next turn everybody another one."""
        self.introduce()
        self._shift += 1
        return self._support(
            (self._spread[(place + self._shift) % SPREAD], token)
            for place, token in enumerate(self._residents)
        )

    def _support_hot(self, tokens: list[str]) -> Measured:
        numbers = self._publish(HOT)
        self._supported.update(numbers)
        return self._support(product(numbers, tokens))

    def _support(self, supports: Iterable[tuple[int, str]]) -> Measured:
        measured = self._ask(
            [(f"{API}/{number}/support", token) for number, token in supports],
            method="PUT",
            containing='"supported":true',
        )
        self._acknowledged += measured.requests
        return measured

    def _pgbench(self, numbers: list[int], *, clients: int | None = None) -> Measured:
        accounts = self._databases.fetch(
            self._url,
            "SELECT min(account), max(account) FROM session WHERE token_hash = ANY($1)",
            [hash_of(token) for token in self._residents],
        )[0]
        return single_votes(
            self._url,
            Range(numbers[0], numbers[-1]),
            Range(*accounts),
            connections=clients or self._connections,
            seconds=self._seconds,
        )

    def _revalidate(self, path: str) -> Measured:
        """The request of a browser that has the page already. Raises ``WrongAnswer``, also where
        the page never stays the same."""
        before = None
        for _ in range(SETTLING):
            tag = self._tag(path)
            if tag == before:
                try:
                    return self._read(path, headers=GZIP | {"If-None-Match": tag}, status=304)
                except WrongAnswer:
                    # A page may change by itself, as when a proposal on it closes.
                    if self._tag(path) == tag:
                        raise
            before = tag
            # What the turn before changed is on the page within this time.
            time.sleep(PAGES_LAG)
        raise WrongAnswer(f"{path} was another one each of {SETTLING} times")

    def _tag(self, path: str) -> str:
        request = urllib.request.Request(f"http://{HOST}:{self._server.port}{path}", headers=GZIP)
        with urllib.request.urlopen(request) as answer:
            tag: str = answer.headers["ETag"]
            return tag

    def _read(self, path: str, **options: Any) -> Measured:
        """One request of visitors, over and over."""
        return self._ask([(path, None)], repeated=True, **options)

    def _read_own(self, path: str) -> Measured:
        """The page as everybody who is signed in gets it, their own each."""
        self.introduce()
        return self._ask(
            [(path, token) for token in self._residents],
            headers=GZIP,
            containing="content-encoding: gzip",
            repeated=True,
        )

    def _search(self) -> Measured:
        """Visitors who search for a hundred different words."""
        return self._ask(
            [(f"{API}?q={quote(word)}", None) for word in subjects()],
            containing='"items":[',
            repeated=True,
        )

    def _whoami(self) -> list[tuple[str, str | None]]:
        return [(SESSION, token) for token in self._residents]

    def _ask(self, requests: list[tuple[str, str | None]], **options: Any) -> Measured:
        """Put a load on the server; ``options`` are further fields of ``Load``."""
        usual = {
            "port": self._server.port,
            "connections": self._connections,
            "seconds": self._seconds,
        }
        return measure(Load(requests=requests, **(usual | options)))

    def _newcomers(self) -> list[str]:
        """The tokens of residents whom the server has never seen."""
        return self._databases.make_people(self._url, RESIDENTS)

    def _publish(self, count: int) -> list[int]:
        """Publish proposals; their numbers. Each is another resident's, as nobody may publish
        many in a day."""
        numbers = []
        address = f"http://{HOST}:{self._server.port}{API}"
        with httpx.Client() as client:
            for place in range(self._published, self._published + count):
                answer = client.post(
                    address,
                    json={
                        "title": f"역마다 자전거 주차장 {place}",
                        "body": "역에서 집까지 자전거로 다니면 버스를 기다리지 않아도 됩니다.",
                        "topic": "walking",
                    },
                    headers={"Authorization": f"Bearer {self._residents[place % RESIDENTS]}"},
                )
                answer.raise_for_status()
                numbers.append(answer.json()["number"])
        self._published += count
        return numbers
