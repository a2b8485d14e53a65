"""One proposal: its clock, its text, what happened to it, what people say, and what one can do."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ASGIApp

from backend.city import City
from backend.comments import queries as comments
from backend.errors import NotPermitted, Problem
from backend.follows import actions as follows
from backend.http.callers import Caller, caller_of
from backend.http.reading import known_id, read
from backend.moderation import queries as moderation
from backend.proposals import actions, queries
from backend.proposals.involvement import Involvement, involvement
from backend.proposals.schemas import NewAddendum, Proposal
from backend.responses import queries as responses
from backend.timeline import queries as timeline
from backend.votes import actions as votes
from pwa.forms import explained, filled, form_once, key_after, new_key, see_other, submitted
from pwa.pages import page, rendered
from pwa.readers import Made, Reader
from pwa.screens.talk import Talk
from pwa.shared_pages import shared

Standing = Literal["sign_in", "verify", "support", "supported"]


async def read_proposal(
    request: Request[Any, Any, Any], number: int, caller: Caller | None
) -> Proposal:
    """The proposal as ``caller`` may see it. Raises ``NotFound``."""
    return await queries.proposal(
        known_id(number),
        caller=caller,
        settings=request.app.state.settings,
        now=request.state.now,
    )


class ProposalScreen(Controller):
    """``/proposals/{number}`` and what is done there."""

    path = "/proposals/{number:int}"

    @get(who="anyone", fast_path=True)
    async def show(self, request: Request[Any, Any, Any], number: FromPath[int]) -> ASGIApp:
        """Everything about one proposal, or why it can't be read."""
        talk = Talk.of(request, number)
        caller: Caller | None = request.state.caller
        part = None
        if caller is not None:
            settings = request.app.state.settings
            part = await involvement(caller, known_id(number), settings=settings)
        standing = _standing(request, part)
        return await shared(
            request,
            talk.path,
            partial(_everything, request, talk, part, standing),
            about=number,
            alike=(part, standing),
            alone=part is not None and part.spoke,
        )

    @post("/support", who="account")
    async def support(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Redirect:
        """Support it, and follow it where that is ticked; or take the support back."""
        values = await submitted(request)
        caller = caller_of(request)
        giving = values.get("supported") == "yes"
        await (votes.support if giving else votes.withdraw_support)(
            caller=caller,
            number=known_id(number),
            city=request.app.state.city,
            settings=request.app.state.settings,
            now=request.state.now,
        )
        if giving and values.get("follow") == "yes":
            await follows.follow(caller=caller, number=number)
        return see_other(
            f"/proposals/{number}", done="supported" if giving else "support-withdrawn"
        )

    @post("/follow", who="account", while_suspended=True)
    async def follow(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Redirect:
        """Follow it, or follow it no longer."""
        following = (await submitted(request)).get("followed") == "yes"
        await (follows.follow if following else follows.unfollow)(
            caller=caller_of(request), number=known_id(number)
        )
        return see_other(f"/proposals/{number}", done="followed" if following else "unfollowed")

    @get("/addenda", who="account")
    async def addendum(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes]:
        """The form by which an author adds to the text that people supported."""
        return await _addendum(request, number, {})

    @post("/addenda", who="account")
    async def append(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes] | Redirect:
        """Add it, or show the form again with what is wrong."""
        values = await submitted(request)
        caller = caller_of(request)
        try:
            await actions.append(
                caller=caller,
                number=known_id(number),
                data=read(NewAddendum, filled(values, "body")),
                now=request.state.now,
                once=form_once(request, caller, values),
            )
        except Problem as problem:
            return await _addendum(request, number, values, problem)
        return see_other(f"/proposals/{number}#addenda", done="appended")

    @get("/withdrawal", who="account")
    async def withdrawal(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes]:
        """Asks whether that is meant, and says what stays."""
        proposal = await _own_proposal(request, number)
        return page(
            request,
            "withdrawal.html",
            proposal=proposal,
            only_name=_is_owed_or_answered(proposal),
            key=new_key(),
        )

    @post("/withdrawal", who="account")
    async def withdraw(self, request: Request[Any, Any, Any], number: FromPath[int]) -> Redirect:
        """Take it back, or only the name, where the city owes or gave an answer."""
        values = await submitted(request)
        caller = caller_of(request)
        await actions.withdraw(
            caller=caller,
            number=known_id(number),
            now=request.state.now,
            once=form_once(request, caller, values),
        )
        return see_other(f"/proposals/{number}", done="withdrawn")


async def _everything(
    request: Request[Any, Any, Any],
    talk: Talk,
    part: Involvement | None,
    standing: Standing,
    reader: Reader,
) -> Made:
    proposal = await read_proposal(request, talk.number, reader.caller)
    if part is not None:
        # Those who share a page are nobody to whom marks could be read, and have the same ones.
        proposal.supported, proposal.followed = part.supported, part.followed
    number, state = proposal.number, request.state
    said_here = await comments.comments(
        number,
        caller=reader.caller,
        city=request.app.state.city,
        now=state.now,
        sort=talk.order,
        stance=talk.stance,
        cursor=talk.after,
    )
    # A proposal that was decided on has an answer, and no other has.
    answers = await responses.responses(number) if proposal.decision else []
    happened = await timeline.timeline(number, now=state.now)
    body = rendered(
        request,
        "proposal.html",
        me=reader.me,
        proposal=proposal,
        hidden_note=await _hidden_note(reader.caller, proposal),
        open=proposal.visibility == "published" and state.now <= proposal.closes_at,
        standing=standing,
        muted=part is not None and part.muted,
        answers_here=_answers_here(reader.caller, request.app.state.city, proposal),
        answer=answers[0] if answers else None,
        older_answers=answers[1:],
        timeline=happened,
        interim=[item for item in happened if item.kind == "interim_note"],
        talk=talk,
        talk_tabs=talk.tabs(await comments.stances(number), state.language),
        comments=said_here.items,
        more=talk.address(after=said_here.next) if said_here.next else None,
    )
    return Made(body, (proposal.closes_at, proposal.due_at))


async def _hidden_note(caller: Caller | None, proposal: Proposal) -> str:
    """What the moderator who hid it told its author, for the author only."""
    if caller is None or not (proposal.mine and proposal.hidden):
        return ""
    return next(
        (
            notice.note
            for notice in await moderation.notices(caller)
            if notice.subject.kind == "proposal" and notice.subject.id == proposal.number
        ),
        "",
    )


async def _own_proposal(request: Request[Any, Any, Any], number: int) -> Proposal:
    """The proposal, for its author only. Raises ``NotFound`` and ``NotPermitted``."""
    proposal = await read_proposal(request, number, caller_of(request))
    if not proposal.mine:
        raise NotPermitted
    return proposal


async def _addendum(
    request: Request[Any, Any, Any],
    number: int,
    values: dict[str, str],
    problem: Problem | None = None,
) -> Response[bytes]:
    proposal = await _own_proposal(request, number)
    return page(
        request,
        "addendum.html",
        status=problem.status if problem else 200,
        proposal=proposal,
        values=values,
        problem=explained(request, problem) if problem else None,
        key=key_after(problem, values),
    )


def _is_owed_or_answered(proposal: Proposal) -> bool:
    return proposal.decision is not None or any(
        owed.state != "void" for owed in proposal.obligations
    )


def _standing(request: Request[Any, Any, Any], part: Involvement | None) -> Standing:
    """What the reader can do about supporting, while gathering is open."""
    if part is None:
        return "sign_in"
    if part.supported:
        return "supported"
    rules = request.app.state.city.rules
    verified = caller_of(request).verified
    return "verify" if rules.who_may_support == "verified" and not verified else "support"


def _answers_here(caller: Caller | None, city: City, proposal: Proposal) -> bool:
    """Whether ``caller`` is an official of the department that answers for this proposal."""
    if caller is None or not caller.may("official") or proposal.topic is None:
        return False
    in_charge = {owed.owed_by for owed in proposal.obligations}
    return caller.department in in_charge | {city.department_of(proposal.topic).id}
