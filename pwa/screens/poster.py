"""A proposal on one sheet of paper, for the notice board at the bus stop."""

from __future__ import annotations

from functools import partial
from typing import Any

import segno
from litestar import Request, get
from litestar.params import FromPath
from litestar.types import ASGIApp

from backend.errors import NotFound
from pwa.pages import rendered
from pwa.readers import Made, Reader
from pwa.screens.proposal import read_proposal
from pwa.shared_pages import shared


@get("/proposals/{number:int}/poster", who="anyone")
async def poster(request: Request[Any, Any, Any], number: FromPath[int]) -> ASGIApp:
    """The poster of a published proposal. Raises ``NotFound`` for any other: what was taken away
    here must not be put up elsewhere.
    """
    make = partial(_poster, request, number)
    return await shared(request, f"/proposals/{number}/poster", make, about=number)


async def _poster(request: Request[Any, Any, Any], number: int, reader: Reader) -> Made:
    proposal = await read_proposal(request, number, reader.caller)
    if proposal.visibility != "published":
        raise NotFound
    address = f"{request.app.state.settings.origin}/proposals/{number}"
    body = rendered(
        request,
        "poster.html",
        me=reader.me,
        proposal=proposal,
        short_address=address.partition("://")[2],
        code=qr_code(address),
    )
    return Made(body, (proposal.closes_at, proposal.due_at))


def qr_code(address: str) -> str:
    """The address as a QR code in SVG, as large as the style sheet makes it.

    Black on white in dark mode too, with the quiet border of four modules that ISO/IEC 18004 asks
    for: readers rely on both. A quarter of it may be torn off or rained on.
    """
    code = segno.make(address, error="Q", micro=False)
    svg: str = code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr")
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
