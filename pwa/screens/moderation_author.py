"""Who wrote a text: what was decided about them before, and suspending or reinstating them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.errors import NotFound, Problem
from backend.http.callers import caller_of
from backend.moderation import queries
from backend.moderation.schemas import Subject
from pwa.forms import explained, key_after, see_other, submitted
from pwa.pages import page
from pwa.screens.moderation import REASONS, decided, subject_of

# What the form proposes as a suspension's length.
USUAL = timedelta(days=7)


class AuthorScreen(Controller):
    """The author of a text, for moderators who have come from it."""

    path = "/moderation/{subject:str}/author"

    @get(who="moderator")
    async def show(
        self, request: Request[Any, Any, Any], subject: FromPath[str]
    ) -> Response[bytes]:
        """Who it is, as far as moderators may know: a name, and what was decided before."""
        return await _shown(request, subject_of(subject))

    @post(who="moderator")
    async def decide(
        self, request: Request[Any, Any, Any], subject: FromPath[str]
    ) -> Response[Any] | Redirect:
        """Suspend them until the end of a day, or reinstate them."""
        about = subject_of(subject)
        values = await submitted(request)
        try:
            action = await decided(request, about, values)
        except NotFound:
            raise
        except Problem as problem:
            return await _shown(request, about, values=values, problem=problem)
        return see_other(request.url.path, done=f"moderation-{action}")


async def _shown(
    request: Request[Any, Any, Any],
    subject: Subject,
    *,
    values: dict[str, str] | None = None,
    problem: Problem | None = None,
) -> Response[bytes]:
    """The author of that text. ``values`` are what a refused form held."""
    sent = values or {}
    return page(
        request,
        "moderation_author.html",
        status=problem.status if problem else 200,
        store=False,
        subject=subject,
        item=await queries.item(subject, caller=caller_of(request)),
        author=await queries.author(subject),
        usual=(request.app.state.city.today(request.state.now) + USUAL).isoformat(),
        reasons=REASONS,
        sent=sent,
        key=key_after(problem, sent),
        problem=explained(request, problem) if problem else None,
    )
