"""What people do with comments.

Writing, changing and removing hold the proposal's row, so that its counter and its state are
true together with the comment. Whoever locks both takes the proposal's row first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg
from msgspec import UNSET

from backend.accounts.locks import stay, stay_alone
from backend.city.city import City
from backend.comments.schemas import CommentChange, NewComment
from backend.database.engine import execute, fetch_row, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, NotFound, NotPermitted, WrongState
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import pace
from backend.notifications.actions import tell_of_comment
from backend.proposals.locks import locked, require_open_to_writing

MOST_COMMENTS = 30
WITHIN = timedelta(minutes=10)


class ReplyToReply(WrongState):
    """Replies have one level: whoever answers a reply answers the comment above it."""

    slug = "reply-to-reply"


class CommentGone(WrongState):
    """The comment to reply to was deleted or hidden."""

    slug = "comment-gone"


class CommentHidden(WrongState):
    """Moderators hid the comment; it stays as it is until they restore it."""

    slug = "comment-hidden"


class NoLongerEditable(WrongState):
    """The minutes in which a comment can be changed are over."""

    slug = "no-longer-editable"


class OwnComment(WrongState):
    """Nobody marks their own comment as helpful."""

    slug = "own-comment"


async def comment(
    *,
    caller: Caller,
    number: int,
    data: NewComment,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Add a comment to the proposal, or a reply to another comment; answer its id.

    Whoever wrote what it is about is told.

    An official's or moderator's badge is kept with it. Raises ``TooMany`` above 30 in ten
    minutes, ``ReplyToReply``, ``CommentGone``, and what ``require_open_to_writing`` raises.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        await stay_alone(caller)
        await pace(
            "SELECT created_at FROM comment WHERE author = $1",
            caller.account,
            at_most=MOST_COMMENTS,
            per=WITHIN,
            now=now,
        )
        require_open_to_writing(await locked(number))
        if data.reply_to is not None:
            await _require_repliable(data.reply_to, number)
        id: int = await fetch_value(
            """
            INSERT INTO comment (proposal, author, badge, department, body, stance, reply_to,
                                 created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """,
            number,
            caller.account,
            caller.badge,
            caller.department if caller.badge == "official" else None,
            data.body,
            data.stance,
            data.reply_to,
            now,
        )
        await count(number, 1)
        await tell_of_comment(
            comment=id,
            proposal=number,
            by=caller.account,
            reply_to=data.reply_to,
            city=city,
            at=now,
        )
        await remember(once, id)
        return id


async def change(
    *, caller: Caller, comment: int, data: CommentChange, city: City, now: datetime
) -> None:
    """Change one's comment within the city's minutes of writing it; the same again is nothing.

    Raises ``NotPermitted`` for anyone else's, ``NoLongerEditable``, ``CommentHidden``, and what
    ``require_open_to_writing`` raises.
    """
    async with transaction():
        proposal, row = await _own(comment, caller)
        require_open_to_writing(proposal)
        if row["hidden_at"] is not None:
            raise CommentHidden
        if now > editable_until(row["created_at"], city):
            raise NoLongerEditable(minutes=city.rules.comment_edit_minutes)
        body = row["body"] if data.body is UNSET else data.body
        stance = row["stance"] if data.stance is UNSET else data.stance
        if (body, stance) != (row["body"], row["stance"]):
            await execute(
                "UPDATE comment SET body = $2, stance = $3, edited_at = $4 WHERE id = $1",
                comment,
                body,
                stance,
                now,
            )


async def remove(*, caller: Caller, comment: int, now: datetime) -> None:
    """Delete one's comment: its text is gone at once, its place stays while it has replies.

    One may always take back one's words, also where nothing more can be written. Raises
    ``NotPermitted`` for anyone else's, ``NotFound`` where it is deleted already.
    """
    async with transaction():
        _, row = await _own(comment, caller)
        await execute("UPDATE comment SET body = '', deleted_at = $2 WHERE id = $1", comment, now)
        if row["hidden_at"] is None:
            await count(row["proposal"], -1)


async def mark_helpful(*, caller: Caller, comment: int) -> int:
    """Say that a comment helped; answer how many did. A second mark changes nothing.

    Raises ``OwnComment``, ``CommentHidden``, and what ``require_open_to_writing`` raises.
    """
    async with transaction():
        await stay(caller)
        row = await _markable(comment)
        if row["author"] == caller.account:
            raise OwnComment
        added = await execute(
            "INSERT INTO helpful_mark (comment, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            comment,
            caller.account,
        )
        return await _count_helpful(comment, added)


async def unmark_helpful(*, caller: Caller, comment: int) -> int:
    """Take that back; answer how many are left. Raises as ``mark_helpful`` does."""
    async with transaction():
        await stay(caller)
        await _markable(comment)
        removed = await execute(
            "DELETE FROM helpful_mark WHERE comment = $1 AND account = $2",
            comment,
            caller.account,
        )
        return await _count_helpful(comment, -removed)


def editable_until(created_at: datetime, city: City) -> datetime:
    """The last moment in which the author may change a comment."""
    return created_at + timedelta(minutes=city.rules.comment_edit_minutes)


async def count(number: int, change: int) -> None:
    """Move the proposal's counter of comments that can be read; its row must be locked."""
    await execute("UPDATE proposal SET comments = comments + $2 WHERE number = $1", number, change)


async def _require_repliable(id: int, number: int) -> None:
    row = await fetch_row(
        "SELECT reply_to, deleted_at, hidden_at FROM comment WHERE id = $1 AND proposal = $2",
        id,
        number,
    )
    if row is None:
        raise InvalidInput({"reply_to": FieldError("invalid")})
    if row["reply_to"] is not None:
        raise ReplyToReply
    if row["deleted_at"] is not None or row["hidden_at"] is not None:
        raise CommentGone


async def _own(id: int, caller: Caller) -> tuple[asyncpg.Record, asyncpg.Record]:
    """The locked proposal and comment, which must be the caller's and not deleted."""
    number = await fetch_value("SELECT proposal FROM comment WHERE id = $1", id)
    if number is None:
        raise NotFound
    proposal = await locked(number)
    row = await fetch_row("SELECT * FROM comment WHERE id = $1 FOR NO KEY UPDATE", id)
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    if row["author"] != caller.account:
        raise NotPermitted
    return proposal, row


async def _markable(id: int) -> asyncpg.Record:
    """The comment, locked, with the state of its proposal; raises where it can't be marked.

    The proposal's row is not held: a mark never changes it, and popular proposals are busy.
    """
    row = await fetch_row(
        """
        SELECT c.author, c.deleted_at, c.hidden_at AS comment_hidden_at,
               p.hidden_at, p.withdrawn_at
        FROM comment c JOIN proposal p ON p.number = c.proposal
        WHERE c.id = $1 FOR NO KEY UPDATE OF c
        """,
        id,
    )
    if row is None or row["deleted_at"] is not None:
        raise NotFound
    if row["comment_hidden_at"] is not None:
        raise CommentHidden
    require_open_to_writing(row)
    return row


async def _count_helpful(id: int, change: int) -> int:
    helpful: int = await fetch_value(
        "UPDATE comment SET helpful = helpful + $2 WHERE id = $1 RETURNING helpful", id, change
    )
    return helpful
