"""The API of timelines."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath

from backend.http.reading import known_id
from backend.paging import Page
from backend.timeline.queries import timeline
from backend.timeline.schemas import TimelineItem


class TimelineController(Controller):
    """What happened, in public."""

    path = "/proposals/{number:int}/timeline"
    tags = ("Proposals",)

    @get(who="anyone", summary="Read a proposal's timeline")
    async def timeline(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Page[TimelineItem]:
        """Every public fact about it, oldest first and whole: `next` is always null."""
        return Page(await timeline(known_id(number), now=request.state.now))
