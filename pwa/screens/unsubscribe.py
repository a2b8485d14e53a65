"""The end of all mail of news, by the address that stands in each mail."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from backend.notifications import unsubscribing
from pwa.pages import page


@get("/unsubscribe/{token:str}", who="anyone")
async def ask_before_ending_mail(
    request: Request[Any, Any, Any], token: FromPath[str]
) -> Response[bytes]:
    """One button, and what it ends. Opening an address ends nothing: programs that look for harm
    in mails open all of them."""
    unsubscribing.account_of(request.app.state.settings, token)
    return page(request, "unsubscribe.html", store=False, ended=False)


@post("/unsubscribe/{token:str}", who="anyone", while_suspended=True, from_anywhere=True)
async def end_mail(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """End it: by that button, or by one that a mail program shows, whose request comes from
    anywhere, knows no cookie and follows no redirect. Source: RFC 8058."""
    account = unsubscribing.account_of(request.app.state.settings, token)
    await unsubscribing.end_mail(account)
    return page(request, "unsubscribe.html", store=False, ended=True)
