"""Comments over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.comments import actions, queries
from backend.comments.actions import (
    CommentGone,
    CommentHidden,
    NoLongerEditable,
    OwnComment,
    ReplyToReply,
)
from backend.comments.schemas import Comment, CommentChange, Helpful, NewComment, Sort
from backend.errors import TooMany
from backend.http.callers import caller_of, once_of
from backend.http.reading import Cursor, Limit, known_id
from backend.http.together import once_for_visitors
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals.locks import ProposalHidden, ProposalWithdrawn


async def _comment(request: Request[Any, Any, Any], id: int) -> Comment:
    state = request.state
    return await queries.one(id, caller=state.caller, city=request.app.state.city, now=state.now)


class ProposalCommentController(Controller):
    """The discussion under a proposal."""

    path = "/proposals/{number:int}/comments"
    tags = ("Comments",)

    @get(who="anyone", summary="List a proposal's comments")
    @once_for_visitors
    async def comments(
        self,
        request: Request[Any, Any, Any],
        number: FromPath[int],
        sort: Annotated[
            Sort, QueryParameter(description="Newest first, or most helpful first.")
        ] = "new",
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[Comment]:
        """Threads, each with all of its replies, oldest reply first; `limit` counts threads.

        Of a hidden comment only the reason can be read, of a deleted one only its place, while
        it has replies.
        """
        return await queries.comments(
            known_id(number),
            caller=request.state.caller,
            city=request.app.state.city,
            now=request.state.now,
            sort=sort,
            cursor=cursor,
            limit=limit,
        )

    @post(
        who="account",
        summary="Comment on a proposal",
        problems=(TooMany, ReplyToReply, CommentGone, ProposalHidden, ProposalWithdrawn),
    )
    async def comment(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewComment]
    ) -> Comment:
        """For, against or neutral; or a reply to a comment that is itself no reply.

        At most 30 in ten minutes.
        """
        id = await actions.comment(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await _comment(request, id)


class CommentController(Controller):
    """One comment."""

    path = "/comments/{comment:int}"
    tags = ("Comments",)

    @get(who="anyone", summary="Read a comment")
    async def read(self, request: Request[Any, Any, Any], comment: FromPath[int]) -> Comment:
        """One comment, without its replies."""
        return await _comment(request, known_id(comment))

    @patch(
        who="account",
        summary="Change one's comment",
        problems=(NoLongerEditable, CommentHidden, ProposalHidden, ProposalWithdrawn),
    )
    async def change(
        self, request: Request[Any, Any, Any], comment: FromPath[int], data: JSONBody[CommentChange]
    ) -> Comment:
        """Its text or stance, by its author, within `comment_edit_minutes` of writing it."""
        await actions.change(
            caller=caller_of(request),
            comment=known_id(comment),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
        )
        return await _comment(request, comment)

    @delete(who="account", while_suspended=True, summary="Delete one's comment")
    async def remove(self, request: Request[Any, Any, Any], comment: FromPath[int]) -> None:
        """Its text is gone at once and for good; its place stays while it has replies."""
        await actions.remove(
            caller=caller_of(request), comment=known_id(comment), now=request.state.now
        )

    @put(
        "/helpful",
        who="account",
        summary="Mark a comment as helpful",
        problems=(OwnComment, CommentHidden, ProposalHidden, ProposalWithdrawn),
    )
    async def mark_helpful(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Helpful:
        """Once for each account, and not one's own. Doing it again changes nothing."""
        return Helpful(
            await actions.mark_helpful(caller=caller_of(request), comment=known_id(comment))
        )

    @delete(
        "/helpful",
        who="account",
        status_code=200,
        summary="Take back a helpful mark",
        problems=(CommentHidden, ProposalHidden, ProposalWithdrawn),
    )
    async def unmark_helpful(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Helpful:
        """Doing it again changes nothing."""
        return Helpful(
            await actions.unmark_helpful(caller=caller_of(request), comment=known_id(comment))
        )
