"""The counter: a clerk confirms that somebody is a resident."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get, post

from backend.accounts.actions import verify
from backend.accounts.queries import account_at_desk
from backend.accounts.schemas import Account, NewVerification
from backend.errors import Problem
from backend.http.callers import caller_of
from backend.http.reading import read
from pwa.forms import explained, filled, form_once, key_after, submitted
from pwa.pages import page


class CounterScreen(Controller):
    """For clerks and admins."""

    path = "/counter"

    @get(who="clerk")
    async def counter(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What to check, and the form."""
        return _page(request)

    @post(who="clerk")
    async def confirm(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Confirm, and show what holds now.

        The answer is the page itself, no redirect: an address that names the person would stay
        in the history of a browser that several clerks share.
        """
        caller = caller_of(request)
        values = await submitted(request)
        try:
            data = read(NewVerification, filled(values, "email", "area", "name"))
            id = await verify(
                caller=caller,
                settings=request.app.state.settings,
                email=data.email,
                area=data.area,
                name=data.name,
                city=request.app.state.city,
                now=request.state.now,
                once=form_once(request, caller, values),
            )
        except Problem as problem:
            return _page(request, values=values, problem=problem)
        return _page(request, confirmed=await account_at_desk(id, now=request.state.now))


def _page(
    request: Request[Any, Any, Any],
    *,
    values: dict[str, str] | None = None,
    problem: Problem | None = None,
    confirmed: Account | None = None,
) -> Response[bytes]:
    city = request.app.state.city
    sent = values or {}
    return page(
        request,
        "counter.html",
        status=problem.status if problem else 200,
        store=False,
        areas=[(area.id, area.name(request.state.language)) for area in city.areas],
        sent=sent,
        key=key_after(problem, sent),
        problem=explained(request, problem) if problem else None,
        confirmed=confirmed,
    )
