"""Writing a proposal, and writing it once more while nobody has supported it."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from backend.errors import NotPermitted, Problem
from backend.http.callers import caller_of
from backend.http.reading import known_id
from backend.proposals import actions, queries
from backend.proposals.schemas import Proposal, ProposalChange
from pwa.forms import form_once, see_other, submitted
from pwa.pages import page
from pwa.screens.writing import (
    as_named,
    new_draft,
    new_proposal,
    similar_to,
    unseen,
    without_point,
    writing_page,
    written,
)


class ComposeScreen(Controller):
    """A proposal from its first word to its publication."""

    path = "/proposals"

    @get("/new", who="anyone")
    async def begin(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The empty form. Visitors can write too; publishing needs to know who it is."""
        return writing_page(request, "new", {})

    @post("/new", who="anyone")
    async def go_on(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Look for similar ones, preview, keep as a draft, or publish.

        Whoever was signed out meanwhile keeps the text and is told how to go on.
        """
        values = await submitted(request)
        try:
            match values.get("act"):
                case "publish":
                    return await self._publish(request, values)
                case "draft":
                    return await self._keep(request, values)
                case "preview":
                    return writing_page(request, "new", values, preview=True)
                case "unpin":
                    return writing_page(request, "new", without_point(values))
                case _:
                    similar = await similar_to(request, values.get("title", ""))
                    return writing_page(request, "new", values, similar=similar)
        except Problem as problem:
            return writing_page(request, "new", values, problem=problem)

    @get("/similar", who="anyone")
    async def similar(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The part of the form that shows similar ones, for the script that asks while one types.

        With ``checking`` it asks before publication: there are none then where the writer has
        ``seen`` all of them. Nothing of what somebody is about to write stays on the way.
        """
        query = request.query_params
        title = query.get("text", "")
        checking = "checking" in query
        if checking:
            values = {"title": title, "seen": query.get("seen", "")}
            similar = await unseen(request, request.state.caller, values)
        else:
            similar = await similar_to(request, title)
        return page(request, "similar.html", store=False, similar=similar, checking=checking)

    async def _publish(
        self, request: Request[Any, Any, Any], values: dict[str, str]
    ) -> Response[Any]:
        caller = caller_of(request)
        data = new_proposal(values)
        if similar := await unseen(request, caller, values):
            return writing_page(request, "new", values, similar=similar, checking=True)
        number = await actions.publish(
            caller=caller,
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=form_once(request, caller, values),
        )
        return see_other(f"/proposals/{number}", done="published")

    async def _keep(self, request: Request[Any, Any, Any], values: dict[str, str]) -> Response[Any]:
        caller = caller_of(request)
        draft = await actions.save_draft(
            caller=caller,
            data=new_draft(values),
            city=request.app.state.city,
            now=request.state.now,
            once=form_once(request, caller, values),
        )
        return see_other(f"/drafts/{draft}", done="draft-saved")


class EditScreen(Controller):
    """A published proposal's text, which is its author's until the first support."""

    path = "/proposals/{number:int}/edit"

    @get(who="account")
    async def begin(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes]:
        """The form with the text; where it can't change any more, why, and what can be done."""
        proposal = await self._own(request, number)
        if not proposal.editable:
            return page(request, "edit_closed.html", proposal=proposal)
        return writing_page(request, "edit", written(proposal))

    @post(who="account")
    async def change(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Response[Any]:
        """Preview the text, or make it the proposal's."""
        values = await submitted(request)
        await self._own(request, number)
        try:
            match values.get("act"):
                case "preview":
                    return writing_page(request, "edit", values, preview=True)
                case "unpin":
                    return writing_page(request, "edit", without_point(values))
                case _:
                    await actions.edit(
                        caller=caller_of(request),
                        number=number,
                        data=ProposalChange(**as_named(new_proposal(values))),
                        city=request.app.state.city,
                        now=request.state.now,
                    )
                    return see_other(f"/proposals/{number}", done="edited")
        except Problem as problem:
            return writing_page(request, "edit", values, problem=problem)

    async def _own(self, request: Request[Any, Any, Any], number: int) -> Proposal:
        """One's own proposal. Raises ``NotFound`` and ``NotPermitted``."""
        proposal = await queries.proposal(
            known_id(number),
            caller=caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
        )
        if not proposal.mine:
            raise NotPermitted
        return proposal
