"""A push service that is down is left alone, and one that is well is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from backend.push.services import FEW, FIRST_REST, LANES, Service


def test_a_service_that_fails_a_few_times_in_a_row_rests() -> None:
    service = Service("https://push.example.com")
    for _ in range(FEW - 1):
        service.failed()
    service.answered()
    for _ in range(FEW - 1):
        service.failed()
    assert service.rest() is None
    service.failed()
    rest = service.rest()
    assert rest is not None and timedelta(0) < rest <= timedelta(seconds=FIRST_REST)


def test_it_rests_for_as_long_as_it_asks() -> None:
    service = Service("https://push.example.com")
    for _ in range(FEW):
        service.failed(timedelta(minutes=30))
    rest = service.rest()
    assert rest is not None and rest > timedelta(minutes=29)


def test_those_that_were_under_way_with_the_last_failure_make_it_no_longer() -> None:
    service = Service("https://push.example.com")
    for _ in range(FEW + LANES):
        service.failed()
    rest = service.rest()
    assert rest is not None and rest <= timedelta(seconds=FIRST_REST)


async def test_whoever_stands_in_line_goes_when_somebody_leaves() -> None:
    service = Service("https://push.example.com")
    assert [await service.enter() for _ in range(LANES)] == [None] * LANES
    waiting = [asyncio.create_task(service.enter()) for _ in range(2)]
    await asyncio.sleep(0)
    assert not waiting[0].done()
    # Somebody who goes away before their turn leaves it to the next.
    waiting[0].cancel()
    service.leave()
    assert await waiting[1] is None


async def test_nobody_stands_in_line_for_a_service_that_answers_nothing() -> None:
    service = Service("https://push.example.com")
    for _ in range(LANES):
        await service.enter()
    assert await service.enter() is not None
    # An answer shows that it is well again.
    service.answered()
    assert service.rest() is None


async def test_the_line_is_sent_away_when_the_service_begins_to_rest() -> None:
    service = Service("https://push.example.com")
    for _ in range(LANES):
        await service.enter()
    waiting = asyncio.create_task(service.enter())
    await asyncio.sleep(0)
    for _ in range(FEW):
        service.failed()
    rest = await waiting
    assert rest is not None and rest <= timedelta(seconds=FIRST_REST)
