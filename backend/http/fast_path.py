"""What a whole crowd asks for at one moment, answered without the framework around it.

To find a route, to model its parameters and to build its answer takes Litestar more than a support
itself takes, or a page that is kept. A route that says ``fast_path`` is an ordinary one in
everything else: declared, documented, admitted and refused as all are. Whatever is unusual about a
request's path goes the ordinary way.

Files that never change are sent by their address: of nothing else a newcomer asks for as much.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, cast

from litestar import Litestar, Request, Response
from litestar.enums import HttpMethod, ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from backend.http.answers import encoded
from backend.http.callers import admit
from backend.http.reading import MadangRequest

NUMBER = "{number:int}"

# The number in a path, as addresses of ours have it. Any one of so many digits is one that the
# database could know.
_NUMBER = re.compile(r"(?<=/)[0-9]{1,18}(?=/|\Z)")


class _Route(NamedTuple):
    """One such route, and how operators find it counted."""

    handler: HTTPRouteHandler
    answer: Callable[..., Awaitable[Any]]
    status: int
    template: str


class FastPath:
    """The ASGI application that answers these routes itself and gives all else to the framework.

    Their paths have one parameter, ``{number:int}``, or none; their handlers take it and the
    request, and return what goes out as JSON, or an ASGI application that answers.
    ``answer_error`` is the framework's handler of exceptions.
    ``files`` are what is sent to anyone who gets one of these paths, by the template under which
    operators find it counted.
    """

    def __init__(
        self,
        app: Litestar,
        answer_error: Callable[[Request[Any, Any, Any], Exception], Response[Any]],
        files: Mapping[str, Mapping[str, ASGIApp]],
    ) -> None:
        self.app = app
        self._files = {
            path: (template, file)
            for template, those in files.items()
            for path, file in those.items()
        }
        self._answer_error = answer_error
        # By method and what stands around the number in their path.
        self._routes: dict[tuple[str, tuple[str, ...]], _Route] = {}
        for route in app.routes:
            for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
                if handler.opt.get("fast_path"):
                    found = _Route(handler, handler.fn, handler.status_code, route.path_format)
                    for method in handler.http_methods:
                        self._routes[method, tuple(route.path.split(NUMBER))] = found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whichever way it takes."""
        if scope["type"] == ScopeType.HTTP:
            file = self._files.get(scope["path"])
            if file is not None and _is_plain(scope):
                scope["path_template"], send_file = file
                await send_file(scope, receive, send)
                return
            around, parameters = _read_path(scope["path"])
            route = self._routes.get((scope["method"], around))
            if route is not None:
                stream = await self._answer(route, parameters, scope, receive, send)
                if stream is not None:
                    await stream(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _answer(
        self,
        route: _Route,
        parameters: Mapping[str, int],
        scope: HTTPScope,
        receive: Receive,
        send: Send,
    ) -> ASGIApp | None:
        """Answer, or leave it to what is returned: nothing of ours stays as long as a stream."""
        # What the framework puts there, as far as anybody reads it.
        scope["litestar_app"] = self.app
        scope["route_handler"] = route.handler
        scope["path_template"] = route.template
        request = MadangRequest(scope, receive, send)
        try:
            await admit(request)
            answer = await route.answer(request=request, **parameters)
            if callable(answer):
                return cast(ASGIApp, answer)
            headers, body = encoded(answer)
        except Exception as error:
            return self._answer_error(request, error).to_asgi_response(None, request)
        await send({"type": "http.response.start", "status": route.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        return None


def _is_plain(scope: HTTPScope) -> bool:
    """Whether it is asked for as browsers do. Who shows a bearer hears whether it is stale."""
    return scope["method"] == HttpMethod.GET and b"authorization" not in scope["state"]["headers"]


def _read_path(path: str) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """What stands around the number in a path, and the number as its parameter."""
    found = _NUMBER.search(path)
    if found is None:
        return (path,), {}
    return (path[: found.start()], path[found.end() :]), {"number": int(found[0])}
