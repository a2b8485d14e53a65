"""Signing in by a code in two steps, and signing out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie

from backend.accounts import actions, codes, queries, sessions
from backend.accounts.cookies import (
    CODE_COOKIE,
    browser_of,
    code_cookie,
    cookie,
    ended,
    session_cookie,
)
from backend.accounts.devices import device_name
from backend.accounts.schemas import CodeRequest
from backend.errors import FieldError, InvalidInput, Problem
from backend.http.edge import client_of
from backend.http.origin import SESSION_COOKIE, local_path
from backend.http.problems import problem_headers
from backend.http.reading import read
from pwa.forms import explained, see_other, submitted
from pwa.pages import page

# Between the two steps people read their mail, and a phone may drop this page meanwhile: opened
# again it must still know the address, which has no place in a URL.
ADDRESS_COOKIE = "__Host-madang-address"


class SignInScreen(Controller):
    """Sign in, sign out."""

    @get("/sign-in", who="anyone")
    async def ask(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Where to send the code."""
        to = local_path(request.query_params.get("to"))
        if request.state.caller is not None:
            return see_other(to)
        return _ask_address(request, {"to": to, "email": _address_of(request) or ""})

    @post("/sign-in", who="anyone", while_suspended=True)
    async def send(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Send a code, then ask for it. Every address gets one and sees the same."""
        values = await submitted(request)
        to = local_path(values.get("to"))
        state, app = request.state, request.app.state
        try:
            email = _agreed(values)
            browser = await actions.request_code(
                settings=app.settings,
                city=app.city,
                mailer=app.mailer,
                email=email,
                language=state.language,
                browser=browser_of(request),
                client=client_of(request),
                now=state.now,
            )
        except Problem as problem:
            return _ask_address(request, values | {"to": to}, problem)
        return see_other(
            _with("/sign-in/code", to=to),
            done="code-sent" if values.get("again") else None,
            cookies=[code_cookie(browser), _address_cookie(email)],
        )

    @get("/sign-in/code", who="anyone")
    async def ask_code(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Ask for the code that was sent."""
        to = local_path(request.query_params.get("to"))
        if request.state.caller is not None:
            return see_other(to)
        email = _address_of(request)
        if email is None:
            return see_other(_with("/sign-in", to=to))
        return _ask_code(request, email, to)

    @post("/sign-in/code", who="anyone", while_suspended=True)
    async def enter(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Sign in; whoever is new is asked how to be called, all others go where they were."""
        values = await submitted(request)
        to = local_path(values.get("to"))
        state = request.state
        email = _address_of(request)
        if email is None:
            return see_other(_with("/sign-in", to=to))
        code = "".join(values.get("code", "").split())
        try:
            if not re.fullmatch("[0-9]{6}", code):
                raise InvalidInput({"code": FieldError("code")})
            token = await actions.sign_in(
                settings=request.app.state.settings,
                email=email,
                code=code,
                browser=browser_of(request),
                client=client_of(request),
                device=device_name(request.headers.get("user-agent", "")),
                language=state.language,
                now=state.now,
                previous=request.cookies.get(SESSION_COOKIE),
            )
        except Problem as problem:
            return _ask_code(request, email, to, problem)
        cookies = [session_cookie(token), ended(CODE_COOKIE), ended(ADDRESS_COOKIE)]
        caller = await sessions.identify(token, state.now)
        if caller is not None and await queries.is_new(caller, state.now):
            return see_other(_with("/me", to=to), done="welcome", cookies=cookies)
        return see_other(to, cookies=cookies)

    @post("/sign-out", who="anyone", while_suspended=True)
    async def leave(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """End this device's session, and what the browser kept of the pages seen in it."""
        caller = request.state.caller
        if caller is not None:
            await actions.end_session(
                caller=caller, session_id=caller.session, now=request.state.now
            )
        return see_other(
            "/",
            done="signed-out",
            cookies=[ended(SESSION_COOKIE)],
            headers={"Clear-Site-Data": '"cache"'},
        )


def _agreed(values: dict[str, str]) -> str:
    """The address of somebody who agreed to the terms. Raises ``InvalidInput``."""
    errors: dict[str, FieldError] = {}
    email = ""
    try:
        email = read(CodeRequest, {"email": values.get("email", "").strip()}).email
    except InvalidInput as problem:
        errors = problem.errors
        if errors["email"].code == "invalid":
            errors["email"] = FieldError("email")
    if not values.get("consent"):
        errors["consent"] = FieldError("consent")
    if errors:
        raise InvalidInput(errors)
    return email


def _ask_address(
    request: Request[Any, Any, Any], values: dict[str, str], problem: Problem | None = None
) -> Response[bytes]:
    settings = request.app.state.settings
    return _answer(
        request,
        "sign_in.html",
        problem,
        email=values.get("email", ""),
        consent=bool(values.get("consent")),
        to=values["to"],
        providers=sorted(settings.oidc_providers),
    )


def _ask_code(
    request: Request[Any, Any, Any], email: str, to: str, problem: Problem | None = None
) -> Response[bytes]:
    settings = request.app.state.settings
    return _answer(
        request,
        "sign_in_code.html",
        problem,
        email=email,
        to=to,
        minutes=codes.LASTS // timedelta(minutes=1),
        by_terminal=settings.smtp_url is None,
    )


def _answer(
    request: Request[Any, Any, Any], template: str, problem: Problem | None, **context: Any
) -> Response[bytes]:
    answer = page(
        request,
        template,
        status=problem.status if problem else 200,
        store=False,
        problem=explained(request, problem) if problem else None,
        **context,
    )
    if problem:
        answer.headers.update(problem_headers(request, problem))
    return answer


def _address_cookie(email: str) -> Cookie:
    # In hexadecimal, since an address may hold what a cookie may not.
    return cookie(ADDRESS_COOKIE, email.encode().hex(), max_age=int(codes.LASTS.total_seconds()))


def _address_of(request: Request[Any, Any, Any]) -> str | None:
    """The address that this browser asked a code for, if that is not long ago."""
    try:
        email = bytes.fromhex(request.cookies.get(ADDRESS_COOKIE, "")).decode()
        return read(CodeRequest, {"email": email}).email
    except (ValueError, InvalidInput):
        return None


def _with(path: str, *, to: str) -> str:
    """``path`` that remembers where to go afterwards."""
    return path if to == "/" else f"{path}?{urlencode({'to': to})}"
