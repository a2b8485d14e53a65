"""Taking photos in, putting them into proposals and drafts, and removing what nobody used."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO

from backend.accounts.locks import stay_alone
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.errors import FieldError, InvalidInput
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import pace
from backend.photos.pictures import File, recoded
from backend.photos.schemas import PhotoChoice
from backend.photos.store import PhotoStore
from backend.text import clean_line

A_DAY = timedelta(days=1)
MOST_A_DAY = 100
# How long a photo waits to be put into something, and how many may.
KEPT_UNUSED = A_DAY
MOST_UNUSED = 20

# As the index says it that finds them.
_UNUSED = "proposal IS NULL AND draft IS NULL"


async def take(
    *,
    caller: Caller,
    file: IO[bytes],
    store: PhotoStore,
    now: datetime,
    once: Once | None = None,
) -> str:
    """Make a photo of ``file`` and keep it for the caller to use within a day; answer its id.

    The same request again finds the photo, or makes it anew where it was removed unused
    meanwhile: a phone may be off for a week between a photo and the proposal that it is for.
    Raises ``NotAPicture``, ``PictureTooLarge``, ``TooMany`` and ``Unavailable``.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None and await _is_there(done):
            return done
        # Looked at before the work, and again under a lock when it is done.
        await _require_room(caller, now)
    files = await recoded(file)
    # The row comes before the files, so that none is ever left that no row knows of; what fails
    # in between, the same request mends.
    id = await _claimed(caller=caller, files=files, now=now, once=once)
    for made in files:
        await store.put(id, made.width, made.data)
    await execute("UPDATE photo SET stored_at = $2 WHERE id = $1", id, now)
    return id


async def attach(
    *,
    caller: Caller,
    photos: Sequence[PhotoChoice],
    proposal: int | None = None,
    draft: int | None = None,
) -> None:
    """Make ``photos`` those of one's proposal or draft, in this order; what it had before and is
    not among them is in nothing any more, and removed as that.

    For the actions that write the proposal or the draft, in their transaction. A photo moves out
    of a draft to where it is wanted, and never out of a proposal. Raises ``InvalidInput`` for one
    that is not there, another's, or named twice.
    """
    ids = [photo.id for photo in photos]
    rows = await fetch(
        """
        SELECT id, proposal FROM photo
        WHERE id = ANY($1) AND owner = $2 AND stored_at IS NOT NULL AND removed_at IS NULL
        ORDER BY id FOR UPDATE
        """,
        ids,
        caller.account,
    )
    free = {row["id"] for row in rows if row["proposal"] in (None, proposal)}
    if len(free) < len(ids):
        raise InvalidInput({"photos": FieldError("photos")})
    await execute(
        "UPDATE photo SET proposal = NULL, draft = NULL"
        " WHERE (proposal = $1 OR draft = $2) AND id <> ALL($3)",
        proposal,
        draft,
        ids,
    )
    await execute(
        """
        UPDATE photo SET proposal = $1, draft = $2, position = wanted.position, alt = wanted.alt
        FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS wanted (id, alt, position)
        WHERE photo.id = wanted.id
        """,
        proposal,
        draft,
        ids,
        [clean_line(photo.alt) for photo in photos],
    )


async def remove_unused(*, store: PhotoStore, now: datetime) -> int:
    """Remove the photos that nobody used within a day, and those of people who left before they
    published them; answer how many.

    They are gone for everybody before their files are, and the row goes last: where the store
    fails, the next run goes on.
    """
    await execute(
        f"""
        UPDATE photo SET removed_at = $1
        WHERE {_UNUSED} AND removed_at IS NULL AND (made_at < $2 OR owner IS NULL)
        """,
        now,
        now - KEPT_UNUSED,
    )
    rows = await fetch(f"SELECT id, widths FROM photo WHERE {_UNUSED} AND removed_at IS NOT NULL")
    for row in rows:
        await store.remove(row["id"], row["widths"])
        await execute("DELETE FROM photo WHERE id = $1", row["id"])
    return len(rows)


async def _claimed(
    *, caller: Caller, files: Sequence[File], now: datetime, once: Once | None
) -> str:
    """The id of the row for these files: a new one, or that of the same request before."""
    async with transaction():
        done = await earlier(once)
        await stay_alone(caller)
        if done is not None and await execute(
            "UPDATE photo SET made_at = $2 WHERE id = $1 AND removed_at IS NULL", done, now
        ):
            return done
        await _require_room(caller, now)
        id = secrets.token_hex(16)
        largest = files[-1]
        await execute(
            "INSERT INTO photo (id, owner, width, height, widths, made_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            caller.account,
            largest.width,
            largest.height,
            [made.width for made in files],
            now,
        )
        await remember(once, id)
        return id


async def _is_there(id: str) -> bool:
    there: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM photo WHERE id = $1 AND stored_at IS NOT NULL"
        " AND removed_at IS NULL)",
        id,
    )
    return there


async def _require_room(caller: Caller, now: datetime) -> None:
    """Raise ``TooMany`` above a hundred a day, or twenty that wait to be used."""
    made = "SELECT made_at FROM photo WHERE owner = $1"
    unused = f"{made} AND {_UNUSED}"
    await pace(made, caller.account, at_most=MOST_A_DAY, per=A_DAY, now=now)
    await pace(unused, caller.account, at_most=MOST_UNUSED, per=KEPT_UNUSED, now=now)
