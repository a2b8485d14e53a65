"""What authors do with their proposals: publish, edit, add to, withdraw."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
import msgspec

from backend.accounts.locks import stay_alone
from backend.city.calendar import due_at
from backend.city.city import City
from backend.database.engine import execute, fetch_value, transaction
from backend.errors import WrongState
from backend.follows.actions import follow
from backend.http.callers import Caller
from backend.http.reading import read
from backend.idempotency import Once, earlier, remember
from backend.limits import pace
from backend.photos.actions import attach
from backend.photos.queries import choices_of
from backend.proposals.checks import fitting_proposal, given, stored
from backend.proposals.drafts import (
    DraftChangedElsewhere,
    change_draft,
    discard_draft,
    draft_texts,
    own_draft,
    require_version,
    save_draft,
)
from backend.proposals.locks import (
    GatheringClosed,
    locked,
    require_author,
    require_open_to_writing,
)
from backend.proposals.schemas import NewAddendum, NewProposal, ProposalChange, Publication
from backend.proposals.summaries import place_of
from backend.proposals.tables import is_editable
from backend.timeline.actions import record
from backend.timeline.schemas import EventKind

__all__ = [
    "DraftChangedElsewhere",
    "append",
    "change_draft",
    "discard_draft",
    "edit",
    "publish",
    "publish_draft",
    "save_draft",
    "withdraw",
]

MOST_A_DAY = 10
A_DAY = timedelta(days=1)
MOST_ADDENDA = 20


class SupportsGiven(WrongState):
    """People have supported or answered this text: it can be added to, but no longer changed."""

    slug = "supports-given"


class TooManyAddenda(WrongState):
    """A proposal takes 20 addenda and no more."""

    slug = "too-many-addenda"


async def publish(
    *, caller: Caller, data: NewProposal, city: City, now: datetime, once: Once | None = None
) -> int:
    """Make ``data`` a public proposal that gathers supports from now on; answer its number.

    Its author follows it. Raises ``InvalidInput``, and ``TooMany`` above ten a day.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        data = fitting_proposal(data, caller=caller, city=city)
        await stay_alone(caller)
        await pace(
            "SELECT published_at FROM proposal WHERE author = $1",
            caller.account,
            at_most=MOST_A_DAY,
            per=A_DAY,
            now=now,
        )
        number: int = await fetch_value(
            """
            INSERT INTO proposal (language, title, body, topic, area, place_latitude,
                place_longitude, place_label, author, badge, published_at, closes_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11) RETURNING number
            """,
            data.language,
            *stored(data),
            caller.account,
            caller.badge,
            now,
            due_at(now, city.rules.gathering_days, zone=city.zone),
        )
        if data.photos:
            await attach(caller=caller, photos=data.photos, proposal=number)
        await _keep_version(number, 1, data, now)
        await record(proposal=number, kind="published", at=now)
        await follow(caller=caller, number=number)
        await remember(once, number)
        return number


async def publish_draft(
    *,
    caller: Caller,
    draft: int,
    city: City,
    now: datetime,
    data: Publication | None = None,
    once: Once | None = None,
) -> int:
    """Make one's own draft a proposal, and the draft go; answer the proposal's number.

    ``data`` is what was written since it was kept. Raises ``NotFound``, ``DraftChangedElsewhere``,
    and whatever ``publish`` raises; the draft then stays.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        await stay_alone(caller)
        row = await own_draft(draft, caller)
        changes = given(data) if data else {}
        require_version(row, changes.pop("version", None))
        text = msgspec.structs.replace(draft_texts(row), **changes)
        whole = read(NewProposal, msgspec.to_builtins(text))
        number = await publish(caller=caller, data=whole, city=city, now=now)
        await discard_draft(caller=caller, draft=draft)
        await remember(once, number)
        return number


async def edit(
    *, caller: Caller, number: int, data: ProposalChange, city: City, now: datetime
) -> None:
    """Change what ``data`` names, while nobody has supported or answered the proposal yet.

    Another text is another version; where nothing is different nothing is written. Raises
    ``NotPermitted`` for anyone but the author, ``SupportsGiven``, ``GatheringClosed``,
    ``InvalidInput``, and what ``require_open_to_writing`` raises.
    """
    async with transaction():
        row = await locked(number)
        require_author(row, caller)
        require_open_to_writing(row)
        if now > row["closes_at"]:
            raise GatheringClosed
        if not is_editable(row, now):
            raise SupportsGiven
        before = NewProposal(
            title=row["title"],
            body=row["body"],
            topic=row["topic"],
            area=row["area"],
            place=place_of(row),
            photos=await choices_of(number),
            language=row["language"],
        )
        after = fitting_proposal(
            msgspec.structs.replace(before, **given(data)), caller=caller, city=city
        )
        if after == before:
            return
        await execute(
            """
            UPDATE proposal SET title = $2, body = $3, topic = $4, area = $5, place_latitude = $6,
                place_longitude = $7, place_label = $8, updated_at = $9
            WHERE number = $1
            """,
            number,
            *stored(after),
            now,
        )
        if after.photos != before.photos:
            await attach(caller=caller, photos=after.photos or [], proposal=number)
        version = None
        if (after.title, after.body) != (before.title, before.body):
            version = 1 + await fetch_value(
                "SELECT max(version) FROM proposal_version WHERE proposal = $1", number
            )
            await _keep_version(number, version, after, now)
        await record(proposal=number, kind="edited", at=now, version=version)


async def append(
    *,
    caller: Caller,
    number: int,
    data: NewAddendum,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Add a dated addendum below the text; answer the proposal's number.

    Raises ``NotPermitted`` for anyone but the author, ``TooManyAddenda``, and what
    ``require_open_to_writing`` raises.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        row = await locked(number)
        require_author(row, caller)
        require_open_to_writing(row)
        added = await execute(
            """
            INSERT INTO addendum (proposal, body, added_at) SELECT $1, $2, $3
            WHERE (SELECT count(*) FROM addendum WHERE proposal = $1) < $4
            """,
            number,
            data.body,
            now,
            MOST_ADDENDA,
        )
        if not added:
            raise TooManyAddenda
        await execute("UPDATE proposal SET updated_at = $2 WHERE number = $1", number, now)
        await record(proposal=number, kind="addendum", at=now)
        await remember(once, number)
        return number


async def withdraw(*, caller: Caller, number: int, now: datetime, once: Once | None = None) -> int:
    """Take the proposal back, or only the author's name where the city owes or gave an answer.

    The debt is the city's to everybody who supported; the name stays the author's own. Twice is
    once. Raises ``NotPermitted`` for anyone but the author. A hidden one can be withdrawn too.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        row = await locked(number)
        require_author(row, caller)
        kind: EventKind = "name_withdrawn" if await _is_owed_or_answered(row) else "withdrawn"
        if row["withdrawn_at"] is None and row[f"{kind}_at"] is None:
            await execute(
                f"UPDATE proposal SET {kind}_at = $2, updated_at = $2 WHERE number = $1",
                number,
                now,
            )
            await record(proposal=number, kind=kind, at=now)
        await remember(once, number)
        return number


async def _keep_version(number: int, version: int, data: NewProposal, now: datetime) -> None:
    await execute(
        "INSERT INTO proposal_version (proposal, version, title, body, edited_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        number,
        version,
        data.title,
        data.body,
        now,
    )


async def _is_owed_or_answered(row: asyncpg.Record) -> bool:
    if row["answered_at"] is not None:
        return True
    owed: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM obligation WHERE proposal = $1 AND voided_at IS NULL)",
        row["number"],
    )
    return owed
