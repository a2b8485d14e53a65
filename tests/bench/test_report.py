"""The report: ratios of the same round, budgets beside them, and kept or missed said plainly."""

from __future__ import annotations

import msgspec

from backend.bench.crowd import EMPTY, HOT_PGBENCH, HOT_SUPPORTS, NO_OP
from backend.bench.first_visit import FirstVisit
from backend.bench.generator import Measured
from backend.bench.growth import Cost, Growth
from backend.bench.processes import Memory
from backend.bench.push import CLIENT, ENCRYPTION, PYWEBPUSH, WEB_PUSH, WORKER
from backend.bench.push_killed import Killed
from backend.bench.report import COMPARED, OneProcess, Report, markdown

RATES = {name: [700.0, 360.0, 1300.0] for line in COMPARED for name in (line.what, line.to)} | {
    EMPTY: [1000.0, 500.0, 2000.0],
    HOT_SUPPORTS: [400.0, 200.0, 800.0],
    HOT_PGBENCH: [100.0, 100.0, 100.0],
}


def report(growth: Growth | None) -> Report:
    rounds = {
        what: [Measured(requests=10, rate=rate, p50=1.0, p99=2.0) for rate in rates]
        for what, rates in RATES.items()
    }
    return Report(
        conditions=["a machine"],
        one=OneProcess(
            rounds=rounds,
            minutes=60.0,
            memory=Memory(rss=160_000_000, pss=100_000_000),
            reader=22_400.0,
            first_visit=FirstVisit(html=9_000, scripts=2_000, styles=3_000, rest=1_000),
        ),
        several={NO_OP: rounds[NO_OP]},
        push={
            what: [Measured(requests=10, rate=rate)]
            for what, rate in ((WORKER, 4500.0), (CLIENT, 5000.0), (ENCRYPTION, 10_000.0))
        },
        killed=Killed(devices=1000, before=510, told=1000, twice=37, seconds=12.34),
        inbox=[Cost("page: inbox", 2.0, 2.2)],
        start_up=[1.0, 3.0, 2.0],
        growth=growth,
    )


def lines(report: Report) -> list[str]:
    return markdown(report).splitlines()


def test_a_ratio_is_the_median_over_the_rounds_beside_its_budget() -> None:
    told = lines(report(None))
    assert f"| {NO_OP} | {EMPTY} | **70%** | 65% to 72% | at least 70% | kept |" in told
    assert (
        f"| {HOT_SUPPORTS} | {NO_OP} | **57%** | 56% to 62% | at least 60% | **missed** |" in told
    )
    assert (
        f"| {HOT_SUPPORTS} | {HOT_PGBENCH} | **4.0 ×** | 2.0 × to 8.0 × | at least 3.0 × | kept |"
        in told
    )


def test_rates_sizes_and_times_stand_in_their_units() -> None:
    told = lines(report(None))
    assert f"| {EMPTY} | 1,000 | 500 to 2,000 | 1.00 | 2.00 |" in told
    assert any("160 MB" in line and "**missed**" in line for line in told)
    assert any("15,000 bytes" in line and "kept" in line for line in told)
    assert any("2.0 s (1.0 to 3.0)" in line for line in told)


def test_push_is_compared_with_whatever_was_measured() -> None:
    told = lines(report(None))
    assert f"| {WORKER} | {CLIENT} | **90%** | 90% to 90% | at least 80% | kept |" in told
    assert f"| {WORKER} | 4,500 | 4,500 to 4,500 |  |  |" in told
    assert not any(PYWEBPUSH in line or WEB_PUSH in line for line in told)


def test_a_killed_worker_is_told_of_or_said_to_be_left_out() -> None:
    whole = report(None)
    assert "| 1,000 | 510 | 1,000 | 37 | 400 | 12.3 |" in lines(whole)
    assert lines(msgspec.structs.replace(whole, killed=None)).count("Left out.") == 2


def test_growth_is_compared_or_said_to_be_left_out() -> None:
    assert "Left out." in lines(report(None))
    told = lines(report(Growth((10, 1000), [Cost("feed", 2.0, 2.5), Cost("search", 2.0, 4.0)])))
    assert "| milliseconds | 10 proposals | 1,000 proposals | ratio |  |" in told
    assert "| feed | 2.00 | 2.50 | **1.25** | kept |" in told
    assert "| search | 2.00 | 4.00 | **2.00** | **missed** |" in told


def test_an_inbox_is_compared_with_that_of_who_follows_few() -> None:
    told = lines(report(None))
    assert "| milliseconds | 10 followed | 1,000 followed | ratio |  |" in told
    assert "| page: inbox | 2.00 | 2.20 | **1.10** | kept |" in told


def test_the_json_holds_every_turn() -> None:
    whole = report(Growth((10, 1000), [Cost("feed", 2.0, 2.5)]))
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Report) == whole
