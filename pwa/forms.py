"""Forms: what was sent, sent once, what was wrong with it, and where to go afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import IO, Any, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from backend.errors import BadRequest, KeyReused, Problem
from backend.http.callers import Caller
from backend.http.problems import ProblemDocument, document
from backend.http.reading import cleaned
from backend.idempotency import Once
from backend.language import MissingText, text
from backend.moderation.schemas import Reason

# No form of ours has half as many; more is somebody trying how much we read.
MOST_FIELDS = 50

KEY = "key"

# The fields in which people write; a reason may be one of the catalogue's codes instead.
WRITTEN = ("title", "body", "place", "note", "reason", "name")
REASONS = get_args(Reason)


class SentBefore(KeyReused):
    """A form that did its work, changed afterwards and sent again."""

    slug = "sent-before"


async def submitted(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The texts of a form, cleaned, each under its field's name; the last one of a name wins.

    Raises ``BadRequest`` for what no form of ours sends.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise BadRequest
    request.state.sent = await request.body()
    try:
        return _fields(request.state.sent)
    except ValueError as error:
        raise BadRequest from error


async def submitted_with_files(
    request: Request[Any, Any, Any], name: str
) -> tuple[dict[str, str], list[IO[bytes]]]:
    """The texts of a form as ``submitted`` has them, and the files chosen in its field ``name``.

    The framework writes large files to the disk as they come. Raises ``BadRequest`` for what no
    form of ours sends.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise BadRequest
    sent = list((await request.form()).multi_items())
    if len(sent) > MOST_FIELDS:
        raise BadRequest
    texts: dict[str, str] = cleaned({key: value for key, value in sent if isinstance(value, str)})
    files: list[IO[bytes]] = [
        value.file
        for key, value in sent
        if key == name and isinstance(value, UploadFile) and value.filename
    ]
    return texts, files


def written(request: Request[Any, Any, Any]) -> list[str]:
    """What somebody wrote in the form that could not be taken, for the page that says so.

    Empty where no form came, or none that can be read.
    """
    try:
        fields = _fields(request.state.sent)
    except ValueError:
        return []
    return [fields[name] for name in WRITTEN if fields.get(name) and fields[name] not in REASONS]


def _fields(sent: bytes) -> dict[str, str]:
    """The fields of a form's body. Raises ``ValueError`` where it is none."""
    fields = parse_qsl(sent.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    values: dict[str, str] = cleaned(dict(fields))
    return values


def filled(values: Mapping[str, str], *names: str) -> dict[str, str]:
    """Those fields that are not left empty, for ``backend.http.reading.read``.

    A form sends its empty fields too; what is missing reads as "required" or as the default.
    """
    return {name: values[name] for name in names if values.get(name, "").strip()}


def new_key() -> str:
    """A value for a form's hidden field ``key``, which makes sending it twice the same as once."""
    return secrets.token_urlsafe(16)


def form_once(
    request: Request[Any, Any, Any], caller: Caller, values: Mapping[str, str]
) -> Once | None:
    """The form's key with what was sent under it; None where the form brought no key.

    Raises ``BadRequest`` for a key that is none of ours.
    """
    key = values.get(KEY)
    if not key:
        return None
    if len(key) > 200:
        raise BadRequest
    sent = sorted((name, value) for name, value in values.items() if name != KEY)
    return Once.of(
        caller.account,
        key,
        request.method.encode(),
        request.url.path.encode(),
        msgspec.json.encode(sent),
    )


def key_after(problem: Problem | None, values: Mapping[str, str]) -> str:
    """The key for a form that is shown again: its own, unless that one has done its work.

    Who went back after sending and changed the text means something new by sending it again.
    """
    own = values.get(KEY)
    return own if own and not isinstance(problem, KeyReused) else new_key()


def explained(request: Request[Any, Any, Any], problem: Problem) -> ProblemDocument:
    """The problem in the reader's words, for the form that is shown again: title, detail, status,
    and the sentences for each wrong field.
    """
    if isinstance(problem, KeyReused):
        problem = SentBefore()
    return document(problem, request.state.language)


def see_other(to: str, *, done: str | None = None, **kept: Any) -> Redirect:
    """303 to a path of ours. ``done`` names the text ``done-<done>`` that is said there once.

    ``kept`` goes to ``Redirect`` (cookies, headers).
    """
    if done is not None:
        there = urlsplit(to)
        query = [pair for pair in parse_qsl(there.query) if pair[0] != "done"]
        to = urlunsplit(there._replace(query=urlencode([*query, ("done", done)])))
    headers = {"Cache-Control": "no-store"} | kept.pop("headers", {})
    return Redirect(to, status_code=303, headers=headers, **kept)


def said(request: Request[Any, Any, Any]) -> str:
    """What was just done, in words, where the query's ``done`` names it; else nothing."""
    code = request.query_params.get("done", "")
    try:
        return text(request.state.language, f"done-{code}") if code else ""
    except MissingText:
        return ""


def area_choices(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """The city's areas for a choice: id and name in the reader's language."""
    return [(area.id, area.name(request.state.language)) for area in request.app.state.city.areas]
