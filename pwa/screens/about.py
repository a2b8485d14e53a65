"""What the square is, and the rules it keeps, in words: filled in from the city's own file."""

from __future__ import annotations

from typing import Any, get_args

from litestar import Request, Response, get

from backend.city.schemas import HOT_FORMULA
from backend.language import text
from backend.moderation.schemas import Reason
from pwa.pages import page


@get("/about", who="anyone", sync_to_thread=False)
def about(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The rules for people; ``/api/v1/rules`` has them for programs."""
    language = request.state.language
    return page(
        request,
        "about.html",
        hot=HOT_FORMULA,
        reasons=[text(language, f"reason-{reason}") for reason in get_args(Reason)],
        boards=list(request.app.state.city.imports.boards.values()),
        providers=sorted(request.app.state.settings.oidc_providers),
    )
