"""The choice of language, from the foot of every page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from litestar import Request, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from backend.accounts import actions
from backend.accounts.cookies import cookie
from backend.accounts.schemas import AccountChange
from backend.errors import BadRequest
from backend.http.edge import LANGUAGE_COOKIE
from backend.http.origin import local_path
from pwa.forms import see_other, submitted

A_YEAR = 365 * 24 * 3600


def language_cookie(language: str) -> Cookie:
    """Keeps the choice in this browser, for visitors too: they asked for it."""
    return cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR)


@post("/language", who="anyone", while_suspended=True)
async def choose_language(request: Request[Any, Any, Any]) -> Redirect:
    """Keep the language for this browser, and in the profile of whoever is signed in."""
    values = await submitted(request)
    city = request.app.state.city
    language = values.get("language", "")
    if language not in city.locales:
        raise BadRequest
    if request.state.caller is not None:
        await actions.change(
            caller=request.state.caller,
            data=AccountChange(language=language),
            city=city,
            now=request.state.now,
        )
    to = _without_language(local_path(values.get("to")))
    return see_other(to, cookies=[language_cookie(language)])


def _without_language(path: str) -> str:
    """The path without ``?lang=``, which would win over the choice just made."""
    there = urlsplit(path)
    query = [pair for pair in parse_qsl(there.query) if pair[0] not in ("lang", "done")]
    return urlunsplit(there._replace(query=urlencode(query)))
