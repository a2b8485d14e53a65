"""One's own: profile, proposals, what one follows, notices, devices, export, leaving."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from backend.accounts import actions, queries
from backend.accounts.cookies import ended
from backend.accounts.schemas import Account, AccountChange
from backend.errors import FieldError, InvalidInput, Problem
from backend.follows.queries import followed
from backend.http.callers import Caller, Who, caller_of
from backend.http.origin import SESSION_COOKIE, local_path
from backend.http.reading import known_id, read
from backend.language import text
from backend.moderation.queries import notices
from backend.proposals.queries import mine
from pwa.forms import area_choices, explained, filled, see_other, submitted
from pwa.pages import NOWHERE, page
from pwa.screens.language import language_cookie

# Where each role does its work.
ROOMS: dict[Who, str] = {"official": "/desk", "moderator": "/moderation", "clerk": "/counter"}


class MeScreen(Controller):
    """One's own account."""

    path = "/me"

    @get(who="account")
    async def overview(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Who one is here, and the ways to everything of one's own."""
        account = await queries.account(caller_of(request))
        return await _overview(request, account)

    @post(who="account")
    async def change(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Change name, area and language."""
        caller = caller_of(request)
        values = await submitted(request)
        kept = filled(values, "name", "area", "language")
        try:
            change = read(AccountChange, {"name": "", "area": None} | kept)
            await actions.change(
                caller=caller, data=change, city=request.app.state.city, now=request.state.now
            )
        except Problem as problem:
            account = await queries.account(caller)
            meant = msgspec.structs.replace(
                account,
                name=values.get("name", ""),
                area=values.get("area") or None,
                language=values.get("language"),
            )
            return await _overview(request, meant, problem, to=values.get("to"))
        chosen = change.language
        cookies = [language_cookie(chosen)] if isinstance(chosen, str) else []
        return see_other(local_path(values.get("to"), "/me"), done="me-saved", cookies=cookies)

    @get("/proposals", who="account")
    async def proposals(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """One's own proposals, hidden and withdrawn ones too."""
        own = await mine(caller_of(request), **_part(request))
        return page(request, "me_proposals.html", store=False, listed=own)

    @get("/follows", who="account")
    async def follows(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What one follows."""
        listed = await followed(caller_of(request), **_part(request))
        return page(request, "me_follows.html", store=False, listed=listed)

    @get("/notices", who="account")
    async def notices(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What moderators did with one's texts, and why."""
        told = await notices(caller_of(request))
        return page(request, "me_notices.html", store=False, notices=told)

    @get("/devices", who="account")
    async def devices(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The devices on which one is signed in."""
        devices = await queries.sessions(caller_of(request), request.state.now)
        return page(request, "me_devices.html", store=False, devices=devices)

    @post("/devices/{id:int}/removal", who="account", while_suspended=True)
    async def end_device(self, request: Request[Any, Any, Any], id: FromPath[int]) -> Response[Any]:
        """Sign another device out, or this one."""
        caller = caller_of(request)
        await actions.end_session(caller=caller, session_id=known_id(id), now=request.state.now)
        if id == caller.session:
            return see_other("/", done="signed-out", cookies=[ended(SESSION_COOKIE)])
        return see_other("/me/devices", done="device-ended")

    @get("/export", who="account")
    async def export(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Everything that is kept about oneself, as a file."""
        kept = await queries.export(
            caller_of(request), request.app.state.settings, request.state.now
        )
        return Response(
            msgspec.json.format(msgspec.json.encode(kept), indent=2),
            media_type="application/json",
            headers={
                "Cache-Control": NOWHERE,
                "Content-Disposition": 'attachment; filename="madang.json"',
            },
        )

    @get("/leave", who="account")
    async def ask(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What goes and what stays, before anything does."""
        return page(request, "me_leave.html", store=False, problem=None)

    @post("/leave", who="account", while_suspended=True)
    async def leave(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Delete the account, once that is confirmed."""
        values = await submitted(request)
        if not values.get("sure"):
            problem = InvalidInput({"sure": FieldError("sure")})
            return page(
                request,
                "me_leave.html",
                status=problem.status,
                store=False,
                problem=explained(request, problem),
            )
        await actions.leave(
            caller=caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
        )
        return see_other(
            "/",
            done="left",
            cookies=[ended(SESSION_COOKIE)],
            # Not the storage: others on this device may have something unsent in it. What is
            # there of this account goes by script, before this is asked for.
            headers={"Clear-Site-Data": '"cache"'},
        )


async def _overview(
    request: Request[Any, Any, Any],
    account: Account,
    problem: Problem | None = None,
    to: str | None = None,
) -> Response[bytes]:
    caller = caller_of(request)
    return page(
        request,
        "me.html",
        status=problem.status if problem else 200,
        store=False,
        account=account,
        problem=explained(request, problem) if problem else None,
        rooms=_rooms(caller),
        areas=area_choices(request),
        languages=[
            (code, text(code, f"language-{code}")) for code in request.app.state.city.locales
        ],
        notices=len(await notices(caller)),
        providers=sorted(request.app.state.settings.oidc_providers),
        to=local_path(to or request.query_params.get("to"), ""),
    )


def _rooms(caller: Caller) -> list[tuple[Who, str]]:
    """The places of work that are open to this person: each role's name and path."""
    return [(role, path) for role, path in ROOMS.items() if caller.may(role)]


def _part(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What every list of one's own needs to know."""
    return {
        "settings": request.app.state.settings,
        "now": request.state.now,
        "cursor": request.query_params.get("cursor"),
    }
