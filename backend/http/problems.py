"""Errors as RFC 9457 problem documents, in the reader's language."""

from __future__ import annotations

from typing import Any, get_args

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from backend.database.engine import out_of_reach
from backend.errors import (
    BadRequest,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    Problem,
    Unavailable,
)
from backend.http.reading import field_errors
from backend.language import text

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"


class TooLarge(Problem):
    """More bytes than any of our forms needs."""

    status = 413
    slug = "too-large"


class Broken(Problem):
    """An error of ours. What happened is in the log, under the request's id."""

    status = 500
    slug = "broken"


class ProblemDocument(msgspec.Struct, omit_defaults=True, kw_only=True):
    """RFC 9457. ``type`` is a stable code; ``title`` and ``detail`` are for people."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: dict[str, list[str]] = {}


def as_problem(request: Request[Any, Any, Any], error: Exception) -> Problem:
    """Any exception as one of ours; nothing of Python's or the database's text survives."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationException):
        return _invalid(request)
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed()
    if isinstance(error, HTTPException) and error.status_code == 413:
        return TooLarge()
    if isinstance(error, HTTPException) and error.status_code < 500:
        return BadRequest()
    if passing(error):
        log.error("unavailable", exception=type(error).__name__, exc_info=error)
        return Unavailable()
    log.error("broken", exception=type(error).__name__, exc_info=error)
    return Broken()


def passing(error: Exception) -> bool:
    """Whether trying again helps; of two transactions that wait for each other the database gives
    one up."""
    return out_of_reach(error) or isinstance(error, asyncpg.TransactionRollbackError)


def _invalid(request: Request[Any, Any, Any]) -> Problem:
    """Litestar refused a parameter or the body: name every field of the body that is wrong."""
    body = request.state.get("cleaned")
    parameter = request.route_handler.parsed_fn_signature.parameters.get("data")
    if parameter is None or not isinstance(body, dict):
        return BadRequest()
    # A body that may be missing is a struct or None.
    kind = next(iter(get_args(parameter.annotation)), parameter.annotation)
    errors = field_errors(kind, body, strict=False)
    return InvalidInput(errors) if errors else BadRequest()


def document(problem: Problem, language: str) -> ProblemDocument:
    """The problem in words."""
    errors = {}
    if isinstance(problem, InvalidInput):
        errors = {
            name: [text(language, f"field-{error.code}", **error.facts)]
            for name, error in problem.errors.items()
        }
    return ProblemDocument(
        type=f"/problems/{problem.slug}",
        title=text(language, f"problem-{problem.slug}", **problem.facts),
        status=problem.status,
        detail=text(language, f"problem-{problem.slug}-detail", **problem.facts),
        errors=errors,
    )


def problem_headers(request: Request[Any, Any, Any], problem: Problem) -> dict[str, str]:
    """``Retry-After`` where waiting helps, how to sign in, which methods there are."""
    headers = {"Cache-Control": "no-store"}
    if problem.status == 405:
        headers["Allow"] = ", ".join(_methods(request))
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _methods(request: Request[Any, Any, Any]) -> list[str]:
    """The methods that this path answers to."""
    found = []
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        try:
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
        except (MethodNotAllowedException, NotFoundException):
            continue
        found += ["GET", "HEAD"] if method == "GET" else [method]
    return found


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the API."""
    problem = as_problem(request, error)
    return Response(
        document(problem, request.state.language),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem_headers(request, problem),
    )
