"""Moderation over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.params import JSONBody, QueryParameter

from backend.accounts.suspension import NotSuspended, OfStaff
from backend.errors import NotFound, TooMany
from backend.http.callers import caller_of, once_of
from backend.http.reading import Cursor, Limit
from backend.moderation import actions, queries
from backend.moderation.actions import (
    AlreadyHidden,
    AuthorGone,
    NotHidden,
    OwnDepartment,
    OwnItem,
)
from backend.moderation.schemas import (
    Decision,
    LogLine,
    NewDecision,
    NewReport,
    Notice,
    QueueItem,
    Reason,
    Report,
)
from backend.paging import DEFAULT_LIMIT, Page


class ReportController(Controller):
    """Telling moderators about a text."""

    path = "/reports"
    tags = ("Moderation",)

    @post(who="account", summary="Report a text", problems=(NotFound, AlreadyHidden, TooMany))
    async def report(self, request: Request[Any, Any, Any], data: JSONBody[NewReport]) -> Report:
        """Say that a proposal or a comment should not stand, and by which rule.

        Reporting the same text again, while the first report waits, answers the first one. At
        most 30 in an hour.
        """
        caller = caller_of(request)
        id = await actions.report(
            caller=caller, data=data, now=request.state.now, once=await once_of(request)
        )
        return await queries.report(id, caller=caller)


class NoticeController(Controller):
    """What authors are told."""

    path = "/notices"
    tags = ("Moderation",)

    @get(who="account", summary="List what was decided about one's own texts")
    async def notices(self, request: Request[Any, Any, Any]) -> Page[Notice]:
        """What was hidden or restored, and when one was suspended, by which rule and why; latest
        first, the last hundred."""
        return Page(await queries.notices(caller_of(request)))


class ModerationController(Controller):
    """The moderators' work, and the public log of it."""

    path = "/moderation"
    tags = ("Moderation",)

    @get("/queue", who="moderator", summary="List what waits for a decision")
    async def queue(
        self,
        request: Request[Any, Any, Any],
        reason: Annotated[
            Reason | None, QueryParameter(description="Texts that anyone reported for it.")
        ] = None,
        topic: Annotated[
            str | None, QueryParameter(max_length=40, description="A topic's id.")
        ] = None,
        area: Annotated[
            str | None, QueryParameter(max_length=40, description="An area's id.")
        ] = None,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[QueueItem]:
        """Reported texts, the one reported first at the top, with all that was said of each."""
        return await queries.queue(
            caller=caller_of(request),
            reason=reason,
            topic=topic,
            area=area,
            cursor=cursor,
            limit=limit,
        )

    @post(
        "/decisions",
        who="moderator",
        summary="Decide about a text",
        problems=(
            NotFound,
            OwnItem,
            OwnDepartment,
            AlreadyHidden,
            NotHidden,
            AuthorGone,
            OfStaff,
            NotSuspended,
        ),
    )
    async def decide(
        self, request: Request[Any, Any, Any], data: JSONBody[NewDecision]
    ) -> Decision:
        """Hide it for a reason of the catalogue, restore it, or keep it; or suspend whoever wrote
        it until the end of a day, or reinstate them.

        Any decision about the text settles the reports that wait about it. The author is told the
        rule and the note. Who is suspended reads, and adds nothing. Nobody decides about their own
        text, nor where their department owes an answer, and nobody of staff is suspended.
        """
        id = await actions.decide(
            caller=caller_of(request),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.decision(id)

    @get("/decisions", who="moderator", summary="List decisions")
    async def decisions(
        self,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[Decision]:
        """What moderators decided, latest first."""
        return await queries.decisions(cursor=cursor, limit=limit)

    @get("/log", who="anyone", summary="Read the public log")
    async def log(
        self,
        request: Request[Any, Any, Any],
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[LogLine]:
        """Day, kind, action and reason of each decision, latest first: no title, text or note."""
        return await queries.log(city=request.app.state.city, cursor=cursor, limit=limit)
