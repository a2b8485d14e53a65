"""Two server processes on one database, and everything at once: nothing is lost, or told wrong."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from backend.city.city import City
from backend.settings import Settings, read_settings
from tests.live import LiveServer, live_server
from tests.votes.crowd import Door, Resident, cut, doors, onlookers, settle
from tests.votes.witness import Witness, publish, threshold

# What they share takes a while to start: all of them run in one process.
pytestmark = pytest.mark.xdist_group("many_processes")

SESSION = "/api/v1/auth/session"
MYSELF = "/api/v1/me"
DECISIONS = "/api/v1/moderation/decisions"
NOWHERE = "/api/v1/proposals/999999999/support"


@pytest.fixture(scope="module")
def live(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The first of the processes, and the database."""
    with live_server(server_url, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(scope="module")
def settings(live: LiveServer) -> Settings:
    """The settings of those servers, whose key makes the votes."""
    return read_settings(live.environment)


@pytest.fixture(scope="module")
async def both(live: LiveServer) -> AsyncIterator[tuple[Door, Door]]:
    """A door to each of the two processes."""
    with live.another() as elsewhere:
        async with doors(live.base_url, elsewhere) as (one, other):
            yield one, other


@pytest.fixture
async def pool(live: LiveServer) -> AsyncIterator[asyncpg.Pool]:
    """Our own looks at the database."""
    async with onlookers(live.environment["MADANG_DATABASE_URL"]) as pool:
        yield pool


class Storm:
    """What people do at the same time, each in their own way."""

    def __init__(self, both: tuple[Door, Door], chance: random.Random) -> None:
        self.both = both
        self.chance = chance

    def any_door(self) -> Door:
        """One of the processes, as a balancer chooses."""
        return self.chance.choice(self.both)

    async def insist(self, on: Witness, resident: Resident) -> None:
        """Support twice at once, as an outbox and a finger do."""
        await asyncio.gather(*(on.support(door, resident) for door in self.both))

    async def waver(self, on: Witness, resident: Resident) -> None:
        """Support and take it back, again and again."""
        for _ in range(6):
            await on.support(self.any_door(), resident)
            await on.withdraw(self.any_door(), resident)

    async def contradict(self, on: Witness, resident: Resident) -> None:
        """Support and take it back at the same time."""
        for one, other in (self.both, self.both[::-1]) * 3:
            await asyncio.gather(on.support(one, resident), on.withdraw(other, resident))

    async def leave(self, on: Witness, resident: Resident) -> None:
        """Support while the account is being deleted."""
        one, other = self.both
        _, answer = await asyncio.gather(
            on.support(one, resident), other.ask("DELETE", MYSELF, resident.token)
        )
        assert answer is not None and answer.status == 204

    async def sign_out(self, on: Witness, resident: Resident) -> None:
        """Support, waver, and sign out on the other process meanwhile."""
        one, other = self.both

        async def go_on() -> None:
            for _ in range(3):
                await on.support(one, resident)
                await on.withdraw(one, resident)

        await asyncio.gather(go_on(), other.ask("DELETE", SESSION, resident.token))
        refused = await on.support(other, resident)
        assert refused is not None and refused.status == 401


async def test_a_storm_leaves_votes_counts_answers_and_debts_agreed(
    both: tuple[Door, Door], pool: asyncpg.Pool, settings: Settings, city: City
) -> None:
    chance = random.Random(20261122)
    storm = Storm(both, chance)
    (author,) = await settle(pool, 1)
    hot, left, signed_out = [await publish(pool) for _ in range(3)]
    swaying = await publish(pool, author=author, strangers=35)
    # Nobody else is there, so that each answer has one true count.
    alone = {await publish(pool): resident for resident in await settle(pool, 60)}
    fates = {
        await publish(pool): fate
        for fate in (
            "hidden_at = now(), hidden_reason = 'spam'",
            "withdrawn_at = now()",
            "closes_at = published_at",
        )
    }

    async def meet(fate: str, witness: Witness) -> None:
        """Change what the proposal is while people support it."""
        await witness.acknowledged(20)
        await pool.execute(f"UPDATE proposal SET {fate} WHERE number = $1", witness.number)

    deeds = [
        *[storm.insist(hot, one) for one in await settle(pool, 600)],
        *[storm.waver(swaying, one) for one in await settle(pool, 60)],
        *[storm.contradict(on, one) for on, one in alone.items()],
        *[storm.leave(left, one) for one in await settle(pool, 40)],
        *[storm.sign_out(signed_out, one) for one in await settle(pool, 30)],
        *[hot.support(both[0], one) for one in await settle(pool, 40, verified=False)],
        *[on.support(both[1], one) for on in fates for one in await settle(pool, 60)],
        *[both[1].ask("PUT", NOWHERE, one.token) for one in await settle(pool, 20)],
        both[0].ask("DELETE", MYSELF, author.token),
    ]
    chance.shuffle(deeds)
    async with asyncio.timeout(120):
        await asyncio.gather(*deeds, *(meet(fate, on) for on, fate in fates.items()))

    for witness in (hot, left, signed_out, swaying, *alone, *fates):
        await witness.agree(pool, settings, city)
    # What the hourly job would find, over all there is.
    assert not await pool.fetch(
        "SELECT number FROM proposal p WHERE supports <>"
        " (SELECT count(*) FROM vote v WHERE v.proposal = p.number)"
    )
    assert await pool.fetchval("SELECT count(*) FROM tombstone") == left.statuses[200]
    # The premise: both processes had much to do, each fate met its proposal in the middle, and
    # nobody was turned away for a reason of ours.
    assert all(door.statuses[200] > 1000 for door in both)
    assert all(set(witness.statuses) == {200, 409} for witness in fates)
    assert set().union(*(door.statuses for door in both)) == {200, 204, 401, 403, 404, 409}
    assert len(await swaying.events(pool)) >= 2


async def test_each_wave_over_the_threshold_changes_what_is_owed_once_and_before_its_answer(
    both: tuple[Door, Door], pool: asyncpg.Pool, settings: Settings, city: City
) -> None:
    at = threshold(city)
    witness = await publish(pool, strangers=at - 20)
    crowd = await settle(pool, 40)

    async def rise(door: Door, resident: Resident) -> None:
        answer = await witness.support(door, resident)
        assert answer is not None
        assert answer.body["supports"] < at or await witness.owed(pool)

    async def fall(door: Door, resident: Resident) -> None:
        answer = await witness.withdraw(door, resident)
        assert answer is not None
        assert answer.body["supports"] >= at or not await witness.owed(pool)

    for wave in (rise, fall, rise, fall, rise):
        async with asyncio.timeout(60):
            await asyncio.gather(*(wave(door, resident) for resident in crowd for door in both))
    assert await witness.events(pool) == [
        "threshold_reached",
        "obligation_void",
        "obligation_revived",
        "obligation_void",
        "obligation_revived",
    ]
    await witness.agree(pool, settings, city)


@pytest.mark.parametrize("severed", [False, True], ids=["listening", "cut off"])
async def test_what_ends_on_one_process_soon_ends_on_the_other(
    both: tuple[Door, Door], pool: asyncpg.Pool, severed: bool
) -> None:
    one, other = both
    witness = await publish(pool)
    signing_out, moving_away, banned, moderator = await settle(pool, 4)
    written = await publish(pool)
    await pool.execute(
        "UPDATE proposal SET author = $2 WHERE number = $1", written.number, banned.account
    )
    await pool.execute("UPDATE account SET roles = '{moderator}' WHERE id = $1", moderator.account)

    async def asked(door: Door, method: str, path: str, resident: Resident) -> int:
        """The status of an answer; a connection that was just cut may take another try."""
        while (answer := await door.ask(method, path, resident.token)) and answer.status == 503:
            assert severed
        assert answer is not None
        return answer.status

    async with asyncio.timeout(30):
        for door in both:
            for resident in (signing_out, moving_away):
                assert await asked(door, "PUT", witness.path, resident) == 200
                assert await asked(door, "GET", SESSION, resident) == 204
        if severed:
            assert await cut(pool) > 2
        assert await asked(one, "DELETE", SESSION, signing_out) in {204, 401}
        assert await asked(one, "GET", SESSION, signing_out) == 401
        while await asked(other, "GET", SESSION, signing_out) == 204:
            await asyncio.sleep(0.02)
        assert await asked(other, "PUT", witness.path, signing_out) == 401

        # Who is suspended on one process gives no support on the other, and reads on.
        for door in both:
            assert await asked(door, "PUT", witness.path, banned) == 200
        decision = {
            "subject": {"kind": "proposal", "id": written.number},
            "action": "suspend",
            "reason": "spam",
            "until": (datetime.now(UTC) + timedelta(days=3)).date().isoformat(),
        }
        answer = await one.ask("POST", DECISIONS, moderator.token, decision)
        assert answer is not None and answer.status == 201
        assert await asked(one, "PUT", witness.path, banned) == 403
        while await asked(other, "PUT", witness.path, banned) == 200:
            await asyncio.sleep(0.02)
        assert await asked(other, "PUT", witness.path, banned) == 403
        assert await asked(other, "GET", SESSION, banned) == 204

        # An operator's own statement is heard as well, by both.
        await pool.execute(
            "UPDATE account SET verified_at = NULL WHERE id = $1", moving_away.account
        )
        for door in both:
            while await asked(door, "PUT", witness.path, moving_away) == 200:
                await asyncio.sleep(0.02)
            assert await asked(door, "PUT", witness.path, moving_away) == 403
