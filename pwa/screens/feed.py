"""The square: every published proposal, sorted, filtered and searched."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, get_args
from urllib.parse import urlencode

import msgspec
from litestar import Request, get
from litestar.types import ASGIApp

from backend.city import City
from backend.language import text
from backend.proposals import queries
from backend.proposals.schemas import ListedStage, Sort
from backend.text import clean_line
from pwa.pages import rendered
from pwa.readers import Made, Reader
from pwa.shared_pages import shared

SORTS: tuple[Sort, ...] = get_args(Sort)
# Stages in which no proposal can be before debates and combining exist are no choice.
STAGES: tuple[ListedStage, ...] = (
    "gathering",
    "awaiting_response",
    "answered",
    "under_way",
    "done",
    "closed",
)
LONGEST_SEARCH = 200
LONGEST_CURSOR = 500

Filter = Literal["q", "stage", "topic", "area"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader wants to see. Each part has the name of its parameter in the address."""

    sort: Sort = "hot"
    stage: ListedStage | None = None
    topic: str | None = None
    area: str | None = None
    q: str | None = None

    @classmethod
    def of(cls, request: Request[Any, Any, Any], city: City) -> Asked:
        """What the address asks for. What it names wrongly counts as not named.

        Forms send their empty fields too, and old links may name a topic that is gone: a list
        is of more use to these readers than an error.
        """
        if not request.scope["query_string"]:
            return cls()
        asked = request.query_params

        def known(name: str, choices: Any) -> Any:
            return asked[name] if asked.get(name) in choices else None

        return cls(
            sort=known("sort", SORTS) or "hot",
            stage=known("stage", STAGES),
            topic=known("topic", {topic.id for topic in city.topics}),
            area=known("area", {area.id for area in city.areas}),
            q=clean_line(asked.get("q", ""))[:LONGEST_SEARCH] or None,
        )

    @property
    def filters(self) -> dict[Filter, str]:
        """The filters that are in use."""
        used: dict[Filter, str | None] = {
            "q": self.q,
            "stage": self.stage,
            "topic": self.topic,
            "area": self.area,
        }
        return {name: value for name, value in used.items() if value is not None}

    def address(self, *, without: Filter | None = None, **changes: str | None) -> str:
        """The path of this list, with another sort or cursor, or without one of its filters."""
        parts: dict[str, str | None] = {"sort": self.sort if self.sort != "hot" else None}
        parts |= {name: value for name, value in self.filters.items() if name != without}
        parts |= changes
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"/?{query}" if query else "/"


@get("/", who="anyone", fast_path=True)
async def feed(request: Request[Any, Any, Any]) -> ASGIApp:
    """The square. Every link on it is an address that can be sent to somebody else."""
    asked = Asked.of(request, request.app.state.city)
    cursor = request.query_params.get("cursor", "")[:LONGEST_CURSOR] or None
    address = asked.address(cursor=cursor)
    return await shared(request, address, partial(_square, request, asked, cursor))


async def _square(
    request: Request[Any, Any, Any], asked: Asked, cursor: str | None, reader: Reader
) -> Made:
    city: City = request.app.state.city
    proposals = await queries.feed(
        **msgspec.structs.asdict(asked),
        cursor=cursor,
        caller=reader.caller,
        settings=request.app.state.settings,
        now=request.state.now,
    )
    language = request.state.language
    body = rendered(
        request,
        "feed.html",
        me=reader.me,
        asked=asked,
        sorts=[
            (
                asked.address(sort=None if sort == "hot" else sort),
                text(language, f"sort-{sort}"),
                sort == asked.sort,
            )
            for sort in SORTS
        ],
        stages=[(stage, text(language, f"stage-{stage}")) for stage in STAGES],
        topics=[(topic.id, topic.name(language)) for topic in city.topics],
        areas=[(area.id, area.name(language)) for area in city.areas],
        proposals=proposals.items,
        beyond_first=cursor is not None,
        more=asked.address(cursor=proposals.next) if proposals.next else None,
    )
    return Made(body, [turn for one in proposals.items for turn in (one.closes_at, one.due_at)])
