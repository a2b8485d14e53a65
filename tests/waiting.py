"""Waiting for what happens by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(happened: Callable[[], bool]) -> None:
    """Wait, ten seconds at most, until it has happened."""
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.01)
