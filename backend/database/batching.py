"""What arrives at one moment, written or read together.

One statement for fifty rows costs little more than one for a single row, and one commit for all
of them not more than one for each of them. So nothing waits for others to come: whatever arrives
while a statement runs goes into the next one, or of a crowd that comes in step half of it does. An
idle process adds no delay, a busy one makes large batches by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from backend.database.engine import DB, out_of_reach

A = TypeVar("A")
R = TypeVar("R")

# Larger ones save nothing more, and whoever is in one waits for all of it.
MOST = 500

# A batch may always have so many: smaller ones cost as much.
FEW = 8


class Batched(Generic[A, R]):
    """An operation on many things at once, to be called with one thing at a time.

    ``operate`` gets the things in the order of their arrival and answers for each of them; where
    it writes, it does so in one transaction, and twice is as good as once. ``key`` names things
    that must not meet in one batch: the later one waits for the next. One batch runs at a time.
    """

    def __init__(
        self,
        operate: Callable[[Sequence[A]], Awaitable[Sequence[R]]],
        *,
        key: Callable[[A], Hashable] | None = None,
    ) -> None:
        self._operate = operate
        self._key = key
        self._waiting: deque[tuple[A, asyncio.Future[R]]] = deque()
        self._running: asyncio.Task[None] | None = None
        self._last = 0

    async def __call__(self, thing: A) -> R:
        """The answer for ``thing``, once its batch is done. Raises what ``operate`` raises for it.

        Inside a transaction of the caller's it is operated on alone and at once, in there.
        """
        if DB.current_transaction.get() is not None:
            return (await self._operate([thing]))[0]
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, answer))
        if self._running is None or self._running.done():
            # A context of its own: neither the first caller's request id nor anything else of
            # theirs belongs to the others.
            self._running = asyncio.create_task(self._run(), context=Context())
        return await answer

    async def _run(self) -> None:
        while self._waiting:
            await self._settle(self._next())

    def _next(self) -> list[tuple[A, asyncio.Future[R]]]:
        """Who is in the next batch.

        At most as many as the mean of those who wait and those who were in the last: a crowd that
        comes in step would otherwise fall into one large batch and one of a few, again and again,
        either the database or the process waiting for the other. Of two like halves one is
        written while the other is answered and asks again.
        """
        most = min(MOST, max(FEW, (len(self._waiting) + self._last + 1) // 2))
        taken: list[tuple[A, asyncio.Future[R]]] = []
        keys: set[Hashable] = set()
        later: list[tuple[A, asyncio.Future[R]]] = []
        while self._waiting and len(taken) < most:
            one = self._waiting.popleft()
            if self._key is not None:
                key = self._key(one[0])
                if key in keys:
                    later.append(one)
                    continue
                keys.add(key)
            taken.append(one)
        self._waiting.extendleft(reversed(later))
        self._last = len(taken)
        return taken

    async def _settle(self, batch: list[tuple[A, asyncio.Future[R]]]) -> None:
        """Operate on a batch and answer everyone in it.

        Where that fails for a reason that may lie in one of them, each half is tried again by
        itself, until the bad one is alone: it fails, its neighbours do not.
        """
        try:
            results = await self._operate([thing for thing, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not out_of_reach(error):
                middle = len(batch) // 2
                await self._settle(batch[:middle])
                await self._settle(batch[middle:])
                return
            for _, answer in batch:
                # Whoever does not wait any more has gone; their thing was operated on anyway.
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
