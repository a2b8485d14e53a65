"""What was measured, beside the budgets: ratios first. The same as Markdown and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

import msgspec

from backend.bench.crowd import (
    COMMENTS,
    EMPTY,
    FEED,
    FEED_AGAIN,
    FEED_OWN,
    HOT_NEWCOMERS,
    HOT_PGBENCH,
    HOT_PGBENCH_ALONE,
    HOT_READ_ALONG,
    HOT_SUPPORTS,
    LIST,
    NO_OP,
    PAGE,
    PAGE_AGAIN,
    PAGE_OWN,
    SEARCH,
    SPREAD_PGBENCH,
    SPREAD_SUPPORTS,
)
from backend.bench.first_visit import FirstVisit
from backend.bench.generator import Measured
from backend.bench.growth import Cost, Growth
from backend.bench.inbox import FEW, MANY
from backend.bench.processes import Memory
from backend.bench.push import CLIENT, ENCRYPTION, OWN_CLIENT, PYWEBPUSH, WEB_PUSH, WORKER
from backend.bench.push_killed import MOST_TWICE, Killed
from backend.proposals.live import MOST_READERS

MEGABYTE = 1_000_000
KILOBYTE = 1_000


class Compared(NamedTuple):
    """Two things asked in the same rounds, and the least that the first may reach of the second;
    None where there is no budget."""

    what: str
    to: str
    at_least: float | None = None


COMPARED = [
    Compared(NO_OP, EMPTY, 0.7),
    Compared(HOT_SUPPORTS, NO_OP, 0.6),
    Compared(HOT_SUPPORTS, HOT_PGBENCH, 3.0),
    Compared(HOT_SUPPORTS, HOT_PGBENCH_ALONE, 3.0),
    Compared(HOT_READ_ALONG, HOT_SUPPORTS),
    Compared(HOT_NEWCOMERS, NO_OP),
    Compared(SPREAD_SUPPORTS, NO_OP),
    Compared(SPREAD_SUPPORTS, SPREAD_PGBENCH),
    Compared(PAGE, NO_OP, 0.3),
    Compared(FEED, NO_OP, 0.3),
    Compared(PAGE_AGAIN, NO_OP, 0.6),
    Compared(FEED_AGAIN, NO_OP, 0.6),
    Compared(PAGE_OWN, NO_OP),
    Compared(FEED_OWN, NO_OP),
    Compared(LIST, NO_OP),
    Compared(COMMENTS, NO_OP),
    Compared(SEARCH, NO_OP),
]
PUSH_COMPARED = [
    Compared(WORKER, CLIENT, 0.8),
    Compared(WORKER, OWN_CLIENT),
    Compared(WORKER, PYWEBPUSH, 1.0),
    Compared(WORKER, WEB_PUSH, 3.0),
    Compared(CLIENT, ENCRYPTION),
    Compared(OWN_CLIENT, ENCRYPTION),
]
# What the budget of growth speaks of; the rest should hold as well, and so should an inbox.
GROWTH_AT_MOST = 1.5
MEMORY_AT_MOST = 150 * MEGABYTE
FIRST_VISIT_AT_MOST = 60 * KILOBYTE
SCRIPTS_AT_MOST = 20 * KILOBYTE


class OneProcess(msgspec.Struct, kw_only=True):
    """What one server process did: every turn of ``rounds`` by name, and the ``memory`` that it
    held after these ``minutes``. Each reader of an open page takes ``reader`` bytes of it."""

    rounds: dict[str, list[Measured]]
    minutes: float
    memory: Memory
    reader: float
    first_visit: FirstVisit


class Report(msgspec.Struct, kw_only=True):
    """One run. ``several`` are the rounds of several server processes, ``push`` those of senders;
    ``start_up`` is in seconds; ``killed`` and ``growth`` are None where they were left out."""

    conditions: list[str]
    one: OneProcess
    several: dict[str, list[Measured]]
    push: dict[str, list[Measured]]
    killed: Killed | None
    inbox: list[Cost]
    start_up: list[float]
    growth: Growth | None


def markdown(report: Report) -> str:
    """The tables of ``docs/performance.md``."""
    parts = [
        "\n".join(f"- {line}" for line in report.conditions),
        "### Ratios",
        _ratios(COMPARED, report.one.rounds),
        "### Requests a second",
        _rates(report.one.rounds),
        "### Two server processes, 256 connections",
        _rates(report.several),
        "### Push messages, 300 bytes, one core",
        _ratios(PUSH_COMPARED, report.push),
        _rates(report.push),
        "### Push messages, one of two workers killed",
        "Left out." if report.killed is None else _killed(report.killed),
        "### Inbox",
        _costs(f"{FEW:,} followed", f"{MANY:,} followed", report.inbox),
        "### Growth",
        "Left out." if report.growth is None else _growth(report.growth),
        "### Sizes and times",
        _table(["what", "measured", "budget", ""], _sizes(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _killed(killed: Killed) -> str:
    return _table(
        ["devices", "told before the blow", "told", "told twice", "at most", "seconds"],
        [
            [
                *(f"{n:,}" for n in (killed.devices, killed.before, killed.told, killed.twice)),
                f"{MOST_TWICE:,}",
                f"{killed.seconds:.1f}",
            ]
        ],
    )


def _growth(growth: Growth) -> str:
    small, large = (f"{size:,} proposals" for size in growth.sizes)
    return _costs(small, large, growth.costs)


def _costs(small: str, large: str, costs: Iterable[Cost]) -> str:
    return _table(
        ["milliseconds", small, large, "ratio", ""],
        (
            [
                cost.what,
                f"{cost.small:.2f}",
                f"{cost.large:.2f}",
                f"**{cost.ratio:.2f}**",
                _verdict(cost.ratio <= GROWTH_AT_MOST),
            ]
            for cost in costs
        ),
    )


def _ratios(compared: Iterable[Compared], rounds: dict[str, list[Measured]]) -> str:
    """Whatever was measured of that."""
    return _table(
        ["what", "to", "ratio", "range", "budget", ""],
        (_compared(line, rounds) for line in compared if {line.what, line.to} <= rounds.keys()),
    )


def _compared(line: Compared, rounds: dict[str, list[Measured]]) -> list[str]:
    ratios = [
        one.rate / other.rate if other.rate else math.inf
        for one, other in zip(rounds[line.what], rounds[line.to], strict=True)
    ]
    middle = median(ratios)
    # All of a line is a share where its middle is below two, and a multiple where it is above.
    ratio = "{:.0%}" if middle < 2 else "{:.1f} ×"
    budget, verdict = "", ""
    if line.at_least is not None:
        budget = f"at least {ratio.format(line.at_least)}"
        verdict = _verdict(middle >= line.at_least)
    return [
        line.what,
        line.to,
        f"**{ratio.format(middle)}**",
        f"{ratio.format(min(ratios))} to {ratio.format(max(ratios))}",
        budget,
        verdict,
    ]


def _rates(rounds: dict[str, list[Measured]]) -> str:
    return _table(
        ["what", "requests/s, median", "range", "p50, ms", "p99, ms"],
        (
            [
                what,
                f"{median(turn.rate for turn in turns):,.0f}",
                f"{min(turn.rate for turn in turns):,.0f} to "
                f"{max(turn.rate for turn in turns):,.0f}",
                _milliseconds(turn.p50 for turn in turns),
                _milliseconds(turn.p99 for turn in turns),
            ]
            for what, turns in rounds.items()
        ),
    )


def _sizes(report: Report) -> Iterable[list[str]]:
    yield [
        f"memory of the server process after {report.one.minutes:.0f} min of load (RSS)",
        f"{report.one.memory.rss / MEGABYTE:.0f} MB",
        f"{MEMORY_AT_MOST // MEGABYTE} MB after 60 min",
        _verdict(report.one.memory.rss <= MEMORY_AT_MOST),
    ]
    yield [
        "the same, shared pages divided (PSS)",
        f"{report.one.memory.pss / MEGABYTE:.0f} MB",
        "",
        "",
    ]
    yield [
        f"memory that each of {MOST_READERS:,} takes who read along",
        f"{report.one.reader / KILOBYTE:.0f} KB",
        "",
        "",
    ]
    visit = report.one.first_visit
    yield [
        "first visit of a proposal page, compressed, everything",
        f"{visit.everything:,} bytes",
        f"{FIRST_VISIT_AT_MOST // KILOBYTE} KB",
        _verdict(visit.everything <= FIRST_VISIT_AT_MOST),
    ]
    yield [
        "of it scripts",
        f"{visit.scripts:,} bytes",
        f"{SCRIPTS_AT_MOST // KILOBYTE} KB",
        _verdict(visit.scripts <= SCRIPTS_AT_MOST),
    ]
    yield [
        "`madang serve` to its first answer, the database's start included",
        f"{median(report.start_up):.1f} s "
        f"({min(report.start_up):.1f} to {max(report.start_up):.1f})",
        "",
        "",
    ]


def _milliseconds(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{median(known):.2f}" if known else ""


def _verdict(kept: bool) -> str:
    return "kept" if kept else "**missed**"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
