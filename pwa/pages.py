"""Pages: a template, what every template can use, and the headers that caches obey."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response

from backend import language
from backend.http.callers import Caller
from backend.http.origin import Headers, local_path
from pwa.assets import asset
from pwa.forms import new_key, said
from pwa.line import missing, stops
from pwa.spoken import spoken
from pwa.tags import is_known, tag_of

MEDIA_TYPE = "text/html"
VARY = "Cookie, Accept-Language, Accept-Encoding"

# Visitors share one copy for a second; whoever has a cookie gets their own, asked for anew each
# time; staff screens, sign-in and exports leave nothing behind on the device.
SHARED = "public, s-maxage=1, max-age=0"
PRIVATE = "private, no-cache"
NOWHERE = "no-store"

environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)


def page(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    store: bool = True,
    **context: Any,
) -> Response[bytes]:
    """The page that ``template`` makes of ``context``, or 304 where the reader has it already.

    ``store=False`` is for what must not stay on a device: staff screens, sign-in, sessions,
    exports. See ``common_context`` for what every template has.
    """
    return answer(request, rendered(request, template, **context), status=status, store=store)


def rendered(request: Request[Any, Any, Any], template: str, **context: Any) -> bytes:
    """What ``template`` makes of ``common_context`` and of ``context``, which wins."""
    return environment.get_template(template).render(common_context(request) | context).encode()


def answer(
    request: Request[Any, Any, Any],
    body: bytes,
    *,
    media_type: str = MEDIA_TYPE,
    status: int = 200,
    store: bool = True,
) -> Response[bytes]:
    """``body`` with the headers that caches obey, or 304 where the reader has it already."""
    sent: Headers = request.scope["state"]["headers"]
    headers = {
        "Vary": VARY,
        "Content-Language": request.state.language,
        "Cache-Control": keeping(sent) if store else NOWHERE,
    }
    caller: Caller | None = request.state.caller
    if caller is not None:
        headers["Madang-Person"] = caller.person
    if status == 200 and store and request.method == "GET":
        headers["ETag"] = tag = tag_of(body)
        if is_known(tag.encode(), sent):
            return Response(b"", status_code=304, headers=headers, media_type=media_type)
    return Response(body, status_code=status, headers=headers, media_type=media_type)


def keeping(sent: Headers) -> str:
    """The ``Cache-Control`` of a page that may be kept, by the headers of who asks for it."""
    return PRIVATE if b"cookie" in sent or b"authorization" in sent else SHARED


def common_context(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What every template has.

    ``t`` and the forms of numbers and days, bound to the reader's language, this moment and the
    city's time zone; ``city``; ``me`` (the ``Caller``, or None for a visitor); ``path`` of this
    page; ``readable_path``; ``origin`` for absolute addresses; ``asset``; ``new_key`` for forms;
    ``said`` and ``done``, what was just done, in words and as a code; ``spoken``, the ``lang`` of
    people's words; ``stops`` and ``missing`` of ``pwa.line``.
    """
    state = request.state
    city = request.app.state.city
    in_time = {"now": state.now, "zone": city.zone}
    return {
        "t": partial(language.page_text, state.language),
        "number": partial(language.number, state.language),
        "days": partial(language.days, state.language),
        "date": partial(language.date, state.language, **in_time),
        "moment": partial(language.moment, state.language, **in_time),
        "ago": partial(language.ago, state.language, **in_time),
        "days_until": partial(language.days_until, **in_time),
        "stops": partial(stops, rules=city.rules),
        "missing": partial(missing, rules=city.rules),
        "asset": asset,
        "new_key": new_key,
        "said": said(request),
        "done": request.query_params.get("done", ""),
        "spoken": partial(spoken, page=state.language),
        "city": city,
        "language": state.language,
        "now": state.now,
        "me": state.caller,
        "path": request.url.path,
        "readable_path": readable_path(request),
        "origin": request.app.state.settings.origin,
    }


def readable_path(request: Request[Any, Any, Any]) -> str:
    """Where the reader is: this page's path and query, or those of the page whose form was sent,
    since not every address that takes a form can be read. A page that visitors share names its
    own address, without what one of them may have come with.
    """
    address: str | None = request.scope["state"].get("address")
    if address is not None:
        return address
    if request.method == "GET":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came_from = request.headers.get("referer", "")
    origin = request.app.state.settings.origin
    return local_path(came_from.removeprefix(origin)) if came_from.startswith(origin) else "/"
