"""What is done with comments: write, reply, change, delete, mark as helpful."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.comments import actions, queries
from backend.comments.schemas import Comment, CommentChange, NewComment
from backend.errors import NotPermitted, Problem
from backend.http.callers import caller_of
from backend.http.reading import known_id, read
from pwa.forms import explained, filled, form_once, key_after, see_other, submitted
from pwa.pages import page
from pwa.screens.proposal import read_proposal


class CommentScreen(Controller):
    """``/comments/{id}`` and the forms that lead there."""

    @post("/proposals/{number:int}/comments", who="account")
    async def write(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes] | Redirect:
        """Add a comment or a reply, or show its form again with what is wrong."""
        values = await submitted(request)
        caller = caller_of(request)
        try:
            id = await actions.comment(
                caller=caller,
                number=known_id(number),
                data=read(NewComment, filled(values, "body", "stance", "reply_to"), strict=False),
                city=request.app.state.city,
                now=request.state.now,
                once=form_once(request, caller, values),
            )
        except Problem as problem:
            # Read first: where there is no such proposal, there is nothing to show a form for.
            proposal = await read_proposal(request, number, request.state.caller)
            return page(
                request,
                "comment_form.html",
                status=problem.status,
                proposal=proposal.number,
                action=f"/proposals/{number}/comments",
                values=values,
                problem=explained(request, problem),
                key=key_after(problem, values),
            )
        return _back(request, number, f"comment-{id}", done="commented")

    @get("/proposals/{number:int}/comments", who="anyone", sync_to_thread=False)
    def place(self, number: FromPath[int]) -> Redirect:
        """Where they stand, for whoever asks for the address that their form goes to."""
        return see_other(f"/proposals/{known_id(number)}#comments")

    @get("/comments/{comment:int}", who="anyone")
    async def show(self, request: Request[Any, Any, Any], comment: FromPath[int]) -> Redirect:
        """Where it stands."""
        found = await _comment(request, comment)
        return see_other(
            f"/proposals/{found.proposal}#comment-{found.id}",
            done=request.query_params.get("done"),
        )

    @get("/comments/{comment:int}/edit", who="account")
    async def edit(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Response[bytes]:
        """The form for changing one's comment."""
        found = await _comment(request, comment)
        if not found.mine:
            raise NotPermitted
        if found.editable_until is None:
            minutes = request.app.state.city.rules.comment_edit_minutes
            raise actions.NoLongerEditable(minutes=minutes)
        return page(
            request,
            "comment_form.html",
            proposal=found.proposal,
            action=f"/comments/{found.id}",
            values={"body": found.body, "stance": found.stance},
            problem=None,
            key=None,
        )

    @post("/comments/{comment:int}", who="account")
    async def change(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Response[bytes] | Redirect:
        """Change it, or show the form again with what is wrong."""
        values = await submitted(request)
        found = await _comment(request, comment)
        try:
            await actions.change(
                caller=caller_of(request),
                comment=found.id,
                data=read(CommentChange, {"body": ""} | filled(values, "body", "stance")),
                city=request.app.state.city,
                now=request.state.now,
            )
        except NotPermitted:
            raise
        except Problem as problem:
            return page(
                request,
                "comment_form.html",
                status=problem.status,
                proposal=found.proposal,
                action=f"/comments/{found.id}",
                values=values,
                problem=explained(request, problem),
                key=None,
            )
        return _back(request, found.proposal, f"comment-{found.id}", done="comment-changed")

    @post("/comments/{comment:int}/removal", who="account", while_suspended=True)
    async def remove(self, request: Request[Any, Any, Any], comment: FromPath[int]) -> Redirect:
        """Delete it."""
        found = await _comment(request, comment)
        await actions.remove(caller=caller_of(request), comment=found.id, now=request.state.now)
        return _back(request, found.proposal, "comments", done="comment-removed")

    @post("/comments/{comment:int}/helpful", who="account")
    async def helpful(self, request: Request[Any, Any, Any], comment: FromPath[int]) -> Redirect:
        """Mark it as helpful, or take that back."""
        found = await _comment(request, comment)
        marking = (await submitted(request)).get("helpful") == "1"
        await (actions.mark_helpful if marking else actions.unmark_helpful)(
            caller=caller_of(request), comment=found.id
        )
        return _back(request, found.proposal, f"comment-{found.reply_to or found.id}")


async def _comment(request: Request[Any, Any, Any], id: int) -> Comment:
    return await queries.one(
        known_id(id),
        caller=request.state.caller,
        city=request.app.state.city,
        now=request.state.now,
    )


def _back(
    request: Request[Any, Any, Any], number: int, anchor: str, *, done: str | None = None
) -> Redirect:
    """To that place of the proposal's page, with the order and part of the comments that the
    reader had in sight. Without a word of where they come from, to its beginning."""
    page_of = f"/proposals/{number}"
    came_from = urlsplit(request.headers.get("referer", ""))
    query = came_from.query if came_from.path == page_of else ""
    return see_other(f"{page_of}?{query}#{anchor}" if query else f"{page_of}#{anchor}", done=done)
