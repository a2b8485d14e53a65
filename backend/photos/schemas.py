"""What comes in about photos, and what goes out."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.http.reading import Input

MOST_PHOTOS = 5

_EXAMPLE = "6f1c9a0e4b7d42c58e3f0a9b7c6d5e4f"

PhotoId = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{32}$",
        description="From `POST photos`; nobody can guess it.",
        examples=[_EXAMPLE],
    ),
]


class PhotoSource(msgspec.Struct, frozen=True):
    """A photo in one width: a WebP file."""

    width: Annotated[int, Meta(ge=1, description="Pixels.", examples=[480])]
    height: Annotated[int, Meta(ge=1, description="Pixels.", examples=[360])]
    url: Annotated[
        str,
        Meta(
            description="A path on this server. Photos that are not published need the session of "
            "whoever may see them.",
            examples=[f"/photos/{_EXAMPLE}/480.webp"],
        ),
    ]


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A photo as it was made of the file that came: upright, in sRGB, without anything else that
    stood in the file."""

    id: PhotoId
    width: Annotated[int, Meta(ge=1, description="Of the largest, in pixels.", examples=[1600])]
    height: Annotated[int, Meta(ge=1, description="Of the largest, in pixels.", examples=[1200])]
    sources: Annotated[list[PhotoSource], Meta(description="The smallest first.")]


class AttachedPhoto(Photo, frozen=True, kw_only=True):
    """A photo of a proposal or a draft."""

    alt: Annotated[
        str,
        Meta(
            description="What it shows, in words; empty where nobody said.",
            examples=["비에 젖은 자전거들이 역 앞 난간에 묶여 있다"],
        ),
    ]


class PhotoChoice(Input):
    """One of one's own photos, and what it shows for those who don't see it."""

    id: PhotoId
    alt: Annotated[
        str,
        Meta(
            max_length=300,
            description="What it shows, in words.",
            examples=["비에 젖은 자전거들이 역 앞 난간에 묶여 있다"],
        ),
    ] = ""


PhotoChoices = Annotated[
    list[PhotoChoice],
    Meta(max_length=MOST_PHOTOS, description="In this order; at most five."),
]
