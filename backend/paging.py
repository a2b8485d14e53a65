"""Keyset pages: a cursor holds the sort values of the last row that was shown."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta

from backend.errors import BadRequest

T = TypeVar("T")

# What a cursor may hold, within what the database's types can: anyone can make one up.
Id = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]

DEFAULT_LIMIT = 20
MOST = 100


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list."""

    items: list[T]
    next: Annotated[
        str | None,
        Meta(
            description="The `cursor` of the part after it; null at the end.",
            examples=["WyJuZXciLDEyMzRd"],
        ),
    ] = None


def encode_cursor(*values: Any) -> str:
    """Sort values (numbers, texts, moments) as an opaque text that is safe in a URL."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(cursor: str | None, *types: Any) -> tuple[Any, ...] | None:
    """The values of a cursor, checked to be of ``types``. Raises ``BadRequest`` for any other."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        values: tuple[Any, ...] = msgspec.json.decode(
            raw,
            type=tuple[types],  # type: ignore[valid-type]
        )
        # An offset can push a moment out of the years that there are.
        return tuple(
            value.astimezone(UTC) if isinstance(value, datetime) else value for value in values
        )
    except (ValueError, OverflowError, binascii.Error, msgspec.DecodeError) as error:
        raise BadRequest from error
