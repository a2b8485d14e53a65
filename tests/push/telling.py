"""A worker's hands, for tests in which nothing commits: it does the jobs of the queue when told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.city.city import City
from backend.database.engine import fetch
from backend.push import ranges
from backend.push.actions import FAN_OUT
from backend.push.keys import keys
from backend.push.sending import Sender
from backend.push.telling import Teller
from backend.settings import Settings
from tests.conftest import Clock
from tests.people import Person
from tests.push.service import Browser, PushService
from tests.square import Square


class Worker:
    """Does what is queued when it is told to."""

    def __init__(self, teller: Teller, clock: Clock) -> None:
        self.teller = teller
        self.clock = clock

    async def work(self) -> list[str]:
        """Do all jobs that need not wait; answer which there were."""
        done = []
        while jobs := await fetch(
            "DELETE FROM pgqueuer WHERE entrypoint = ANY ($1) RETURNING entrypoint, payload",
            [FAN_OUT, ranges.SMALL, ranges.LARGE],
        ):
            for job in jobs:
                done.append(job["entrypoint"])
                if job["entrypoint"] == FAN_OUT:
                    await ranges.cut(int(job["payload"]), self.clock.now)
                else:
                    await self.teller.tell_range(int(job["payload"]))
        return done


@asynccontextmanager
async def worker(settings: Settings, city: City, clock: Clock) -> AsyncIterator[Worker]:
    """A worker on the test's own connection."""
    async with (
        Sender(settings, city, await keys(settings)) as sender,
        Teller(sender, settings=settings, city=city, clock=clock) as teller,
    ):
        yield Worker(teller, clock)


async def follower(square: Square, number: int, **person: str) -> Person:
    """Somebody who follows a proposal."""
    someone = await square.people.person(**person)
    await square.call("PUT", f"/proposals/{number}/follow", someone)
    return someone


async def phone(square: Square, service: PushService, person: Person, name: str) -> Browser:
    """A browser of theirs that is told by push."""
    browser = service.browser(name)
    await square.post("/push/subscriptions", person, **browser.to_json())
    return browser
