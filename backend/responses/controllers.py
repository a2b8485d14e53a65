"""Debts and answers over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.http.callers import caller_of, once_of
from backend.http.reading import Cursor, Limit, known_id
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals.locks import ProposalWithdrawn
from backend.responses import actions, queries
from backend.responses.actions import (
    AlreadyExtended,
    NotAdopted,
    NotExtendable,
    NothingOwed,
    NotInCharge,
    TooLateToExtend,
)
from backend.responses.schemas import (
    DepartmentRecord,
    InterimNote,
    Milestone,
    NewExtension,
    NewInterimNote,
    NewMilestone,
    NewResponse,
    Obligation,
    Owed,
    OwedState,
    Response,
)


class ResponseController(Controller):
    """What the city says about a proposal. Lists are short: each comes whole."""

    path = "/proposals/{number:int}"
    tags = ("Responses",)

    @get("/responses", who="anyone", summary="List the answers to a proposal")
    async def responses(self, number: FromPath[int]) -> Page[Response]:
        """Every version of every department's answer, newest first; all of them stay public."""
        return Page(await queries.responses(known_id(number)))

    @post(
        "/responses",
        who="official",
        summary="Answer a proposal",
        problems=(NotInCharge, ProposalWithdrawn),
    )
    async def respond(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewResponse]
    ) -> Response:
        """For the department in charge. The first answer meets what is owed; any further one is
        a corrected version of it."""
        id = await actions.respond(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.response(id)

    @get("/interim-notes", who="anyone", summary="List the interim notes on a proposal")
    async def interim_notes(self, number: FromPath[int]) -> Page[InterimNote]:
        """Where the department said that its answer stood, oldest first."""
        return Page(await queries.interim_notes(known_id(number)))

    @post(
        "/interim-notes",
        who="official",
        summary="Say where an answer stands",
        problems=(NotInCharge, NothingOwed, ProposalWithdrawn),
    )
    async def note_interim(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewInterimNote]
    ) -> InterimNote:
        """In public, while the answer is owed."""
        id = await actions.note_interim(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.interim_note(id)

    @post(
        "/extensions",
        who="official",
        summary="Take more time for an answer",
        problems=(
            NotInCharge,
            NothingOwed,
            AlreadyExtended,
            TooLateToExtend,
            NotExtendable,
            ProposalWithdrawn,
        ),
    )
    async def extend(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewExtension]
    ) -> Obligation:
        """Once, before it is due, and with a public reason. `extended_until` is the new day."""
        id = await actions.extend(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.obligation(id, now=request.state.now)

    @get("/milestones", who="anyone", summary="List the milestones of a proposal")
    async def milestones(self, number: FromPath[int]) -> Page[Milestone]:
        """The steps towards what was adopted, by date."""
        return Page(await queries.milestones(known_id(number)))

    @post(
        "/milestones",
        who="official",
        summary="Record a milestone",
        problems=(NotInCharge, NotAdopted, ProposalWithdrawn),
    )
    async def record_milestone(
        self, request: Request[Any, Any, Any], number: FromPath[int], data: JSONBody[NewMilestone]
    ) -> Milestone:
        """After adoption. Only what is `planned` may lie in the future."""
        id = await actions.record_milestone(
            caller=caller_of(request),
            number=known_id(number),
            data=data,
            city=request.app.state.city,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.milestone(id)


class DeskController(Controller):
    """The officials' desk."""

    path = "/desk"
    tags = ("Responses",)

    @get("/owed", who="official", summary="List what my department owes")
    async def owed(
        self,
        request: Request[Any, Any, Any],
        # Litestar keeps the name `state` for itself.
        which: Annotated[
            OwedState,
            QueryParameter(
                name="state",
                description="Still owed, soonest due first; or answered, newest first.",
            ),
        ] = "owed",
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[Owed]:
        """Overdue answers stand first, since they were due first."""
        return await queries.owed(
            caller=caller_of(request),
            now=request.state.now,
            state=which,
            cursor=cursor,
            limit=limit,
        )


class DepartmentRecordController(Controller):
    """How departments keep their word, for everybody."""

    path = "/departments/record"
    tags = ("Responses",)

    @get(who="anyone", summary="Read how departments keep their word")
    async def record(self, request: Request[Any, Any, Any]) -> Page[DepartmentRecord]:
        """For each department: owed, answered in time, late, median days, adopted, done."""
        return Page(
            await queries.departments(
                city=request.app.state.city,
                language=request.state.language,
                now=request.state.now,
            )
        )
