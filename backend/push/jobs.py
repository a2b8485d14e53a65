"""The jobs of push, for a worker's queues.

A large event has a queue of its own: however many ranges it was cut into, each worker does a few of
them at a time, and a small event never waits behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job
from pgqueuer.qm import QueueManager

from backend.push import ranges
from backend.push.actions import FAN_OUT
from backend.push.outcomes import LATER
from backend.push.ranges import LARGE, SMALL
from backend.push.telling import Teller

# What fails is tried again, for an hour or so.
_again = partial(DatabaseRetryEntrypointExecutor, max_attempts=20, max_delay=timedelta(minutes=5))


def small_jobs(queue: QueueManager, teller: Teller, clock: Callable[[], datetime]) -> None:
    """What is soon done, and what waited."""

    @queue.entrypoint(FAN_OUT, executor_factory=_again)
    async def _fan_out(job: Job) -> None:
        await ranges.cut(_number(job), clock())

    @queue.entrypoint(SMALL, executor_factory=_again)
    async def _range(job: Job) -> None:
        await teller.tell_range(_number(job))

    @queue.entrypoint(LATER, executor_factory=_again)
    async def _later(_: Job) -> None:
        await teller.tell_waiting()


def large_jobs(queue: QueueManager, teller: Teller) -> None:
    """What many workers share."""

    @queue.entrypoint(LARGE, executor_factory=_again)
    async def _range(job: Job) -> None:
        await teller.tell_range(_number(job))


def _number(job: Job) -> int:
    assert job.payload is not None
    return int(job.payload)
