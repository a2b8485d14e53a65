"""Every text that a proposal had, and what changed from one to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from backend.http.reading import known_id
from backend.proposals import queries
from backend.text import difference
from pwa.pages import page
from pwa.screens.proposal import read_proposal


@get("/proposals/{number:int}/versions", who="anyone")
async def versions(request: Request[Any, Any, Any], number: FromPath[int]) -> Response[bytes]:
    """The newest change first; the text as it was published comes last."""
    texts = await queries.versions(known_id(number), caller=request.state.caller)
    changes = [
        {
            "version": new.version,
            "edited_at": new.edited_at,
            "title": _runs(old.title, new.title),
            "body": _runs(old.body, new.body),
        }
        for old, new in pairwise(texts)
    ]
    return page(
        request,
        "versions.html",
        proposal=await read_proposal(request, number, request.state.caller),
        changes=changes[::-1],
        first=texts[0],
    )


def _runs(old: str, new: str) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for run in difference(old, new)]
