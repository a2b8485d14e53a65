"""Keeping drafts: texts that only their author sees, and that may be as short as nothing."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from backend.accounts.locks import stay_alone
from backend.city.city import City
from backend.database.engine import execute, fetch_row, fetch_value, transaction
from backend.errors import NotFound, WrongState
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.photos.actions import attach
from backend.photos.queries import choices, photos_of
from backend.proposals.checks import fitting_draft, given, stored
from backend.proposals.schemas import DraftChange, NewDraft
from backend.proposals.summaries import place_of

MOST_DRAFTS = 50


class TooManyDrafts(WrongState):
    """One person keeps 50 drafts and no more."""

    slug = "too-many-drafts"


class DraftChangedElsewhere(WrongState):
    """Another device has written on this draft since; nothing of either text is lost."""

    slug = "draft-changed-elsewhere"


async def save_draft(
    *, caller: Caller, data: NewDraft, city: City, now: datetime, once: Once | None = None
) -> int:
    """Keep a new draft; answer its id. Raises ``InvalidInput`` and ``TooManyDrafts``."""
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        data = fitting_draft(data, caller=caller, city=city)
        await stay_alone(caller)
        id: int | None = await fetch_value(
            """
            INSERT INTO draft (author, language, title, body, topic, area, place_latitude,
                               place_longitude, place_label, created_at, updated_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10
            WHERE (SELECT count(*) FROM draft WHERE author = $1) < $11
            RETURNING id
            """,
            caller.account,
            data.language,
            *stored(data),
            now,
            MOST_DRAFTS,
        )
        if id is None:
            raise TooManyDrafts
        if data.photos:
            await attach(caller=caller, photos=data.photos, draft=id)
        await remember(once, id)
        return id


async def change_draft(
    *,
    caller: Caller,
    draft: int,
    data: DraftChange,
    city: City,
    now: datetime,
    version: int | None = None,
) -> None:
    """Change what ``data`` names, where the draft still has the ``version`` that it was written on.

    Raises ``NotFound`` for other people's, ``InvalidInput``, and ``DraftChangedElsewhere``. Where
    nothing would be different nothing is written, and the version is no matter: so a change whose
    answer was lost on the way can be sent again.
    """
    async with transaction():
        row = await own_draft(draft, caller)
        kept = draft_texts(row)
        changed = msgspec.structs.replace(kept, **given(data))
        changed = fitting_draft(changed, caller=caller, city=city)
        if changed == kept:
            return
        require_version(row, version)
        await execute(
            """
            UPDATE draft SET title = $2, body = $3, topic = $4, area = $5, place_latitude = $6,
                place_longitude = $7, place_label = $8, updated_at = $9, version = version + 1
            WHERE id = $1
            """,
            draft,
            *stored(changed),
            now,
        )
        if changed.photos != kept.photos:
            await attach(caller=caller, photos=changed.photos or [], draft=draft)


async def discard_draft(*, caller: Caller, draft: int) -> None:
    """Throw one's own draft away. Raises ``NotFound``."""
    if not await execute("DELETE FROM draft WHERE id = $1 AND author = $2", draft, caller.account):
        raise NotFound


async def own_draft(draft: int, caller: Caller) -> asyncpg.Record:
    """The caller's draft, locked until the transaction ends. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT *, {photos_of('draft', 'draft.id')} AS photos FROM draft"
        " WHERE id = $1 AND author = $2 FOR UPDATE",
        draft,
        caller.account,
    )
    if row is None:
        raise NotFound
    return row


def require_version(row: asyncpg.Record, version: int | None) -> None:
    """Raise ``DraftChangedElsewhere`` where the draft has another version than the one named."""
    if version is not None and version != row["version"]:
        raise DraftChangedElsewhere


def draft_texts(row: asyncpg.Record) -> NewDraft:
    """What a draft holds, as it would come in."""
    return NewDraft(
        title=row["title"],
        body=row["body"],
        topic=row["topic"],
        area=row["area"],
        place=place_of(row),
        photos=choices(row["photos"]),
        language=row["language"],
    )
