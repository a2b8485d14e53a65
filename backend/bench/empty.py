"""What the framework and the server cost by themselves: one route that does nothing."""

from __future__ import annotations

from litestar import Litestar, get


@get("/empty", status_code=204)
async def empty() -> None:
    """Nothing."""


def application() -> Litestar:
    """The smallest application."""
    return Litestar([empty], openapi_config=None, logging_config=None)
