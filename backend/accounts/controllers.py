"""Signing in, and one's own account, over HTTP."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from backend.accounts import actions, codes, queries, sessions
from backend.accounts.codes import CodeSpent, WrongCode
from backend.accounts.cookies import (
    CODE_COOKIE,
    browser_of,
    code_cookie,
    ended,
    session_cookie,
)
from backend.accounts.devices import device_name
from backend.accounts.schemas import (
    Account,
    AccountChange,
    CodeRequest,
    CodeSent,
    NewVerification,
    Session,
    SignedIn,
    SignIn,
)
from backend.errors import TooMany
from backend.http.callers import caller_of, once_of
from backend.http.edge import client_of
from backend.http.origin import SESSION_COOKIE
from backend.http.reading import known_id
from backend.mail import AddressRefused, MailUnavailable
from backend.paging import Page

NO_STORE = {"Cache-Control": "no-store"}


class AuthController(Controller):
    """Signing in by a code, and out."""

    path = "/auth"
    tags = ("Accounts",)

    @post(
        "/codes",
        who="anyone",
        while_suspended=True,
        status_code=202,
        summary="Ask for a code",
        problems=(TooMany, MailUnavailable, AddressRefused),
    )
    async def ask(
        self, data: JSONBody[CodeRequest], request: Request[Any, Any, Any]
    ) -> Response[CodeSent]:
        """Sends six digits to the address, good for ten minutes and five tries.

        Every address gets a code and the same answer, whether it has an account or not. The
        answer sets a cookie that ties the code to the browser; a client without cookies does
        without, and shares five tries with every other such client.
        """
        state = request.state
        browser = await actions.request_code(
            settings=request.app.state.settings,
            city=request.app.state.city,
            mailer=request.app.state.mailer,
            email=data.email,
            language=state.language,
            browser=browser_of(request),
            client=client_of(request),
            now=state.now,
        )
        return Response(
            CodeSent(expires_at=state.now + codes.LASTS),
            cookies=[code_cookie(browser)],
            headers=NO_STORE,
        )

    @post(
        "/sessions",
        who="anyone",
        while_suspended=True,
        summary="Sign in with a code",
        problems=(WrongCode, CodeSpent, TooMany),
    )
    async def sign_in(
        self, data: JSONBody[SignIn], request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Trades a code for a session. The token is for `Authorization: Bearer …`; browsers get
        the same one as the cookie `__Host-madang`. It lasts 90 days from its last use.

        The first right code makes the account. Signing in states consent to the city's terms,
        and that one is as old as they ask for (`minimum_age` in the city's rules).
        """
        state = request.state
        token = await actions.sign_in(
            settings=request.app.state.settings,
            email=data.email,
            code=data.code,
            browser=browser_of(request),
            client=client_of(request),
            device=device_name(request.headers.get("user-agent", "")),
            language=state.language,
            now=state.now,
            previous=request.cookies.get(SESSION_COOKIE),
        )
        caller = await sessions.identify(token, state.now)
        assert caller is not None
        return Response(
            SignedIn(token=token, account=await queries.account(caller)),
            cookies=[session_cookie(token), ended(CODE_COOKIE)],
            headers=NO_STORE,
        )

    @get(
        "/session",
        who="account",
        status_code=204,
        summary="Ask whether one is signed in",
        sync_to_thread=False,
        response_headers=NO_STORE,
    )
    def check(self) -> None:
        """204 while the session is valid, else 401."""

    @delete("/session", who="account", while_suspended=True, summary="Sign out")
    async def sign_out(self, request: Request[Any, Any, Any]) -> Response[None]:
        """Ends the session that asks."""
        caller = caller_of(request)
        await actions.end_session(caller=caller, session_id=caller.session, now=request.state.now)
        return Response(None, status_code=204, cookies=[ended(SESSION_COOKIE)], headers=NO_STORE)


class MeController(Controller):
    """One's own account and devices."""

    path = "/me"
    tags = ("Accounts",)
    response_headers = NO_STORE

    @get(who="account", summary="Read one's own account")
    async def read(self, request: Request[Any, Any, Any]) -> Account:
        """The account behind the session, with its roles and whether it is a verified resident."""
        return await queries.account(caller_of(request))

    @patch(who="account", summary="Change one's own account")
    async def change(
        self, data: JSONBody[AccountChange], request: Request[Any, Any, Any]
    ) -> Account:
        """Changes what is named and leaves the rest: the name that others see, the language of
        answers and mail, the area.
        """
        caller = caller_of(request)
        await actions.change(
            caller=caller, data=data, city=request.app.state.city, now=request.state.now
        )
        return await queries.account(caller)

    @delete(who="account", while_suspended=True, summary="Delete one's own account")
    async def leave(self, request: Request[Any, Any, Any]) -> Response[None]:
        """Deletes the account with its drafts, follows and sessions, at once and for good.

        Proposals and comments stay without a name; supports stay counted.
        """
        await actions.leave(
            caller=caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
        )
        return Response(None, status_code=204, cookies=[ended(SESSION_COOKIE)])

    @get("/export", who="account", summary="Export one's own data")
    async def export(self, request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        """Everything that is kept about the account, as one JSON document: the account, its
        texts, follows, reports, devices and supports.
        """
        exported = await queries.export(
            caller_of(request), request.app.state.settings, request.state.now
        )
        return Response(
            exported,
            headers={"Content-Disposition": 'attachment; filename="madang.json"'},
        )

    @get("/sessions", who="account", summary="List one's signed-in devices")
    async def sessions(self, request: Request[Any, Any, Any]) -> Page[Session]:
        """All of them, the one used last first; the list comes whole."""
        return Page(await queries.sessions(caller_of(request), request.state.now))

    @delete("/sessions/{id:int}", who="account", while_suspended=True, summary="Sign a device out")
    async def end_session(self, id: FromPath[int], request: Request[Any, Any, Any]) -> None:
        """Ends one of one's own sessions, from any of one's devices."""
        await actions.end_session(
            caller=caller_of(request), session_id=known_id(id), now=request.state.now
        )


class VerificationController(Controller):
    """Residents are verified at a desk where they don't use an identity provider."""

    path = "/verifications"
    tags = ("Accounts",)

    @post(
        who="clerk",
        summary="Confirm a resident",
        problems=(TooMany,),
        response_headers=NO_STORE,
    )
    async def verify(
        self, data: JSONBody[NewVerification], request: Request[Any, Any, Any]
    ) -> Account:
        """A clerk has seen that this person lives, works or studies in the city.

        The account is made where the address has none. `name` is for that case only. At most 60
        an hour.
        """
        state = request.state
        account = await actions.verify(
            caller=caller_of(request),
            settings=request.app.state.settings,
            email=data.email,
            area=data.area,
            name=data.name,
            city=request.app.state.city,
            now=state.now,
            once=await once_of(request),
        )
        return await queries.account_at_desk(account, now=state.now)
