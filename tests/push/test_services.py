"""A push service that is down is left alone, and one that is well is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.push import services
from backend.push.connections import Connections
from backend.push.deliveries import Delivery, Device, Later, Message, Parcel
from backend.push.endpoints import Endpoint, look_up
from backend.push.services import FEW, FIRST_REST, LANES, Service

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_service() -> Service:
    """A service that nobody has asked yet."""
    endpoint = Endpoint("https://push.example.com", "push.example.com", 443)
    return Service(Connections(endpoint, look_up))


def test_a_service_that_fails_a_few_times_in_a_row_rests() -> None:
    service = a_service()
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
    service = a_service()
    for _ in range(FEW):
        service.failed(timedelta(minutes=30))
    rest = service.rest()
    assert rest is not None and rest > timedelta(minutes=29)


def test_those_that_were_under_way_with_the_last_failure_make_it_no_longer() -> None:
    service = a_service()
    for _ in range(FEW + LANES):
        service.failed()
    rest = service.rest()
    assert rest is not None and rest <= timedelta(seconds=FIRST_REST)


def parcel() -> Parcel:
    """A message that is sent alone."""
    message = Message(
        payload=b"", shorter=b"", topic="", urgency="normal", at=NOON, lasts=timedelta(days=1)
    )
    return Parcel(Device(1, "https://push.example.com/x", b"", b"", 1), message, NOON, Delivery(1))


def lined_up(service: Service, count: int) -> list[Delivery]:
    """So many that stand in line."""
    parcels = [parcel() for _ in range(count)]
    for one in parcels:
        service.line_up(one)
    return [one.delivery for one in parcels]


async def test_only_so_many_are_under_way_at_a_time_and_the_others_keep_their_turn() -> None:
    service = a_service()
    waiting = lined_up(service, LANES + 2)
    assert [service.enter() for _ in range(LANES + 1)] == [True] * LANES + [False]
    for delivery in waiting:
        taken = service.next()
        assert taken is not None and taken.delivery is delivery and delivery.in_line == 0
    assert service.next() is None
    service.leave()
    assert not service.enter(), "nobody stands in line"
    lined_up(service, 1)
    assert service.enter()


async def test_nobody_stands_in_line_for_a_service_that_answers_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "STUCK_AFTER", 0.01)
    service = a_service()
    lined_up(service, LANES)
    while service.enter():
        service.next()
    (waiting,) = lined_up(service, 1)
    assert await waiting.wait()
    (outcome,) = waiting.outcomes.values()
    assert isinstance(outcome, Later) and outcome.error is None
    assert service.rest() is not None
    # An answer shows that it is well again.
    service.answered()
    assert service.rest() is None


async def test_the_line_is_sent_away_when_the_service_begins_to_rest() -> None:
    service = a_service()
    lined_up(service, LANES)
    while service.enter():
        service.next()
    (waiting,) = lined_up(service, 1)
    assert not waiting.outcomes and waiting.in_line == 1
    for _ in range(FEW):
        service.failed()
    (outcome,) = waiting.outcomes.values()
    assert isinstance(outcome, Later) and outcome.error is None and waiting.in_line == 0
    assert timedelta(0) < outcome.due_at - NOON <= timedelta(seconds=FIRST_REST * 1.5)
