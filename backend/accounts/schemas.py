"""What comes in about accounts, and what goes out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.http import fields
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
        description="An e-mail address.",
        examples=["resident@madang.example"],
    ),
]
Name = Annotated[
    str,
    Meta(min_length=1, max_length=40, description="As others see it.", examples=["마포 주민"]),
]


class Account(msgspec.Struct, kw_only=True):
    """One's own account."""

    email: Annotated[
        str | None,
        Meta(
            description="Null where an identity provider gave none.",
            examples=["resident@madang.example"],
        ),
    ]
    name: Annotated[str, Meta(description="As others see it.", examples=["마포 주민"])]
    language: Annotated[
        fields.Language | None,
        Meta(description="Of answers and mail; null if not chosen.", examples=["ko"]),
    ]
    roles: Annotated[list[Role], Meta(examples=[["official"]])]
    department: Annotated[
        fields.Department | None, Meta(description="The one worked for.", examples=["pedestrian"])
    ]
    verified: Annotated[bool, Meta(description="Whether a resident, confirmed and still so.")]
    verified_until: fields.Moment | None
    area: Annotated[fields.Area, Meta(description="An id of `areas`, or null.")]
    suspended_until: Annotated[
        fields.Moment | None,
        Meta(description="Until then one reads and adds nothing. May be past.", examples=[None]),
    ]


class Session(msgspec.Struct, kw_only=True):
    """A signed-in device."""

    id: fields.SerialId
    device: Annotated[
        str, Meta(description="Browser and system, as far as known.", examples=["Chrome · Android"])
    ]
    created_at: fields.Moment
    last_used_on: Annotated[date, Meta(examples=["2026-11-22"])]
    expires_at: fields.Moment
    current: Annotated[bool, Meta(description="The one that asks.")]


class SignedIn(msgspec.Struct, kw_only=True):
    """A new session, with the account that it belongs to."""

    token: Annotated[
        str,
        Meta(
            description="For `Authorization: Bearer …`. It is never shown again.",
            examples=["hUY5gEnnMPfW5r6hfpaf3aVUmWXLSiLRJzVw2YBNiRc"],
        ),
    ]
    account: Account


class CodeRequest(Input):
    """Where to send a code."""

    email: Email


class CodeSent(msgspec.Struct, kw_only=True):
    """The same for every address."""

    expires_at: Annotated[fields.Moment, Meta(description="Until when the code holds.")]


class SignIn(Input):
    """The code that came. The first right one makes the account and states consent to the
    terms and the city's age rule."""

    email: Email
    code: Annotated[
        str, Meta(pattern=r"^[0-9]{6}$", description="Six digits.", examples=["123456"])
    ]


class AccountChange(Input):
    """What of one's account is to change; what is not named stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    language: (
        Annotated[str, Meta(description="One of the city's languages.", examples=["en"])]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    area: (
        Annotated[str, Meta(description="An id of `areas`.", examples=["mapo"])]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET


class NewVerification(Input):
    """A desk clerk has seen that this person lives, works or studies in the city."""

    email: Email
    area: (
        Annotated[
            str,
            Meta(min_length=1, max_length=40, description="An id of `areas`.", examples=["mapo"]),
        ]
        | None
    ) = None
    name: Name | None = None
