"""What is read for many at once is planned once, also where somebody asks alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable

import pytest

from backend.city.city import City
from backend.database.engine import fetch
from backend.notifications.queries import unread
from backend.proposals.involvement import involvement
from backend.proposals.summaries import Marks
from backend.settings import Settings
from backend.votes.actions import support
from tests.conftest import Clock
from tests.people import People
from tests.square import Square

# PostgreSQL plans a statement so often before it looks whether one plan serves all arguments.
TRIES = 5


@pytest.mark.parametrize("what", ["unread", "involvement", "marks", "support"])
async def test_who_asks_alone_has_nothing_planned_anew(
    square: Square, people: People, settings: Settings, city: City, clock: Clock, what: str
) -> None:
    number = await square.proposal()
    caller = await people.caller(await people.resident())
    ask: dict[str, Callable[[], Awaitable[object]]] = {
        "unread": lambda: unread(caller),
        "involvement": lambda: involvement(caller, number, settings=settings),
        "marks": lambda: Marks.of(caller, [number], settings=settings),
        "support": lambda: support(
            caller=caller, number=number, city=city, settings=settings, now=clock.now
        ),
    }
    before = await plans()
    for _ in range(3 * TRIES):
        await ask[what]()
    asked = {
        statement: (generic - before[statement][0], custom - before[statement][1])
        for statement, (generic, custom) in (await plans()).items()
    }
    often = {statement: made for statement, made in asked.items() if sum(made) >= 3 * TRIES}
    assert often
    for statement, (_, anew) in often.items():
        assert anew <= TRIES, statement


async def plans() -> defaultdict[str, tuple[int, int]]:
    """How often each statement ran by the plan that is kept, and by one of its own."""
    rows = await fetch("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
    made: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        generic, custom = made[row["statement"]]
        made[row["statement"]] = generic + row["generic_plans"], custom + row["custom_plans"]
    return made
