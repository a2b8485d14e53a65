"""Read what comes in: cleaned first, then checked field by field, all wrong fields at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.params import QueryParameter

from backend.errors import BadRequest, FieldError, InvalidInput, NotFound, Problem
from backend.paging import MOST
from backend.text import clean_text

S = TypeVar("S", bound=msgspec.Struct)

# The two parameters of every list; a handler gives the limit its default.
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many items at most.")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=500, description="`next` of the page before.")
]

MOST_BYTES = 256 * 1024


class UnsupportedMediaType(Problem):
    """A body that is not JSON."""

    status = 415
    slug = "unsupported-media-type"


class Input(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The base of everything that comes in. Unknown fields are refused."""


class MadangRequest(Request[Any, Any, State]):
    """A request whose JSON is JSON, and whose texts are normalised before they are measured."""

    _state: State | None = None

    @property
    def state(self) -> State:
        """What the edge and the guard found out. Litestar makes this object anew for each look."""
        if self._state is None:
            self._state = State(self.scope["state"])
        return self._state

    @property
    def now(self) -> datetime:
        """When the request came. ``state.now`` is the same; where a crowd asks, even the object
        around it costs too much."""
        now: datetime = self.scope["state"]["now"]
        return now

    async def json(self) -> Any:
        """The decoded body. Raises ``UnsupportedMediaType`` and ``BadRequest``."""
        # Kept in the state: whoever answers an error holds another object for the same request.
        if "cleaned" not in self.state:
            body = await self.body()
            media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
            if body and media_type != "application/json" and not media_type.endswith("+json"):
                raise UnsupportedMediaType
            try:
                self.state.cleaned = cleaned(msgspec.json.decode(body or b"null"))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise BadRequest from error
        return self.state.cleaned


def known_id(number: int) -> int:
    """``number`` where the database could know it. Raises ``NotFound``, as for any other."""
    if not 1 <= number < 2**63:
        raise NotFound
    return number


def cleaned(value: Any) -> Any:
    """``value`` with every text in it normalised (see ``backend.text.clean_text``)."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    return value


def read(schema: type[S], values: Any, *, strict: bool = True) -> S:
    """``values`` (already cleaned) as ``schema``. Raises ``InvalidInput`` naming every wrong field.

    ``strict=False`` takes numbers written as text, as forms send them.
    """
    try:
        return msgspec.convert(values, schema, strict=strict)
    except msgspec.ValidationError as first:
        if not isinstance(values, Mapping):
            raise InvalidInput({"": FieldError("object")}) from first
        errors = field_errors(schema, values, strict=strict)
        # A rule over several fields speaks through the struct itself (ValueError: "field code").
        if not errors:
            name, _, code = str(first).partition(" - ")[0].partition(" ")
            errors = {name: FieldError(code or "invalid")}
        raise InvalidInput(errors) from first


def field_errors(
    schema: type[msgspec.Struct], values: Mapping[str, Any], *, strict: bool
) -> dict[str, FieldError]:
    """Each field that doesn't fit, with what is wrong with it."""
    errors: dict[str, FieldError] = {}
    fields = {field.encode_name: field for field in msgspec.structs.fields(schema)}
    for name in values:
        if name not in fields:
            errors[name] = FieldError("unknown")
    for name, field in fields.items():
        if name not in values:
            if field.required:
                errors[name] = FieldError("required")
            continue
        try:
            msgspec.convert(values[name], field.type, strict=strict)
        except msgspec.ValidationError as error:
            errors[name] = _explain(field.type, values[name], error)
    return errors


def _explain(kind: Any, value: Any, error: msgspec.ValidationError) -> FieldError:
    """What is wrong with one value, as a message key and the limits that its sentence names."""
    information = _bare(msgspec.inspect.type_info(kind))
    if isinstance(information, msgspec.inspect.StrType) and isinstance(value, str):
        least, most = information.min_length, information.max_length
        if least is not None and len(value) < least:
            return FieldError("empty" if not value else "too-short", least=least, length=len(value))
        if most is not None and len(value) > most:
            return FieldError("too-long", most=most, length=len(value))
    if isinstance(information, msgspec.inspect.ListType) and isinstance(value, list):
        most = information.max_length
        if most is not None and len(value) > most:
            return FieldError("too-many", most=most, length=len(value))
    if isinstance(information, msgspec.inspect.LiteralType):
        return FieldError("choice", choices=", ".join(map(str, information.values)))
    if value is None or value == "":
        return FieldError("required")
    return FieldError("invalid")


def _bare(information: Any) -> Any:
    """What a type is without its description and examples, and without null beside it."""
    if isinstance(information, msgspec.inspect.Metadata):
        return _bare(information.type)
    if isinstance(information, msgspec.inspect.UnionType):
        others = [t for t in information.types if not isinstance(t, msgspec.inspect.NoneType)]
        return _bare(others[0]) if len(others) == 1 else information
    return information
