"""``madang bench``: everything that is measured, one after the other, in one run."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.bench.crowd import HOT_SUPPORTS, NO_OP, Crowd
from backend.bench.databases import Databases, databases
from backend.bench.first_visit import first_visit
from backend.bench.generator import Measured
from backend.bench.growth import City, Cost, Growth, compare
from backend.bench.inbox import inbox_costs
from backend.bench.processes import HOST, serving
from backend.bench.push import push_rounds
from backend.bench.push_killed import Killed, kill_a_worker
from backend.bench.readers import memory_of_a_reader
from backend.bench.report import OneProcess, Report, markdown
from backend.bench.start_up import start_up_seconds
from backend.clock import utc_now
from backend.commands.signals import end_on_signals

# The small city, and how many supports there are for each proposal in both.
SMALL = 10_000
SUPPORTS_EACH = 20

# What the product's budget speaks of, beside the 64 connections of one process.
SEVERAL_WORKERS = 2
SEVERAL_CONNECTIONS = 256


class Options(NamedTuple):
    """How much is measured.

    ``proposals`` is the size of the large city; 0 leaves growth out. ``devices`` are told by two
    workers of which one is killed; 0 leaves that out. There are ``rounds`` rounds
    of turns that last ``seconds``, and more until ``minutes`` are over. ``folder`` keeps the
    filled databases for the next time.
    """

    proposals: int
    devices: int
    rounds: int
    seconds: float
    minutes: float
    folder: Path | None
    report: Path


def run(options: Options) -> None:
    """Measure, print the tables as Markdown, and write the report as JSON.

    Raises ``WrongAnswer`` or ``Miscounted`` where what was answered is not what is measured.
    """
    end_on_signals()
    conditions = _conditions(options)
    with ExitStack() as held:
        folder = options.folder or _scratch_folder(held)
        folder.mkdir(parents=True, exist_ok=True)
        made = held.enter_context(databases(folder, keep=options.folder is not None))
        conditions.append(f"PostgreSQL {made.version()}")
        _say(f"filling {SMALL:,} proposals")
        small = made.filled(SMALL, SMALL * SUPPORTS_EACH)
        crowded = made.copied(small, "madang_bench_crowd")
        report = Report(
            conditions=conditions,
            one=_one_process(made, crowded, options),
            several=_several_processes(made, crowded, options),
            push=_push(made, options.rounds),
            killed=_killed(made, options.devices) if options.devices else None,
            inbox=_inbox(made, small),
            start_up=start_up_seconds(made.environment("")),
            growth=_growth(made, small, options.proposals) if options.proposals else None,
        )
    options.report.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    print(markdown(report))
    _say(f"the same as JSON, every turn included: {options.report}")


def _one_process(made: Databases, url: str, options: Options) -> OneProcess:
    """What one server process does, and what it holds afterwards."""
    environment = made.environment(url)
    rounds: dict[str, list[Measured]] = {}
    empty = serving(environment, target="backend.bench.empty:application", answers_at="/empty")
    with empty as nothing, serving(environment) as server:
        crowd = Crowd(made, url, server, seconds=options.seconds)
        visit = first_visit(f"http://{HOST}:{server.port}/proposals/{crowd.page}")
        reader = memory_of_a_reader(server, crowd.page)
        began = time.monotonic()
        enough = began + options.minutes * 60
        while len(rounds.get(NO_OP, ())) < options.rounds or time.monotonic() < enough:
            _take_turns(crowd.turns(nothing), rounds)
        minutes = (time.monotonic() - began) / 60
        crowd.check()
        return OneProcess(
            rounds=rounds,
            minutes=minutes,
            memory=server.memory(),
            reader=reader,
            first_visit=visit,
        )


def _several_processes(made: Databases, url: str, options: Options) -> dict[str, list[Measured]]:
    """What several server processes do together."""
    rounds: dict[str, list[Measured]] = {}
    with serving(made.environment(url), workers=SEVERAL_WORKERS) as server:
        crowd = Crowd(made, url, server, connections=SEVERAL_CONNECTIONS, seconds=options.seconds)
        for _ in range(2 * SEVERAL_WORKERS):
            # Each time others come to each process, until nearly everybody is known to all.
            crowd.introduce()
        for _ in range(options.rounds):
            _take_turns({NO_OP: crowd.no_op, HOT_SUPPORTS: crowd.hot_supports}, rounds)
        crowd.check()
    return rounds


def _push(made: Databases, rounds: int) -> dict[str, list[Measured]]:
    """What a worker sends, beside what others do."""
    _say("push messages")
    measured = push_rounds(made, rounds)
    for what, turns in measured.items():
        _say(f"{what}: {turns[-1].rate:,.0f} messages/s")
    return measured


def _killed(made: Databases, devices: int) -> Killed:
    """Who is told although a worker is killed."""
    _say(f"{devices:,} devices and a killed worker")
    return kill_a_worker(made, devices)


def _inbox(made: Databases, small: str) -> list[Cost]:
    """What following much costs."""
    _say("inboxes")
    url = made.copied(small, "madang_bench_inbox")
    with serving(made.environment(url)) as server:
        return inbox_costs(made, url, server)


def _growth(made: Databases, small: str, proposals: int) -> Growth | None:
    """The small city beside a large one; None where that can't be filled, which is said."""
    _say(f"filling {proposals:,} proposals")
    try:
        large = made.filled(proposals, proposals * SUPPORTS_EACH)
    except subprocess.CalledProcessError:
        _say("growth is left out: the large city could not be filled, as is said above")
        return None
    with (
        serving(made.environment(small)) as small_server,
        serving(made.environment(large)) as large_server,
    ):
        costs = compare(
            City(made, small, small_server), City(made, large, large_server), progress=_say
        )
    return Growth(sizes=(SMALL, proposals), costs=costs)


def _take_turns(turns: dict[str, Callable[[], Measured]], into: dict[str, list[Measured]]) -> None:
    """One round."""
    for what, turn in turns.items():
        measured = turn()
        into.setdefault(what, []).append(measured)
        _say(f"{what}: {measured.rate:,.0f} requests/s")


def _say(what: str) -> None:
    """A line of progress, with the time of day; the tables alone go to standard output."""
    print(time.strftime("%H:%M:%S"), what, file=sys.stderr, flush=True)


def _scratch_folder(held: ExitStack) -> Path:
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="madang-bench-")))
    # PostgreSQL's own user has to pass through it where root measures.
    folder.chmod(0o755)
    return folder


def _conditions(options: Options) -> list[str]:
    """What the figures depend on, besides the code; the load average tells who else was busy."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [
        f"{utc_now():%d %B %Y}, {_processor()}, {os.cpu_count()} cores shared with the load "
        f"generator, {memory / 2**30:.0f} GiB; load average before: {os.getloadavg()[0]:.1f}",
        f"at least {options.rounds} rounds, turns of {options.seconds:g} s at most, 64 "
        "connections, one server process unless it is said",
        f"Python {platform.python_version()}, Granian {version('granian')}, uvloop "
        f"{version('uvloop')}, Litestar {version('litestar')}",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
