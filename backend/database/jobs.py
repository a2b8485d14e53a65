"""Putting jobs into the queue, in the transaction that makes them necessary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries

from backend.database.engine import DB


async def enqueue(
    job: str,
    payloads: Sequence[str] = ("",),
    *,
    after: timedelta | None = None,
    once: str | None = None,
) -> None:
    """Have a worker do a job for each payload, not before ``after``, if the transaction commits.

    ``once`` names a single job: while another of that name is waiting or running, none is added.
    """
    current = DB.current_transaction.get()
    assert current is not None, "a job is stored together with its reason"
    count = len(payloads)
    await Queries(AsyncpgDriver(current.connection)).enqueue(
        [job] * count,
        [payload.encode() for payload in payloads],
        [0] * count,
        [after] * count,
        [once] * count,
        on_conflict="skip",
    )
