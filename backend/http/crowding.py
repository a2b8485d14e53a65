"""What a process refuses while more is asked of it than it can answer soon.

First what nobody waits for; then, long after, whatever can be asked again without a loss. So that
who is let in waits seconds at most, and the process holds no more than it has memory for.
"""

from __future__ import annotations

import time
from html import escape
from typing import NamedTuple

import msgspec
import structlog
from litestar.enums import HttpMethod
from litestar.types import HTTPScope

from backend.errors import Problem
from backend.http.metrics import REQUESTS
from backend.http.origin import Headers
from backend.http.problems import MEDIA_TYPE, document

log = structlog.get_logger()

# With so many requests under way in this process, what nobody waits for is refused. What is
# answered from memory is never seen waiting here; of the rest a process that keeps up has one or
# two under way, and behind eight whoever comes next waits for 20 to 40 milliseconds. To refuse
# too early costs a phone ten minutes; to refuse too late, people's time (docs/performance.md).
BUSY = 8

# With so many, reading and the API are refused: the last of them would wait for a quarter of a
# second (supports) to two or three (lists), and each holds 20 to 50 KB meanwhile.
CROWDED = 2_000

# What operators look at, and what the pages of those who were let in need.
NEVER_REFUSED = ("/health/", "/metrics", "/assets/")

# Seconds between two lines of the log about it.
SAID_EVERY = 10.0

# Seconds after which those who were refused ask again, in turns: a crowd that was refused in one
# moment does not come back in one.
AGAIN = range(5, 10)


class Crowded(Problem):
    """More is asked of this server than it can answer soon; trying again later helps."""

    status = 503
    slug = "crowded"
    retry_after = AGAIN[0]


class Refusal(NamedTuple):
    """An answer made beforehand: it must cost next to nothing."""

    headers: list[tuple[bytes, bytes]]
    body: bytes = b""


# The app leaves as much between two rounds anyway, and there is nobody to read why.
NOT_AHEAD = Refusal(
    [(b"retry-after", b"600"), (b"cache-control", b"no-store"), (b"content-length", b"0")]
)


class Crowding:
    """The refusals of one process, in the city's languages; ``style`` is where the style sheet of
    the pages lies."""

    def __init__(self, locales: list[str], style: str) -> None:
        self._pages = {language: _page(language, style) for language in locales}
        self._problems = {language: _problem(language) for language in locales}
        self._said = -SAID_EVERY

    def refuses(self, scope: HTTPScope, headers: Headers, language: str) -> Refusal | None:
        """The answer to a request that a busy process has no time for, None where it has.

        A form that a page sends is always taken in: who wrote it would have to write it again.
        """
        method, path = scope["method"], scope["path"]
        if method == HttpMethod.GET and _is_ahead(headers):
            REQUESTS.refused_ahead += 1
            return NOT_AHEAD
        if REQUESTS.under_way < CROWDED or path.startswith(NEVER_REFUSED):
            return None
        api = path.startswith("/api/")
        if not api and method not in (HttpMethod.GET, HttpMethod.HEAD):
            return None
        REQUESTS.refused_crowded += 1
        self._say_so()
        refusals = (self._problems if api else self._pages)[language]
        return refusals[REQUESTS.refused_crowded % len(refusals)]

    def _say_so(self) -> None:
        if time.monotonic() >= self._said + SAID_EVERY:
            self._said = time.monotonic()
            log.warning("crowded", under_way=REQUESTS.under_way)


def _is_ahead(headers: Headers) -> bool:
    """Whether a page is fetched before anybody wants to see it.

    Browsers say so themselves (``Sec-Purpose: prefetch``, after which parameters may come); a
    script may not set that, and says it by the older ``Purpose``, as some browsers also do.
    """
    return any(
        headers.get(name, b"").startswith(b"prefetch") for name in (b"purpose", b"sec-purpose")
    )


def _problem(language: str) -> list[Refusal]:
    """For clients of the API, and for the outbox, which tries again."""
    return _made(msgspec.json.encode(document(Crowded(), language)), MEDIA_TYPE, language)


def _page(language: str, style: str) -> list[Refusal]:
    """For people, who come in by themselves as soon as there is room. It asks for the style alone,
    which most have already."""
    told = document(Crowded(), language)
    title, detail = escape(told.title), escape(told.detail)
    body = (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="stylesheet" href="{style}">\n'
        f'<main><section class="page"><h1>{title}</h1>\n'
        f'<p class="lead">{detail}</p></section></main>\n'
    )
    refusals = _made(body.encode(), "text/html; charset=utf-8", language)
    for refusal, seconds in zip(refusals, AGAIN, strict=True):
        refusal.headers.append((b"refresh", b"%d" % seconds))
    return refusals


def _made(body: bytes, media_type: str, language: str) -> list[Refusal]:
    """The same refusal for each of ``AGAIN``."""
    headers = {
        "content-type": media_type,
        "content-language": language,
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    return [Refusal([*sent, (b"retry-after", b"%d" % seconds)], body) for seconds in AGAIN]
