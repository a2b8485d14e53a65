"""Reading photos: one's own, those of a proposal or a draft, and who may see a file."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.database.engine import fetch_row, fetch_value
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.photos.schemas import AttachedPhoto, Photo, PhotoChoice, PhotoSource

# Which of a reader's caches may keep a file: everybody's, their own, or none.
Audience = Literal["everyone", "owner", "moderators"]

_read = msgspec.json.Decoder(list[tuple[str, str, int, int, list[int]]]).decode


def photos_of(what: Literal["proposal", "draft"], which: str) -> str:
    """The expression that reads the photos of a row, for ``attached``; ``which`` is the column of
    its number, so that any list of rows brings its photos along in its own statement."""
    return f"""
        (SELECT coalesce(json_agg(json_build_array(f.id, f.alt, f.width, f.height, f.widths)
                                  ORDER BY f.position), '[]')
         FROM photo f WHERE f.{what} = {which})"""


def attached(photos: str) -> list[AttachedPhoto]:
    """What ``photos_of`` read."""
    return [
        AttachedPhoto(
            id=id, alt=alt, width=width, height=height, sources=_sources(id, width, height, widths)
        )
        for id, alt, width, height, widths in _read(photos)
    ]


def choices(photos: str) -> list[PhotoChoice]:
    """What ``photos_of`` read, as it would come in."""
    return [PhotoChoice(id=id, alt=alt) for id, alt, *_ in _read(photos)]


async def choices_of(proposal: int) -> list[PhotoChoice]:
    """The photos of a proposal, as they would come in."""
    return choices(await fetch_value(f"SELECT {photos_of('proposal', '$1')}", proposal))


async def photo(id: str, caller: Caller) -> Photo:
    """One of the caller's own photos. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, width, height, widths FROM photo WHERE id = $1 AND owner = $2"
        " AND stored_at IS NOT NULL AND removed_at IS NULL",
        id,
        caller.account,
    )
    if row is None:
        raise NotFound
    id, width, height, widths = row
    return Photo(id=id, width=width, height=height, sources=_sources(id, width, height, widths))


async def audience(id: str, width: int, caller: Caller | None) -> Audience:
    """For whom a photo is at this moment, this reader among them. Raises ``NotFound``.

    A published proposal's is for everyone. One that is in a draft or in nothing yet is its owner's
    alone; a hidden or withdrawn proposal's also the moderators'.
    """
    row = await fetch_row(
        """
        SELECT f.owner, f.proposal, p.hidden_at IS NULL AND p.withdrawn_at IS NULL AS published
        FROM photo f LEFT JOIN proposal p ON p.number = f.proposal
        WHERE f.id = $1 AND $2 = ANY(f.widths)
          AND f.stored_at IS NOT NULL AND f.removed_at IS NULL
        """,
        id,
        width,
    )
    if row is None:
        raise NotFound
    if row["proposal"] is not None and row["published"]:
        return "everyone"
    if caller is not None and row["owner"] == caller.account:
        return "owner"
    if caller is not None and row["proposal"] is not None and caller.may("moderator"):
        return "moderators"
    raise NotFound


def _sources(id: str, width: int, height: int, widths: list[int]) -> list[PhotoSource]:
    """The files; each is as high as its width makes it, to the nearest pixel."""
    return [
        PhotoSource(each, max(1, round(height * each / width)), f"/photos/{id}/{each}.webp")
        for each in widths
    ]
