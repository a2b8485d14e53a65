"""The inbox: what became of what one follows and wrote."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, get_args
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get, post
from litestar.response import Redirect

from backend.errors import BadRequest
from backend.http.callers import caller_of
from backend.language import text
from backend.notifications import actions, queries
from backend.notifications.kinds import About
from backend.notifications.words import sentence
from pwa.forms import see_other, submitted
from pwa.pages import page

LONGEST_CURSOR = 500


class InboxScreen(Controller):
    """``/inbox``."""

    path = "/inbox"

    @get(who="account")
    async def show(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What happened, newest first; everything, or what is about one thing."""
        asked = request.query_params
        about = next((one for one in get_args(About) if one == asked.get("about")), None)
        listed = await queries.inbox(
            caller_of(request),
            about=about,
            cursor=asked.get("cursor", "")[:LONGEST_CURSOR] or None,
        )
        return page(
            request,
            "inbox.html",
            listed=listed,
            told=partial(
                sentence,
                language=request.state.language,
                city=request.app.state.city,
                now=request.state.now,
            ),
            tabs_about=_tabs(about, request.state.language),
            more=_address(about, listed.next) if listed.next else None,
        )

    @post("/read", who="account", while_suspended=True)
    async def mark_read(self, request: Request[Any, Any, Any]) -> Redirect:
        """Count as read what the reader had in sight."""
        try:
            until = datetime.fromisoformat((await submitted(request)).get("until", ""))
        except ValueError as error:
            raise BadRequest from error
        if until.tzinfo is None:
            raise BadRequest
        await actions.mark_read(caller=caller_of(request), until=until, now=request.state.now)
        return see_other("/inbox", done="inbox-read")


def _tabs(chosen: About | None, language: str) -> list[tuple[str, str, bool]]:
    """What one can filter by: address, words, and whether it is chosen."""
    return [
        (_address(about), text(language, f"inbox-about-{about or 'all'}"), about == chosen)
        for about in (None, *get_args(About))
    ]


def _address(about: About | None, cursor: str | None = None) -> str:
    query = urlencode({k: v for k, v in (("about", about), ("cursor", cursor)) if v})
    return f"/inbox{'?' + query if query else ''}"
