"""The officials' desk: what a department owes, and the page where it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.city.city import City
from backend.errors import BadRequest, NotFound, Problem
from backend.http.callers import caller_of
from backend.http.reading import Input, known_id, read
from backend.proposals.queries import proposal as read_proposal
from backend.responses import actions, queries
from backend.responses.actions import ADOPTED, NotInCharge
from backend.responses.obligations import extended, in_charge
from backend.responses.schemas import (
    DecisionCode,
    MilestoneState,
    NewExtension,
    NewInterimNote,
    NewMilestone,
    NewResponse,
    Obligation,
)
from backend.text import render_markdown
from backend.timeline.queries import timeline
from pwa.forms import explained, filled, form_once, key_after, see_other, submitted
from pwa.pages import page

DECISIONS: tuple[DecisionCode, ...] = get_args(DecisionCode)
MILESTONES: tuple[MilestoneState, ...] = get_args(MilestoneState)

# The forms of a case: what each holds, and what is done with it.
FORMS: dict[str, tuple[type[Input], Callable[..., Awaitable[int]]]] = {
    "response": (NewResponse, actions.respond),
    "interim": (NewInterimNote, actions.note_interim),
    "extension": (NewExtension, actions.extend),
    "milestone": (NewMilestone, actions.record_milestone),
}


class DeskScreen(Controller):
    """Nothing of it stays on the device: no page here is stored."""

    path = "/desk"

    @get(who="official")
    async def desk(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What the department owes, soonest due first; under ``?state=answered`` what it did."""
        state, caller, now = request.state, caller_of(request), request.state.now
        answered = request.query_params.get("state") == "answered"
        owed = await queries.owed(
            caller=caller,
            now=now,
            state="answered" if answered else "owed",
            cursor=request.query_params.get("cursor"),
        )
        city: City = request.app.state.city
        return page(
            request,
            "desk.html",
            store=False,
            department=city.department(caller.department).name(state.language)
            if caller.department
            else "",
            answered=answered,
            owed=owed,
            work=await queries.workload(caller=caller, city=city, now=now),
            soon=queries.SOON.days,
        )

    @get("/{number:int}", who="official")
    async def case(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Response[bytes]:
        """One proposal beside everything that its department can do about it."""
        return await _case(request, known_id(number))

    @post("/{number:int}", who="official")
    async def act(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[Any] | Redirect:
        """Do what the sent form is for and lead back, or show it again with what is in the way.

        An answer with ``preview`` is only shown as it will read.
        """
        caller = caller_of(request)
        number = known_id(number)
        values = await submitted(request)
        form = values.get("form", "")
        if form not in FORMS:
            raise BadRequest
        if values.pop("preview", None):
            return await _case(request, number, form=form, values=values)
        schema, action = FORMS[form]
        try:
            await action(
                caller=caller,
                number=number,
                data=read(schema, filled(values, *schema.__struct_fields__), strict=False),
                city=request.app.state.city,
                now=request.state.now,
                once=form_once(request, caller, values),
            )
        except (NotFound, NotInCharge):
            raise
        except Problem as problem:
            return await _case(request, number, form=form, values=values, problem=problem)
        return see_other(f"/desk/{number}", done=f"desk-{form}")


async def _case(
    request: Request[Any, Any, Any],
    number: int,
    *,
    form: str = "",
    values: Mapping[str, str] | None = None,
    problem: Problem | None = None,
) -> Response[bytes]:
    """The page of one case. ``form`` is the one that was sent, ``values`` what it held.

    Raises ``NotFound``, and ``NotInCharge`` for officials of other departments.
    """
    caller, city, now = caller_of(request), request.app.state.city, request.state.now
    proposal = await read_proposal(
        number, caller=caller, settings=request.app.state.settings, now=now
    )
    _require_in_charge(caller.department, proposal.topic, proposal.obligations, city)
    responses = await queries.responses(number)
    own = [response for response in responses if response.department == caller.department]
    debt = next(
        (
            obligation
            for obligation in sorted(proposal.obligations, key=lambda owed: owed.due_at)
            if obligation.owed_by == caller.department and obligation.state in ("open", "overdue")
        ),
        None,
    )
    until = extended(debt.kind, debt.due_at, city) if debt else None
    if debt and (debt.extended_until or now > debt.due_at):
        until = None
    # An answer that is owed comes before what is done about an earlier one.
    adopted = not debt and bool(responses) and responses[0].decision in ADOPTED
    forms = {
        name
        for name, shown in {
            "response": True,
            "interim": debt is not None,
            "extension": until is not None,
            "milestone": adopted,
        }.items()
        if shown
    }
    sent = values or {}
    previewed = form == "response" and problem is None
    return page(
        request,
        "desk_case.html",
        status=problem.status if problem else 200,
        store=False,
        proposal=proposal,
        responses=responses,
        own=own[0] if own else None,
        debt=debt,
        until=until,
        forms=forms,
        milestones=await queries.milestones(number),
        history_items=await timeline(number, now=now),
        today=city.today(now),
        decisions=DECISIONS,
        milestone_states=MILESTONES,
        form=form,
        sent=sent,
        key=key_after(problem, sent),
        problem=explained(request, problem) if problem else None,
        preview=render_markdown(sent.get("body", "")) if previewed else None,
    )


def _require_in_charge(
    department: str | None, topic: str | None, obligations: list[Obligation], city: City
) -> None:
    """The rule that the actions keep, told before somebody has written an answer in vain."""
    departments = {obligation.owed_by for obligation in obligations}
    if topic is not None:
        departments.add(in_charge(city, topic))
    if department not in departments:
        raise NotInCharge
