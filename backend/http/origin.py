"""What comes from this site, and what stays on it.

Cross-site protection by what browsers say of a request's origin, not by tokens in forms.

A form that waited two days in an outbox must not be stale. Source of the rule: the Fetch
Metadata and Origin checks as OWASP's cross-site request forgery cheat sheet describes them.
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from backend.errors import CrossOrigin

SESSION_COOKIE = "__Host-madang"

# On the way through an identity provider it is kept in a cookie, of which browsers take four
# thousand characters.
LONGEST_PATH = 2000

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def require_same_origin(connection: ASGIConnection[Any, Any, Any, Any], origin: str) -> None:
    """Raise ``CrossOrigin`` for an unsafe request that another site could have caused.

    A bearer is proof enough: no browser adds one by itself. ``Sec-Fetch-Site`` decides where it
    is present, else ``Origin``. A request with neither comes from no browser of the last years;
    it is refused only where it carries our cookie.
    """
    if connection.scope.get("method") in SAFE_METHODS or bearer_of(connection) is not None:
        return
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        sent = connection.headers.get("origin")
        allowed = sent == origin if sent else SESSION_COOKIE not in connection.cookies
    if not allowed:
        raise CrossOrigin


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token in ``Authorization: Bearer``, if one was sent."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def local_path(value: str | None, default: str = "/") -> str:
    """``value`` where it is a path on this site, else ``default``: nobody is led elsewhere.

    Browsers read a backslash as a slash, skip control characters and blanks, and take two
    slashes for the beginning of another host's name.
    """
    if not value or len(value) > LONGEST_PATH:
        return default
    own = value.startswith("/") and not value.startswith("//") and "\\" not in value
    return value if own and value.isprintable() and value.isascii() else default
