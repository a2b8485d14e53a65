"""A large event, of whose two workers one is killed on the way: who is told, and who is told twice.

Whatever was accepted and not written down when the blow fell is sent again, and nothing else is.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

import msgspec

from backend.bench.databases import Databases
from backend.bench.generator import WrongAnswer
from backend.bench.processes import module
from backend.bench.push_square import Square, push_service, running
from backend.push.ranges import BATCH
from backend.worker import MOST_LARGE

# A worker that is killed has at most so many messages under way or not written down.
MOST_TWICE = MOST_LARGE * BATCH

PATIENCE = 600.0


class Killed(msgspec.Struct):
    """How many devices there were, how many had been told when a worker was killed, how many were
    told in the end, how many of them twice, and how many seconds lay between the first message and
    the last."""

    devices: int
    before: int
    told: int
    twice: int
    seconds: float


def kill_a_worker(made: Databases, devices: int) -> Killed:
    """Tell so many devices by two workers, kill one in the middle, and start another.

    Raises ``WrongAnswer`` where somebody was left out or told more often than can be helped.
    """
    url = made.created("madang_bench_push_killed")
    plain = made.environment(url)
    with push_service(plain, made.folder) as service, ExitStack() as workers:
        environment = service.environment(plain)
        worker = module("backend.cli", "worker")
        square = Square(url, environment, service, devices)
        killed = workers.enter_context(running(environment, worker))
        workers.enter_context(running(environment, worker))
        square.answer()
        before = service.wait_for(devices // 2, PATIENCE)
        killed.kill()
        workers.enter_context(running(environment, worker))
        service.wait_for(devices, PATIENCE)
        # What is sent a second time may come last.
        deadline = time.monotonic() + PATIENCE
        while made.fetch(url, "SELECT FROM push_range LIMIT 1") and time.monotonic() < deadline:
            time.sleep(0.2)
        came = service.came()
    twice = came.messages - came.devices
    if came.devices != devices or came.most > 2 or twice > MOST_TWICE:
        raise WrongAnswer(
            f"{came.devices:,} of {devices:,} devices were told, {twice:,} messages came again, "
            f"and one device got {came.most}"
        )
    return Killed(devices, before.devices, came.devices, twice, came.seconds)
