"""What comes in about accounts, and what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http.reading import Input

Role = Literal["moderator", "official", "clerk", "admin", "head"]
# The HTML standard's rule for <input type=email>, but for a dot in the domain, which mail between
# cities and residents always has. It leaves no room for a second address or a line break.
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=254,
        pattern=rf"^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+$",
        examples=["resident@madang.example"],
    ),
]
Name = Annotated[str, Meta(min_length=1, max_length=40)]


class Account(msgspec.Struct, kw_only=True):
    """One's own account. ``email`` is null where an identity provider gave none."""

    email: str | None
    name: str
    language: str | None
    roles: list[Role]
    department: str | None
    verified: bool
    verified_until: datetime | None
    area: str | None


class Session(msgspec.Struct, kw_only=True):
    """A signed-in device. ``current`` is the one that asks."""

    id: int
    device: str
    created_at: datetime
    last_used_on: date
    expires_at: datetime
    current: bool


class SignedIn(msgspec.Struct, kw_only=True):
    """The token of a new session: for a cookie or as a bearer. It is never shown again."""

    token: str
    account: Account


class CodeRequest(Input):
    """Where to send a code."""

    email: Email


class CodeSent(msgspec.Struct, kw_only=True):
    """The same for every address. The code holds until ``expires_at``."""

    expires_at: datetime


class SignIn(Input):
    """The code that came. The first right one makes the account and states consent to the
    terms and the city's age rule."""

    email: Email
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$", examples=["123456"])]


class AccountChange(Input):
    """What of one's account is to change; what is not named stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    language: str | msgspec.UnsetType | None = msgspec.UNSET
    area: str | msgspec.UnsetType | None = msgspec.UNSET


class NewVerification(Input):
    """A desk clerk has seen that this person lives, works or studies in the city."""

    email: Email
    area: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    name: Name | None = None
