"""The OpenAPI document: what Litestar derives from the handlers, and what all of them share."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec
from litestar import Litestar, Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Server, Tag
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from backend.errors import (
    BadRequest,
    CrossOrigin,
    InvalidInput,
    KeyInUse,
    KeyReused,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Problem,
    Suspended,
)
from backend.http.examples import Schemas, add_examples
from backend.http.problems import MEDIA_TYPE, TooLarge
from backend.http.reading import UnsupportedMediaType

DESCRIPTION = """\
The API of a city's square: residents propose, support and discuss; the city answers on a clock.

**Signing in.** Ask for a code (`POST auth/codes`), send it back (`POST auth/sessions`) and use
the token as `Authorization: Bearer …`. Browsers hold the same token in the cookie
`__Host-madang`. An unsafe request without a bearer must be same-origin.

**Exactly once.** Any POST takes an `Idempotency-Key` (up to 200 characters, unique for each
author). The same request under the same key does nothing again and answers from the present
row; another request under it is 422; while the first one runs, 409.

**Lists** are `{"items": […], "next": cursor or null}`. Send `next` back as `cursor` for more.

**Errors** are problem documents (RFC 9457) in the reader's language: `?lang=`, the account's
language, `Accept-Language`, the city's, in this order. `errors` holds sentences by field.

**A full house.** Any request may be answered 503 with `Retry-After`: `crowded` where a server has
more to do than it can answer soon, and has done nothing; `unavailable` where its database does not
answer. What is fetched before anybody wants it (`Purpose: prefetch`) is refused first, in silence.

**Moments** are ISO 8601 with an offset. Texts are normalised (NFC, control characters removed)
before they are measured.
"""

TAGS = {
    "Accounts": "Signing in, one's own account and devices.",
    "City": "What the city has configured.",
    "Proposals": "Proposals, their versions, drafts, and the feed.",
    "Photos": "Pictures for proposals and drafts.",
    "Supports and follows": "One person, one support for each proposal.",
    "Comments": "Arguments for and against.",
    "Responses": "What the city owes, answers and builds.",
    "Notifications": "What became of what one cares about, and what one chooses to hear.",
    "Moderation": "Reports and decisions, with reasons.",
}


# What the numbers in addresses are.
PATH_PARAMETERS = {
    "number": "A proposal's running number.",
    "draft": "A draft's id.",
    "comment": "A comment's id.",
    "id": "A session's id, from `me/sessions`.",
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong, as RFC 9457 says it, in the reader's language.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {
            "type": "string",
            "description": "A stable code: `/problems/` and a word that the operation names.",
            "examples": ["/problems/invalid-input"],
        },
        "title": {
            "type": "string",
            "description": "What it is.",
            "examples": ["Some fields need another look."],
        },
        "status": {"type": "integer", "description": "As in the answer.", "examples": [400]},
        "detail": {
            "type": "string",
            "description": "What to do about it.",
            "examples": ["Correct the marked fields and send it again."],
        },
        "errors": {
            "type": "object",
            "description": "Sentences by field.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "examples": [{"title": ["Write at least 5 characters; these are 2."]}],
        },
    },
}


def openapi_config(version: str, base_url: str) -> OpenAPIConfig:
    """What the document says of itself."""
    return OpenAPIConfig(
        title="Madang",
        version=version,
        description=DESCRIPTION,
        servers=[Server(url=base_url)],
        tags=[Tag(name=name, description=text) for name, text in TAGS.items()],
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer"),
                "cookie": SecurityScheme(
                    type="apiKey", name="__Host-madang", security_scheme_in="cookie"
                ),
            }
        ),
        use_handler_docstrings=True,
        operation_id_creator=_operation_id,
    )


def _operation_id(
    handler: HTTPRouteHandler, method: Method, path: list[str | PathParameterDefinition]
) -> str:
    """A name that generated clients can bear, such as ``get_proposals_by_number``."""
    words = [
        part.replace("-", "_") if isinstance(part, str) else f"by_{part.name}" for part in path
    ]
    return "_".join([method.lower(), *words]).replace("_api_v1", "")


@get("/openapi.json", who="anyone", include_in_schema=False, sync_to_thread=False)
def openapi_document(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The document itself."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = describe(request.app)
    document: dict[str, Any] = state.openapi
    return document


def describe(app: Litestar) -> dict[str, Any]:
    """The document with what every operation shares: who may call, errors, idempotency keys."""
    schema = _with_plain_names(app.openapi_schema.to_schema())
    schemas: Schemas = schema["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    _describe(schemas)
    add_examples(schemas)
    for route in app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            operations = schema["paths"].get(route.path_format)
            if operations and method.lower() in operations:
                _complete(operations[method.lower()], method, handler.opt, schemas)
    return schema


def _with_plain_names(schema: dict[str, Any]) -> dict[str, Any]:
    """Litestar's ``Page_backend.accounts.schemas.Session_`` becomes ``SessionPage``."""
    text = re.sub(rb"Page_backend\.[\w.]+\.(\w+)_", rb"\1Page", msgspec.json.encode(schema))
    plain: dict[str, Any] = msgspec.json.decode(text)
    return plain


def _describe(schemas: Schemas) -> None:
    """Give each schema the words of its class, which Litestar leaves out."""
    words = {
        kind.__name__: inspect.cleandoc(kind.__doc__ or "").replace("``", "`")
        for kind in _structs(msgspec.Struct)
        if kind.__module__.endswith(".schemas")
    }
    for name, schema in schemas.items():
        if name.endswith("Page"):
            schema["description"] = "A part of a list."
        elif name in words:
            schema["description"] = words[name]


def _structs(kind: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    return {kind}.union(*(_structs(below) for below in kind.__subclasses__()))


def _complete(
    operation: dict[str, Any], method: str, opt: dict[str, Any], schemas: Schemas
) -> None:
    problems: list[type[Problem]] = list(opt.get("problems", ()))
    unsafe = method != "GET"
    parameters = operation.setdefault("parameters", [])
    # A stale bearer is refused everywhere, and a query may be out of range.
    problems.append(NotSignedIn)
    if opt["who"] == "anyone":
        operation["security"] = [{}, {"bearer": []}, {"cookie": []}]
    else:
        operation["security"] = [{"bearer": []}, {"cookie": []}]
        problems.append(NotPermitted)
    if unsafe:
        problems.append(CrossOrigin)
    staff = opt["who"] not in ("anyone", "account")
    if staff or (opt["who"] == "account" and unsafe and not opt.get("while_suspended")):
        problems.append(Suspended)
    if any(parameter["in"] == "path" for parameter in parameters):
        problems.append(NotFound)
    if any(parameter["in"] == "query" for parameter in parameters):
        problems.append(BadRequest)
    if "application/json" in operation.get("requestBody", {}).get("content", ()):
        problems += [InvalidInput, BadRequest, UnsupportedMediaType, TooLarge]
    if method == "POST" and opt["who"] != "anyone":
        problems += [BadRequest, KeyReused, KeyInUse]
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Makes a repetition harmless, for ever.",
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "examples": ["018f6b1e-7c3a-7d52-9a51-3a7f2c1b9d10"],
                },
            }
        )
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["description"] = PATH_PARAMETERS[parameter["name"]]
            parameter["schema"] |= {"minimum": 1, "examples": [7]}
    operation["responses"] = {
        status: answer for status, answer in operation["responses"].items() if status < "400"
    }
    # A handler that answers with a bare Response still has nothing to say in a 204.
    operation["responses"].get("204", {}).pop("content", None)
    for answer in operation["responses"].values():
        sent = answer.get("content", {}).get("application/json", {}).get("schema", {})
        described = schemas.get(sent.get("$ref", "").rpartition("/")[2], {}).get("description")
        answer["description"] = described or ("What was asked for." if sent else "Done.")
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in dict.fromkeys(problems):
        by_status.setdefault(problem.status, []).append(problem)
    for status, kinds in sorted(by_status.items()):
        operation["responses"][str(status)] = _answer(status, kinds)


def _answer(status: int, kinds: list[type[Problem]]) -> dict[str, Any]:
    """One status, with each problem that it can be."""
    described = [f"`{kind.slug}`: {(kind.__doc__ or '').strip().splitlines()[0]}" for kind in kinds]
    answer: dict[str, Any] = {
        "description": "\n".join(described),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if any(kind.retry_after is not None for kind in kinds) or status == 429:
        answer["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}
        }
    return answer
