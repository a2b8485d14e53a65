"""What operators count, in Prometheus's words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import REGISTRY, Counter
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

SUPPORTS = Counter("madang_supports", "Supports given and withdrawn.", ["change"])
MAILS = Counter("madang_mails", "Mails handed to the mail server, or refused by it.", ["outcome"])
PUSHES = Counter("madang_pushes", "Push messages, by what became of them.", ["outcome"])
PHOTOS = Counter("madang_photos", "Photos taken in, refused, or failed.", ["outcome"])


class Requests(Collector):
    """The requests of this process, counted in plain numbers.

    The library's own counters take a lock for every number and look labels up anew each time,
    which together cost a tenth of the cheapest request. Here only the event loop's thread counts.

    ``under_way`` have begun and are not yet answered. ``refused_ahead`` were fetched ahead and
    refused: nobody waited for them, so they are no failures and not among the answered; nor are
    those that were ``refused_crowded``, which says more than their number among the failures.
    """

    BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

    def __init__(self) -> None:
        self.under_way = 0
        self.refused_ahead = 0
        self.refused_crowded = 0
        self._answered: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self._buckets: defaultdict[str, list[int]] = defaultdict(
            lambda: [0] * (len(self.BUCKETS) + 1)
        )
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; ``seconds`` is how long it took."""
        self._answered[method, route, status] += 1
        self._buckets[route][bisect_left(self.BUCKETS, seconds)] += 1
        self._seconds[route] += seconds

    def collect(self) -> Iterator[Metric]:
        """Everything counted so far, as the library writes it out."""
        answered = CounterMetricFamily(
            "madang_requests", "Answered requests.", labels=["method", "route", "status"]
        )
        for (method, route, status), count in list(self._answered.items()):
            answered.add_metric([method, route, str(status)], count)
        yield answered
        seconds = HistogramMetricFamily(
            "madang_request_seconds", "Time to answer.", labels=["route"]
        )
        bounds = [*map(str, self.BUCKETS), "+Inf"]
        for route, counts in list(self._buckets.items()):
            seconds.add_metric(
                [route],
                buckets=list(zip(bounds, accumulate(counts), strict=True)),
                sum_value=self._seconds[route],
            )
        yield seconds
        yield GaugeMetricFamily(
            "madang_requests_under_way",
            "Requests begun and not yet answered, the one that asks included.",
            value=self.under_way,
        )
        yield CounterMetricFamily(
            "madang_refused_ahead",
            "Pages fetched ahead that were refused because the process was busy.",
            value=self.refused_ahead,
        )
        yield CounterMetricFamily(
            "madang_refused_crowded",
            "Requests refused because too many were under way.",
            value=self.refused_crowded,
        )


REQUESTS = Requests()
REGISTRY.register(REQUESTS)
