"""What requests and answers alone say about the supports of a proposal."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable

import asyncpg

from backend.city.city import City
from backend.settings import Settings
from backend.votes.ballot import voter
from tests.square import TEXT
from tests.votes.crowd import Answer, Database, Door, Resident

PUBLISH = """
    INSERT INTO proposal (language, title, body, topic, author, supports,
                          published_at, closes_at, updated_at)
    VALUES ('ko', $1, $2, $3, $4, $5, now(), now() + interval '30 days', now())
    RETURNING number
"""

RESPONSE = "department_response"

# The life of an obligation in letters: reached once, then voids and revivals in turn.
LETTERS = {"threshold_reached": "R", "obligation_void": "V", "obligation_revived": "A"}
LIFE = re.compile("(R(VA)*V?)?")


class Belief:
    """What requests and answers say about one person's support of one proposal.

    ``settled`` holds what it may be, were nothing under way; requests that overlap are one group,
    since nobody knows in which order they were carried out.
    """

    def __init__(self) -> None:
        self.settled = {False}
        self._running = 0
        self._asked: set[bool] = set()
        self._done: set[bool] = set()
        self._unknown: set[bool] = set()

    @property
    def may_be(self) -> set[bool]:
        """Whether they support it, as far as anybody can know: one value, or both."""
        return self.settled | self._asked

    def sent(self, giving: bool) -> None:
        """A request is on its way."""
        self._running += 1
        self._asked.add(giving)

    def heard(self, giving: bool, status: int | None) -> None:
        """It was carried out (200), may have been (no answer, or 503), or was refused."""
        self._running -= 1
        if status == 200:
            self._done.add(giving)
        elif status in {None, 503}:
            self._unknown.add(giving)
        if self._running == 0:
            before = set() if self._done else self.settled
            self.settled = before | self._done | self._unknown
            self._asked, self._done, self._unknown = set(), set(), set()


class Witness:
    """Watches the supports of one proposal from outside, and believes nothing but answers.

    At every moment the true count lies between the people who surely support and those who may.
    A count in an answer must have been possible at some moment between its request and itself.
    ``strangers`` supported before, and never change their minds.
    """

    def __init__(self, number: int, strangers: int = 0) -> None:
        self.number = number
        self.path = f"/api/v1/proposals/{number}/support"
        self.strangers = strangers
        self.statuses: Counter[int | None] = Counter()
        self.beliefs: dict[Resident, Belief] = defaultdict(Belief)
        self._bounds = [(strangers, strangers)]

    async def support(self, door: Door, resident: Resident) -> Answer | None:
        """Have somebody support it, and check the answer."""
        return await self._ask(door, resident, giving=True)

    async def withdraw(self, door: Door, resident: Resident) -> Answer | None:
        """Have somebody take their support back, and check the answer."""
        return await self._ask(door, resident, giving=False)

    async def _ask(self, door: Door, resident: Resident, *, giving: bool) -> Answer | None:
        belief = self.beliefs[resident]
        async with door.line() as line:
            self._change(belief, lambda: belief.sent(giving))
            asked, may_be = len(self._bounds) - 1, belief.may_be
            answer = await line.ask("PUT" if giving else "DELETE", self.path, resident.token)
        status = answer.status if answer else None
        if answer is not None and status == 200:
            lows, highs = zip(*self._bounds[asked:], strict=True)
            # In the moment that the answer tells of, its own request had been carried out.
            low = min(lows) + (giving and False in may_be)
            high = max(highs) - (not giving and True in may_be)
            assert low <= answer.body["supports"] <= high, (low, answer.body, high)
            assert answer.body["supported"] is giving
        assert status != 500
        assert status != 503 or "retry-after" in answer.headers
        self._change(belief, lambda: belief.heard(giving, status))
        door.statuses[status] += 1
        self.statuses[status] += 1
        return answer

    def _change(self, belief: Belief, change: Callable[[], None]) -> None:
        """Change what is believed of one person, and the bounds with it."""
        before = belief.may_be
        change()
        after = belief.may_be
        low, high = self._bounds[-1]
        low += (False not in after) - (False not in before)
        high += (True in after) - (True in before)
        self._bounds.append((low, high))

    async def acknowledged(self, count: int) -> None:
        """Return once so many requests were acknowledged."""
        while self.statuses[200] < count:
            await asyncio.sleep(0.001)

    async def agree(self, pool: asyncpg.Pool, settings: Settings, city: City) -> None:
        """Check that rows, count, obligations and events say what the answers said.

        No request may be under way; what a killed server left behind in the database may.
        """
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read"),
        ):
            votes = await connection.fetch(
                "SELECT voter FROM vote WHERE proposal = $1", self.number
            )
            supports = await connection.fetchval(
                "SELECT supports FROM proposal WHERE number = $1", self.number
            )
            owed = await self.owed(connection)
            events = await self.events(connection)
        ballots = {vote["voter"] for vote in votes}
        assert supports == len(ballots)
        for resident, belief in self.beliefs.items():
            ballot = voter(settings, resident.secret, self.number)
            assert (ballot in ballots) in belief.may_be, (resident.account, belief.may_be)
            ballots.discard(ballot)
        assert len(ballots) == self.strangers
        assert owed == (supports >= threshold(city))
        life = "".join(LETTERS[kind] for kind in events)
        assert LIFE.fullmatch(life), life
        assert owed == (life[-1:] in {"R", "A"})

    async def owed(self, database: Database) -> bool:
        """Whether the department owes an answer at this moment."""
        owed: bool = await database.fetchval(
            "SELECT count(*) = 1 FROM obligation"
            " WHERE proposal = $1 AND kind = $2 AND voided_at IS NULL",
            self.number,
            RESPONSE,
        )
        return owed

    async def events(self, database: Database) -> list[str]:
        """What became of that debt, in the order in which it was written down."""
        rows = await database.fetch(
            "SELECT kind FROM event WHERE proposal = $1 AND details ->> 'obligation' = $2"
            " ORDER BY id",
            self.number,
            RESPONSE,
        )
        return [row["kind"] for row in rows]


def threshold(city: City) -> int:
    """How many supports make the department owe an answer."""
    rule = city.rules.threshold(RESPONSE)
    assert rule is not None
    return rule.at


async def publish(
    database: Database, *, author: Resident | None = None, strangers: int = 0
) -> Witness:
    """A proposal open for supports, and somebody who watches it."""
    number = await database.fetchval(
        PUBLISH,
        TEXT["title"],
        TEXT["body"],
        TEXT["topic"],
        author and author.account,
        strangers,
    )
    await database.execute(
        "INSERT INTO vote SELECT $1, decode(md5(random()::text || n), 'hex'), current_date"
        " FROM generate_series(1, $2::int) n",
        number,
        strangers,
    )
    return Witness(number, strangers)
