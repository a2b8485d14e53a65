"""What the framework and the server cost by themselves: one route that does nothing."""

from __future__ import annotations

from litestar import Litestar, get

from backend.commands.web import collect_rarely


@get("/empty", status_code=204)
async def empty() -> None:
    """Nothing."""


def application() -> Litestar:
    """The smallest application, in a process set up as ours are."""
    app = Litestar([empty], openapi_config=None, logging_config=None)
    collect_rarely()
    return app
