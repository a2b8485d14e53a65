"""The API of proposals, from publication on."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.errors import TooMany
from backend.http.callers import caller_of, once_of
from backend.http.reading import Cursor, Limit, known_id
from backend.http.together import once_for_visitors
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals import actions, queries
from backend.proposals.actions import SupportsGiven, TooManyAddenda
from backend.proposals.locks import GatheringClosed, ProposalHidden, ProposalWithdrawn
from backend.proposals.schemas import (
    ListedStage,
    NewAddendum,
    NewProposal,
    Proposal,
    ProposalChange,
    ProposalSummary,
    Sort,
    Version,
)


async def _proposal(request: Request[Any, Any, Any], number: int) -> Proposal:
    return await queries.proposal(
        number,
        caller=request.state.caller,
        settings=request.app.state.settings,
        now=request.state.now,
    )


class ProposalController(Controller):
    """Proposals, from publication on."""

    path = "/proposals"
    tags = ("Proposals",)

    @get(who="anyone", summary="List and search proposals")
    @once_for_visitors
    async def feed(
        self,
        request: Request[Any, Any, Any],
        sort: Annotated[
            Sort,
            QueryParameter(
                description="`hot` (its formula is in `rules`), `new`, `supported` (most first), "
                "`closing` (still gathering, soonest first) or `answered` (latest answer first)."
            ),
        ] = "hot",
        stage: Annotated[
            ListedStage | None, QueryParameter(description="Only those in this stage.")
        ] = None,
        topic: Annotated[
            str | None, QueryParameter(max_length=40, description="A topic's id.")
        ] = None,
        area: Annotated[
            str | None, QueryParameter(max_length=40, description="An area's id.")
        ] = None,
        q: Annotated[
            str | None,
            QueryParameter(
                max_length=200,
                description="Words that all have to occur in title or text, as parts of words "
                "too; at most ten count.",
            ),
        ] = None,
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[ProposalSummary]:
        """Every published proposal that fits, closed and imported ones too; no hidden or
        withdrawn one. Send `next` with the same sort and filters."""
        return await queries.feed(
            sort=sort,
            stage=stage,
            topic=topic,
            area=area,
            q=q,
            cursor=cursor,
            limit=limit,
            caller=request.state.caller,
            settings=request.app.state.settings,
            now=request.state.now,
        )

    @post(who="account", summary="Publish a proposal", problems=(TooMany,))
    async def publish(
        self, request: Request[Any, Any, Any], data: JSONBody[NewProposal]
    ) -> Proposal:
        """At once, without a draft. Its author follows it. At most ten a day."""
        number = await actions.publish(
            caller=caller_of(request),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await _proposal(request, number)

    @get("/similar", who="anyone", summary="Find similar proposals")
    async def similar(
        self,
        request: Request[Any, Any, Any],
        text: Annotated[
            str,
            QueryParameter(
                max_length=1000,
                description="A title being written; only its first 200 characters count.",
            ),
        ],
    ) -> Page[ProposalSummary]:
        """At most five, the likest first, to show somebody who is about to write the same.
        `next` is always null."""
        return Page(
            await queries.similar(
                text,
                caller=request.state.caller,
                settings=request.app.state.settings,
                now=request.state.now,
            )
        )

    @get("/{number:int}", who="anyone", fast_path=True, summary="Read a proposal")
    @once_for_visitors
    async def proposal(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Proposal:
        """A hidden one comes without its texts, with the reason; a withdrawn one stays readable
        here, though no list has it."""
        return await _proposal(request, known_id(number))

    @patch(
        "/{number:int}",
        who="account",
        summary="Edit one's proposal",
        problems=(SupportsGiven, GatheringClosed, ProposalHidden, ProposalWithdrawn),
    )
    async def edit(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[ProposalChange]
    ) -> Proposal:
        """Free until the first support or answer; every text stays readable under `versions`.
        What is not named stays as it is."""
        await actions.edit(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
        )
        return await _proposal(request, number)

    @post(
        "/{number:int}/withdrawal",
        status_code=200,
        who="account",
        summary="Withdraw one's proposal",
    )
    async def withdraw(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Proposal:
        """Where an answer is owed or given, only the author's name goes: the city owes it to all
        who supported. Twice is once."""
        await actions.withdraw(
            caller=caller_of(request),
            number=known_id(number),
            now=request.state.now,
            once=await once_of(request),
        )
        return await _proposal(request, number)

    @post(
        "/{number:int}/addenda",
        who="account",
        summary="Add to one's proposal",
        problems=(TooManyAddenda, ProposalHidden, ProposalWithdrawn),
    )
    async def append(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewAddendum]
    ) -> Proposal:
        """A dated addendum below the text, which itself stays as people supported it. At most
        20."""
        await actions.append(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            now=request.state.now,
            once=await once_of(request),
        )
        return await _proposal(request, number)

    @get("/{number:int}/versions", who="anyone", summary="List a proposal's versions")
    async def versions(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Page[Version]:
        """Every text that it had, oldest first and whole: `next` is always null. A hidden
        proposal's can't be read."""
        return Page(await queries.versions(known_id(number), caller=request.state.caller))
