"""What one chooses to hear: how and when, and of which proposal nothing at all."""

from __future__ import annotations

from typing import Any, get_args

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.accounts import queries as accounts
from backend.errors import Problem
from backend.http.callers import caller_of
from backend.http.origin import local_path
from backend.http.reading import known_id, read
from backend.notifications import actions, queries
from backend.notifications.kinds import KINDS, About, Email, KindName
from backend.notifications.schemas import Preferences
from backend.push.queries import subscriptions
from pwa.forms import explained, filled, see_other, submitted
from pwa.pages import page

LONGEST_CURSOR = 500

BY_ABOUT: dict[About, list[KindName]] = {
    about: [name for name, kind in KINDS.items() if kind.about == about]
    for about in get_args(About)
}


class HearingScreen(Controller):
    """``/me/notifications``."""

    path = "/me/notifications"

    @get(who="account")
    async def show(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Every kind of news with how one hears of it, and the hours."""
        chosen = await queries.preferences(caller_of(request), request.app.state.city)
        quiet = chosen.quiet_hours
        values = {
            "quiet_from": quiet.from_ if quiet else "",
            "quiet_until": quiet.until if quiet else "",
            "time_zone": chosen.time_zone or "",
            "digest_hour": str(chosen.digest_hour),
            **{f"email-{name}": want.email for name, want in chosen.kinds.items()},
            **{f"push-{name}": "yes" for name, want in chosen.kinds.items() if want.push},
        }
        return await _form(request, values, ended=chosen.email_ended is True)

    @post(who="account", while_suspended=True)
    async def choose(self, request: Request[Any, Any, Any]) -> Response[bytes] | Redirect:
        """Keep all of it, or show the form again with what is wrong."""
        caller, city = caller_of(request), request.app.state.city
        values = await submitted(request)
        try:
            await actions.choose(
                caller=caller, data=read(Preferences, _meant(values), strict=False), city=city
            )
        except Problem as problem:
            ended = (await queries.preferences(caller, city)).email_ended is True
            return await _form(request, values, ended=ended, problem=problem)
        return see_other("/me/notifications", done="me-saved")

    @get("/muted", who="account")
    async def muted(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The proposals of which one hears nothing."""
        listed = await queries.muted(
            caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
            cursor=request.query_params.get("cursor", "")[:LONGEST_CURSOR] or None,
        )
        return page(request, "muted.html", store=False, listed=listed)


@post("/proposals/{number:int}/mute", who="account", while_suspended=True, include_in_schema=False)
async def mute(request: Request[Any, Any, Any], number: FromPath[int]) -> Redirect:
    """Hear nothing of a proposal, or hear of it again."""
    values = await submitted(request)
    muting = values.get("muted") == "yes"
    await (actions.mute if muting else actions.unmute)(
        caller=caller_of(request), number=known_id(number)
    )
    to = local_path(values.get("to"), f"/proposals/{number}")
    return see_other(to, done="muted" if muting else "unmuted")


def _meant(values: dict[str, str]) -> dict[str, Any]:
    """What the form says, as the API takes it."""
    meant: dict[str, Any] = {
        "kinds": {
            name: {"push": f"push-{name}" in values, "email": values.get(f"email-{name}")}
            for name in KINDS
        },
        **filled(values, "time_zone", "digest_hour"),
    }
    hours = {"from": values.get("quiet_from", ""), "until": values.get("quiet_until", "")}
    if any(hours.values()):
        # A browser may send seconds along, and sends what it shows as empty.
        meant["quiet_hours"] = {name: value[:5] for name, value in hours.items()}
    if values.get("again") == "yes":
        meant["email_ended"] = False
    return meant


async def _form(
    request: Request[Any, Any, Any],
    values: dict[str, str],
    *,
    ended: bool,
    problem: Problem | None = None,
) -> Response[bytes]:
    caller = caller_of(request)
    return page(
        request,
        "hearing.html",
        status=problem.status if problem else 200,
        store=False,
        values=values,
        ended=ended,
        problem=explained(request, problem) if problem else None,
        kinds=BY_ABOUT,
        emails=get_args(Email),
        hours=[f"{hour:02}:00" for hour in range(24)],
        address=(await accounts.account(caller)).email,
        devices=await subscriptions(caller),
    )
