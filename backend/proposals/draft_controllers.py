"""The API of drafts."""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.datastructures import ResponseHeader
from litestar.params import FromPath, HeaderParameter, JSONBody

from backend.errors import InvalidInput, NotFound, TooMany
from backend.http.callers import caller_of, once_of
from backend.http.reading import known_id
from backend.paging import Page
from backend.proposals import actions, queries
from backend.proposals.drafts import DraftChangedElsewhere, TooManyDrafts
from backend.proposals.schemas import Draft, DraftChange, NewDraft, Proposal, Publication

# What tells two texts of one draft apart.
TAG = ResponseHeader(
    name="ETag", description="The draft's version, quoted.", documentation_only=True
)


def _tagged(draft: Draft) -> Response[Draft]:
    return Response(draft, headers={"ETag": f'"{draft.version}"'})


def _version_in(tag: str | None) -> int | None:
    """The version that ``If-Match`` names; 0, which no draft has, for what is no tag of ours.

    A proxy that compresses makes a tag weak (``W/"3"``), and it is still the same text.
    """
    if tag is None or tag.strip() == "*":
        return None
    known = re.fullmatch(r'(?:W/)?"(\d{1,9})"', tag.strip(), re.ASCII)
    return int(known[1]) if known else 0


class DraftController(Controller):
    """Drafts are their author's own and have no number yet."""

    path = "/drafts"
    tags = ("Proposals",)

    @get(who="account", summary="List one's drafts")
    async def drafts(self, request: Request[Any, Any, Any]) -> Page[Draft]:
        """The one touched last first, and all of them: `next` is always null."""
        return Page(await queries.drafts(caller_of(request)))

    @post(
        who="account",
        while_suspended=True,
        summary="Keep a draft",
        problems=(TooManyDrafts, NotFound),
    )
    async def save(self, request: Request[Any, Any, Any], data: JSONBody[NewDraft]) -> Draft:
        """Nothing is required. At most 50 are kept. Sent again under its key once the draft was
        published or thrown away, it is not found: no second one is made."""
        caller = caller_of(request)
        id = await actions.save_draft(
            caller=caller,
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.draft(id, caller)

    @get("/{draft:int}", who="account", summary="Read one's draft", response_headers=[TAG])
    async def draft(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> Response[Draft]:
        """Other people's are not found."""
        return _tagged(await queries.draft(known_id(draft), caller_of(request)))

    @patch(
        "/{draft:int}",
        who="account",
        while_suspended=True,
        summary="Change one's draft",
        problems=(DraftChangedElsewhere,),
        response_headers=[TAG],
    )
    async def change(
        self,
        request: Request[Any, Any, Any],
        draft: FromPath[int],
        data: JSONBody[DraftChange],
        if_match: Annotated[
            str | None,
            HeaderParameter(
                name="If-Match",
                description="The `ETag` of the draft that this was written on: where another "
                "device wrote on it since, nothing is changed.",
            ),
        ] = None,
    ) -> Response[Draft]:
        """What is not named stays as it is."""
        caller = caller_of(request)
        await actions.change_draft(
            caller=caller,
            draft=known_id(draft),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            version=_version_in(if_match),
        )
        return _tagged(await queries.draft(draft, caller))

    @delete("/{draft:int}", who="account", while_suspended=True, summary="Throw one's draft away")
    async def discard(self, request: Request[Any, Any, Any], draft: FromPath[int]) -> None:
        """For good."""
        await actions.discard_draft(caller=caller_of(request), draft=known_id(draft))

    @post(
        "/{draft:int}/publication",
        who="account",
        summary="Publish one's draft",
        problems=(InvalidInput, TooMany, DraftChangedElsewhere),
    )
    async def publish(
        self,
        request: Request[Any, Any, Any],
        draft: FromPath[int],
        data: JSONBody[Publication | None] = None,
    ) -> Proposal:
        """The draft becomes a proposal and is no draft any more. Where something is missing,
        `errors` says what, and the draft stays. A body is for what was written since it was
        kept."""
        caller = caller_of(request)
        number = await actions.publish_draft(
            caller=caller,
            draft=known_id(draft),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.proposal(
            number, caller=caller, settings=request.app.state.settings, now=request.state.now
        )
