"""The API of the inbox, and of what one wants to hear."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.http.callers import caller_of, once_of
from backend.http.reading import Cursor, Limit, known_id, read
from backend.notifications import actions, queries
from backend.notifications.kinds import About
from backend.notifications.schemas import (
    MuteState,
    Notification,
    Preferences,
    ReadUntil,
    Unread,
)
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals.schemas import ProposalSummary


class NotificationController(Controller):
    """What became of what one follows and wrote."""

    path = "/notifications"
    tags = ("Notifications",)

    @get(who="account", summary="Read the inbox")
    async def inbox(
        self,
        request: Request[Any, Any, Any],
        about: Annotated[
            About | None, QueryParameter(description="Only what is about this.")
        ] = None,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[Notification]:
        """Newest first. Comments of one day on one proposal, and replies in one thread, are one."""
        return await queries.inbox(caller_of(request), about=about, cursor=cursor, limit=limit)

    @get("/unread", who="account", fast_path=True, summary="Count what is unread")
    async def unread(self, request: Request[Any, Any, Any]) -> Unread:
        """A hundred at most, for a badge."""
        return Unread(await queries.unread(caller_of(request)))

    @post("/read", status_code=204, who="account", while_suspended=True, summary="Mark as read")
    async def mark_read(self, request: Request[Any, Any, Any], data: JSONBody[ReadUntil]) -> None:
        """Everything up to a moment. What comes later stays unread."""
        # Twice is once without a key, but what is no key is refused here as everywhere.
        await once_of(request)
        # The framework has taken 0 for 1970 by now, which the document does not.
        data = read(ReadUntil, await request.json())
        await actions.mark_read(caller=caller_of(request), until=data.until, now=request.state.now)

    @get("/preferences", who="account", summary="Read what one wants to hear")
    async def preferences(self, request: Request[Any, Any, Any]) -> Preferences:
        """Every kind is named, with what holds for it."""
        return await queries.preferences(caller_of(request), request.app.state.city)

    @put(
        "/preferences", who="account", while_suspended=True, summary="Choose what one wants to hear"
    )
    async def choose(
        self, request: Request[Any, Any, Any], data: JSONBody[Preferences]
    ) -> Preferences:
        """Everything at once. A kind that is left out is as it is for who never chose."""
        caller, city = caller_of(request), request.app.state.city
        # The framework has taken 0 for false and "8" for 8 by now, which the document does not.
        data = read(Preferences, await request.json())
        await actions.choose(caller=caller, data=data, city=city)
        return await queries.preferences(caller, city)

    @get("/mutes", who="account", summary="List what one muted")
    async def muted(
        self,
        request: Request[Any, Any, Any],
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[ProposalSummary]:
        """Newest proposal first, hidden ones without their text."""
        return await queries.muted(
            caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
            cursor=cursor,
            limit=limit,
        )


class MuteController(Controller):
    """Hearing nothing of one proposal, however one came to hear of it."""

    path = "/proposals/{number:int}/mute"
    tags = ("Notifications",)

    @put(who="account", while_suspended=True, summary="Mute a proposal")
    async def mute(self, request: Request[Any, Any, Any], number: FromPath[int]) -> MuteState:
        """No push, no mail, nothing in the inbox, but that a moderator hid or restored one's own
        text. One's follow stays as it is. Twice is once."""
        await actions.mute(caller=caller_of(request), number=known_id(number))
        return MuteState(muted=True)

    @delete(
        status_code=200, who="account", while_suspended=True, summary="Mute a proposal no longer"
    )
    async def unmute(self, request: Request[Any, Any, Any], number: FromPath[int]) -> MuteState:
        """What happened meanwhile is in the inbox again."""
        await actions.unmute(caller=caller_of(request), number=known_id(number))
        return MuteState(muted=False)
