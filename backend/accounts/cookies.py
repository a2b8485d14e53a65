"""The cookies of signing in. The prefix ``__Host-`` ties each to this host, over TLS only."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from backend.accounts import codes
from backend.http.origin import SESSION_COOKIE

CODE_COOKIE = "__Host-madang-code"

# As long as browsers keep any cookie. The session's own end is kept by the server, which moves
# it from day to day; a cookie's can't be moved without sending it anew.
_FOR_EVER = 400 * 24 * 3600


def session_cookie(token: str) -> Cookie:
    """The session's token, for a browser to keep."""
    return cookie(SESSION_COOKIE, token, max_age=_FOR_EVER)


def code_cookie(browser: str) -> Cookie:
    """The name of the browser that asked for a code, for as long as a code holds."""
    return cookie(CODE_COOKIE, browser, max_age=int(codes.LASTS.total_seconds()))


def ended(name: str) -> Cookie:
    """Tells the browser to drop a cookie."""
    return cookie(name, "", max_age=0)


def cookie(name: str, value: str, *, max_age: int) -> Cookie:
    """A cookie that no script reads and no other site's form brings along. Ages in seconds."""
    return Cookie(
        name, value=value, max_age=max_age, path="/", secure=True, httponly=True, samesite="lax"
    )


def browser_of(request: Request[Any, Any, Any]) -> str | None:
    """The name that this browser got when it asked for a code, if it has one of ours."""
    sent = request.cookies.get(CODE_COOKIE, "")
    return sent if re.fullmatch(r"[\w-]{22}", sent) else None
