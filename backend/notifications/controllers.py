"""The API of the inbox."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.params import JSONBody, QueryParameter

from backend.http.callers import caller_of
from backend.http.reading import Cursor, Limit
from backend.notifications import actions, queries
from backend.notifications.kinds import About
from backend.notifications.schemas import Notification, ReadUntil, Unread
from backend.paging import DEFAULT_LIMIT, Page


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

    @get("/unread", who="account", summary="Count what is unread")
    async def unread(self, request: Request[Any, Any, Any]) -> Unread:
        """A hundred at most, for a badge."""
        return Unread(await queries.unread(caller_of(request)))

    @post("/read", status_code=204, who="account", summary="Mark as read")
    async def read(self, request: Request[Any, Any, Any], data: JSONBody[ReadUntil]) -> None:
        """Everything up to a moment. What comes later stays unread."""
        await actions.mark_read(caller=caller_of(request), until=data.until, now=request.state.now)
