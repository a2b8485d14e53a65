"""Drafts: the list of one's own, and writing on until they are published."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from backend.errors import Problem
from backend.http.callers import caller_of
from backend.http.reading import known_id
from backend.proposals import actions, queries
from backend.proposals.actions import DraftChangedElsewhere
from backend.proposals.schemas import DraftChange, Publication
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


@get("/me/drafts", who="account")
async def list_drafts(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One's drafts, the one touched last first."""
    return page(request, "drafts.html", drafts=await queries.drafts(caller_of(request)))


class DraftScreen(Controller):
    """One draft."""

    path = "/drafts/{draft:int}"

    @get(who="account")
    async def open(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> Response[bytes]:
        """The form with what is kept. ``beside`` names the draft that this one was parted from."""
        caller = caller_of(request)
        kept = await queries.draft(known_id(draft), caller)
        beside = _number(request.query_params.get("beside", ""))
        return writing_page(request, "draft", written(kept), beside=beside)

    @post(who="account")
    async def go_on(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> Response[Any]:
        """Look for similar ones, preview, keep, or publish."""
        values = await submitted(request)
        known_id(draft)
        try:
            try:
                return await self._act(request, draft, values)
            except DraftChangedElsewhere:
                return await self._part(request, draft, values)
        except Problem as problem:
            return writing_page(request, "draft", values, problem=problem)

    @get("/removal", who="account")
    async def ask(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> Response[bytes]:
        """Ask before throwing it away."""
        kept = await queries.draft(known_id(draft), caller_of(request))
        return page(request, "draft_removal.html", draft=kept)

    @post("/removal", who="account", while_suspended=True)
    async def discard(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> Response[Any]:
        """Throw it away."""
        await actions.discard_draft(caller=caller_of(request), draft=known_id(draft))
        return see_other("/me/drafts", done="draft-discarded")

    async def _act(
        self, request: Request[Any, Any, Any], draft: int, values: dict[str, str]
    ) -> Response[Any]:
        match values.get("act"):
            case "publish":
                return await self._publish(request, draft, values)
            case "draft":
                return await self._keep(request, draft, values)
            case "preview":
                return writing_page(request, "draft", values, preview=True)
            case "unpin":
                return writing_page(request, "draft", without_point(values))
            case _:
                similar = await similar_to(request, values.get("title", ""))
                return writing_page(request, "draft", values, similar=similar)

    async def _publish(
        self, request: Request[Any, Any, Any], draft: int, values: dict[str, str]
    ) -> Response[Any]:
        caller = caller_of(request)
        text = as_named(new_proposal(values))
        if similar := await unseen(request, caller, values):
            return writing_page(request, "draft", values, similar=similar, checking=True)
        number = await actions.publish_draft(
            caller=caller,
            draft=draft,
            data=Publication(**text, version=_number(values.get("version", "")) or UNSET),
            city=request.app.state.city,
            now=request.state.now,
            once=form_once(request, caller, values),
        )
        return see_other(f"/proposals/{number}", done="published")

    async def _keep(
        self, request: Request[Any, Any, Any], draft: int, values: dict[str, str]
    ) -> Response[Any]:
        await actions.change_draft(
            caller=caller_of(request),
            draft=draft,
            data=DraftChange(**as_named(new_draft(values))),
            version=_number(values.get("version", "")),
            city=request.app.state.city,
            now=request.state.now,
        )
        return see_other(f"/drafts/{draft}", done="draft-saved")

    async def _part(
        self, request: Request[Any, Any, Any], draft: int, values: dict[str, str]
    ) -> Response[Any]:
        """Keep what was written here as a draft of its own, beside the one changed elsewhere."""
        caller = caller_of(request)
        # Under its own key the form may still publish, and would be answered with this draft.
        apart = values | ({"key": f"{values['key']}-parted"} if values.get("key") else {})
        own = await actions.save_draft(
            caller=caller,
            data=new_draft(values),
            city=request.app.state.city,
            now=request.state.now,
            once=form_once(request, caller, apart),
        )
        return see_other(f"/drafts/{own}?beside={draft}")


def _number(written: str) -> int | None:
    """A number as an address or a form of ours carries it; None for anything else."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
