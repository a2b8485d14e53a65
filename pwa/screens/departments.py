"""How the city's departments keep their word, for everybody."""

from __future__ import annotations

from functools import partial
from typing import Any

from litestar import Request, get
from litestar.types import ASGIApp

from backend.city import City
from backend.proposals import queries as proposals
from backend.responses import queries as responses
from pwa.pages import rendered
from pwa.readers import Made, Reader
from pwa.shared_pages import shared

PATH = "/departments"

# More than these are a matter of the list by departments.
MOST_OVERDUE = 50


@get(PATH, who="anyone")
async def departments(request: Request[Any, Any, Any]) -> ASGIApp:
    """The whole city in numbers, what is late now, and the record of each department."""
    return await shared(request, PATH, partial(_departments, request))


async def _departments(request: Request[Any, Any, Any], reader: Reader) -> Made:
    city: City = request.app.state.city
    records = await responses.departments(
        city=city, language=request.state.language, now=request.state.now
    )
    answered = sum(record.answered for record in records)
    in_time = sum(record.answered_in_time for record in records)
    body = rendered(
        request,
        "departments.html",
        me=reader.me,
        owed=sum(record.owed for record in records),
        overdue_count=sum(record.overdue for record in records),
        percent_in_time=round(100 * in_time / answered) if answered else None,
        done=sum(record.done for record in records),
        overdue=await proposals.overdue(
            settings=request.app.state.settings, now=request.state.now, limit=MOST_OVERDUE
        ),
        # Who owes nothing and never answered has no record to read; they are named below it.
        records=[record for record in records if record.owed or record.answered or record.adopted],
        idle=[
            record for record in records if not (record.owed or record.answered or record.adopted)
        ],
        topics={record.id: [topic.id for topic in city.topics_of(record.id)] for record in records},
    )
    return Made(body)
