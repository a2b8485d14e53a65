"""Telling moderators that something should not stand."""

from __future__ import annotations

from typing import Any, get_args

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.comments import queries as comments
from backend.errors import NotFound, Problem
from backend.http.callers import caller_of
from backend.http.reading import known_id, read
from backend.language import text
from backend.moderation import actions
from backend.moderation.schemas import NewReport, Reason, SubjectKind
from pwa.forms import explained, filled, form_once, key_after, see_other, submitted
from pwa.pages import page
from pwa.screens.proposal import read_proposal


class ReportScreen(Controller):
    """The same form for a proposal and for a comment."""

    @get("/proposals/{number:int}/report", who="account")
    async def of_proposal(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes]:
        """The form about a proposal."""
        return await _form(request, "proposal", number, {})

    @post("/proposals/{number:int}/report", who="account")
    async def report_proposal(
        self, request: Request[Any, Any, Any], number: FromPath[int]
    ) -> Response[bytes] | Redirect:
        """Report a proposal."""
        return await _report(request, "proposal", number)

    @get("/comments/{comment:int}/report", who="account")
    async def of_comment(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Response[bytes]:
        """The form about a comment."""
        return await _form(request, "comment", comment, {})

    @post("/comments/{comment:int}/report", who="account")
    async def report_comment(
        self, request: Request[Any, Any, Any], comment: FromPath[int]
    ) -> Response[bytes] | Redirect:
        """Report a comment."""
        return await _report(request, "comment", comment)


async def _report(
    request: Request[Any, Any, Any], kind: SubjectKind, id: int
) -> Response[bytes] | Redirect:
    values = await submitted(request)
    caller = caller_of(request)
    subject = {"kind": kind, "id": known_id(id)}
    try:
        await actions.report(
            caller=caller,
            data=read(NewReport, {"subject": subject, **filled(values, "reason", "note")}),
            now=request.state.now,
            once=form_once(request, caller, values),
        )
    except NotFound:
        raise
    except Problem as problem:
        return await _form(request, kind, id, values, problem)
    return see_other(f"/{kind}s/{id}", done="reported")


async def _form(
    request: Request[Any, Any, Any],
    kind: SubjectKind,
    id: int,
    values: dict[str, str],
    problem: Problem | None = None,
) -> Response[bytes]:
    """The form about what the reader has in sight. Raises ``NotFound``."""
    proposal = id
    if kind == "proposal":
        quoted = (await read_proposal(request, id, request.state.caller)).title
    else:
        comment = await comments.one(
            known_id(id),
            caller=request.state.caller,
            city=request.app.state.city,
            now=request.state.now,
        )
        quoted, proposal = comment.body, comment.proposal
    if quoted is None:
        raise NotFound
    language = request.state.language
    return page(
        request,
        "report.html",
        status=problem.status if problem else 200,
        kind=kind,
        id=id,
        proposal=proposal,
        quoted=quoted,
        reasons=[(reason, text(language, f"reason-{reason}")) for reason in get_args(Reason)],
        values=values,
        problem=explained(request, problem) if problem else None,
        key=key_after(problem, values),
    )
