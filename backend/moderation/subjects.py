"""What can be moderated, and how each kind of it is found, hidden and restored."""

from __future__ import annotations

from datetime import datetime

import msgspec

from backend.comments.actions import count
from backend.database.engine import execute, fetch_row, fetch_value
from backend.errors import NotFound
from backend.moderation.schemas import Reason, Subject
from backend.proposals.locks import locked


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as it stands. ``proposal`` is its own number, or that of the one it belongs to."""

    subject: Subject
    proposal: int
    author: int | None
    text: str
    hidden: Reason | None


async def found(subject: Subject) -> Item:
    """The subject as it is at this moment, with nothing held. Raises ``NotFound``."""
    row = await fetch_row(
        """
        SELECT number AS proposal, author, title || E'\\n\\n' || body AS text, hidden_reason
        FROM proposal WHERE $1 = 'proposal' AND number = $2
        UNION ALL
        SELECT proposal, author, body, hidden_reason
        FROM comment WHERE $1 = 'comment' AND id = $2 AND deleted_at IS NULL
        """,
        subject.kind,
        subject.id,
    )
    if row is None:
        raise NotFound
    return Item(
        subject=subject,
        proposal=row["proposal"],
        author=row["author"],
        text=row["text"],
        hidden=row["hidden_reason"],
    )


async def held(subject: Subject) -> Item:
    """The subject, with its proposal's row held. Raises ``NotFound``, for a deleted one too."""
    if subject.kind == "proposal":
        row = await locked(subject.id)
        return Item(
            subject=subject,
            proposal=subject.id,
            author=row["author"],
            text=f"{row['title']}\n\n{row['body']}",
            hidden=row["hidden_reason"],
        )
    number = await fetch_value("SELECT proposal FROM comment WHERE id = $1", subject.id)
    if number is None:
        raise NotFound
    await locked(number)
    row = await fetch_row(
        """
        SELECT author, body, hidden_reason FROM comment
        WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE
        """,
        subject.id,
    )
    if row is None:
        raise NotFound
    return Item(
        subject=subject,
        proposal=number,
        author=row["author"],
        text=row["body"],
        hidden=row["hidden_reason"],
    )


async def hide(item: Item, reason: Reason, now: datetime) -> None:
    """Take its text from everybody's sight; counts of supports and what is owed stay."""
    await _set_hidden(item, now, reason)


async def restore(item: Item) -> None:
    """Show it again."""
    await _set_hidden(item, None, None)


async def _set_hidden(item: Item, at: datetime | None, reason: Reason | None) -> None:
    if item.subject.kind == "proposal":
        await execute(
            "UPDATE proposal SET hidden_at = $2, hidden_reason = $3 WHERE number = $1",
            item.subject.id,
            at,
            reason,
        )
    else:
        await execute(
            "UPDATE comment SET hidden_at = $2, hidden_reason = $3 WHERE id = $1",
            item.subject.id,
            at,
            reason,
        )
        await count(item.proposal, -1 if at else 1)
