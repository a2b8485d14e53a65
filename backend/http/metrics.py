"""What operators count, in Prometheus's words."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Counter("madang_requests", "Answered requests.", ["method", "route", "status"])
SECONDS = Histogram(
    "madang_request_seconds",
    "Time to answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
SUPPORTS = Counter("madang_supports", "Supports given and withdrawn.", ["change"])
MAILS = Counter("madang_mails", "Mails handed to the mail server, or refused by it.", ["outcome"])
