"""What many ask for at one moment, made once for all of them.

Nothing is kept: whoever asks while it is being made gets the next one, whose making begins after
they asked, so that theirs is as current as one of their own would be. Nobody who comes alone waits
for anybody, and a crowd costs one at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from litestar import Request

from backend.http.answers import JsonOfMany

P = ParamSpec("P")
R = TypeVar("R")


class Together(Generic[R]):
    """What is being made in this process, by what tells one from another."""

    def __init__(self) -> None:
        self._begun: dict[Hashable, asyncio.Task[R]] = {}
        self._next: dict[Hashable, asyncio.Task[R]] = {}

    async def made(self, key: Hashable, make: Callable[[], Awaitable[R]]) -> R:
        """What ``make`` makes, begun after this call.

        Those who ask for the same ``key`` must get the same, whoever of them is asked to make it.
        Raises what ``make`` raises.
        """
        task = self._next.get(key)
        if task is None:
            # In a task of its own: the others wait on when the first one hangs up.
            task = self._next[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(task)

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[R]]) -> R:
        before = self._begun.get(key)
        if before is not None:
            await asyncio.wait([before])
        # Whoever asks from here on could miss what changes from here on.
        self._begun[key] = self._next.pop(key)
        try:
            return await make()
        finally:
            # The next one waits for this, so that it is still this one.
            del self._begun[key]


def once_for_visitors(read: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """A handler of the API whose answer is read and written once for all visitors who ask for the
    same at one moment. It must show each of them the same, and change nothing."""

    @wraps(read)
    async def answer(*args: P.args, **parameters: P.kwargs) -> Any:
        request: Request[Any, Any, Any] = parameters["request"]  # type: ignore[assignment]
        scope = request.scope
        state = scope["state"]
        if state["caller"] is not None:
            return await read(*args, **parameters)

        async def make() -> JsonOfMany:
            return JsonOfMany(await read(*args, **parameters))

        reading: Together[JsonOfMany] = request.app.state.reading
        return await reading.made((scope["path"], scope["query_string"], state["language"]), make)

    return answer
