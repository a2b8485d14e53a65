"""A push service that is down is left alone, and one that is well is not."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

from backend.push.services import FEW, FIRST_REST, LANES, Service


def test_a_service_that_fails_a_few_times_in_a_row_rests() -> None:
    service = Service()
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
    service = Service()
    for _ in range(FEW):
        service.failed(timedelta(minutes=30))
    rest = service.rest()
    assert rest is not None and rest > timedelta(minutes=29)


def test_those_that_were_under_way_with_the_last_failure_make_it_no_longer() -> None:
    service = Service()
    for _ in range(FEW + LANES):
        service.failed()
    rest = service.rest()
    assert rest is not None and rest <= timedelta(seconds=FIRST_REST)


async def test_a_service_with_all_lanes_taken_is_stuck_only_if_it_answers_nothing() -> None:
    service = Service()
    async with AsyncExitStack() as under_way:
        for _ in range(LANES):
            await under_way.enter_async_context(service)
        assert service.rest() is None
