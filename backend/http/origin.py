"""What comes from this site, and what stays on it.

Cross-site protection by what browsers say of a request's origin, not by tokens in forms.

A form that waited two days in an outbox must not be stale. Source of the rule: the Fetch
Metadata and Origin checks as OWASP's cross-site request forgery cheat sheet describes them.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.errors import CrossOrigin

# A request's headers by their names in small letters, as they came; of a name that came more
# than once, the last. ``http.edge`` puts them into the request's state.
Headers = Mapping[bytes, bytes]

SESSION_COOKIE = "__Host-madang"

# On the way through an identity provider it is kept in a cookie, of which browsers take four
# thousand characters.
LONGEST_PATH = 2000

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def require_same_origin(headers: Headers, origin: str) -> None:
    """Raise ``CrossOrigin`` for an unsafe request that another site could have caused.

    Not for one with a bearer, which is proof enough: no browser adds one by itself.
    ``Sec-Fetch-Site`` decides where it is present, else ``Origin``. A request with neither comes
    from no browser of the last years; it is refused only where it carries our cookie.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        allowed = site in (b"same-origin", b"none")
    else:
        sent = headers.get(b"origin")
        allowed = sent == origin.encode() if sent else cookie(headers, SESSION_COOKIE) is None
    if not allowed:
        raise CrossOrigin


def bearer_of(headers: Headers) -> str | None:
    """The token in ``Authorization: Bearer``, if one was sent."""
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else None


def cookie(headers: Headers, name: str) -> str | None:
    """One cookie of a request, or None.

    Read as RFC 6265 has servers and browsers read it (section 5.2), part by part: the standard
    library's reader stops at the first cookie that it does not like, and whatever else is served
    under this host's name may have set one.
    """
    sent = headers.get(b"cookie")
    if sent is None:
        return None
    wanted = name.encode()
    for part in sent.split(b";"):
        found, _, value = part.partition(b"=")
        if found.strip() == wanted:
            return value.strip().decode("latin-1")
    return None


def local_path(value: str | None, default: str = "/") -> str:
    """``value`` where it is a path on this site, else ``default``: nobody is led elsewhere.

    Browsers read a backslash as a slash, skip control characters and blanks, and take two
    slashes for the beginning of another host's name.
    """
    if not value or len(value) > LONGEST_PATH:
        return default
    own = value.startswith("/") and not value.startswith("//") and "\\" not in value
    return value if own and value.isprintable() and value.isascii() else default
