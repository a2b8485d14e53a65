"""Who calls, and who may: every route says it, one guard keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Request

from backend.errors import (
    AnotherPerson,
    BadRequest,
    MethodNotAllowed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Suspended,
)
from backend.http.origin import (
    SAFE_METHODS,
    SESSION_COOKIE,
    Headers,
    bearer_of,
    cookie,
    require_same_origin,
)
from backend.idempotency import Once
from backend.language import date

# Who a request is meant to come from. An outbox sends it, since the cookie beside it may be
# somebody else's by the time that there is a network.
PERSON = b"madang-person"

Who = Literal["anyone", "operator", "account", "moderator", "official", "clerk", "admin"]


class Caller(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The account behind a request, as its session knew it when the request came."""

    account: int
    session: int
    name: str
    language: str | None
    roles: frozenset[str]
    department: str | None
    verified_until: datetime | None
    verified: bool
    area: str | None
    suspended_until: datetime | None = None
    vote_secret: bytes

    def may(self, who: Who) -> bool:
        """Whether this caller is one of ``who``."""
        match who:
            case "anyone" | "account":
                return True
            case "official":
                return bool(self.roles & {"official", "head"})
            case "clerk":
                return bool(self.roles & {"clerk", "admin"})
            case _:
                return who in self.roles

    def suspended(self, now: datetime) -> bool:
        """Whether this account may add nothing at this moment."""
        return self.suspended_until is not None and now <= self.suspended_until

    @property
    def person(self) -> str:
        """This person's name on their own devices: 16 hexadecimal digits that tell accounts apart
        and nothing of any of them. What a device keeps is kept, and sent, under it.
        """
        return hashlib.blake2b(self.vote_secret, digest_size=8, person=b"device").hexdigest()

    @property
    def badge(self) -> Literal["official", "moderator"] | None:
        """What a text says of its author's office, where they hold one at this moment."""
        if self.may("official"):
            return "official"
        return "moderator" if self.may("moderator") else None


Identify = Callable[[str, datetime], Awaitable[Caller | None]]


async def admit(request: Request[Any, Any, Any]) -> None:
    """Find out who calls and refuse who may not, before anything of the request is read.

    No guard of Litestar's, which copies the whole route for every request, and no middleware,
    around which it puts another handler of exceptions.

    A stale bearer is 401 everywhere, since its sender believes to be someone; a stale cookie on
    a route for anyone reads as a visitor. A route that changes nothing, or whose address alone is
    proof enough, may say ``from_anywhere`` to take what another site or app sends.

    Whoever is suspended reads, and changes only by routes that say ``while_suspended``: those of
    one's own affairs, of which nobody else sees anything.
    """
    scope = request.scope
    opt = scope["route_handler"].opt
    who: Who | None = opt.get("who")
    method = scope["method"]
    if who is None:
        # Only Litestar's own routes say nothing, and none of them is served.
        raise MethodNotAllowed if method == "OPTIONS" else NotFound
    if who == "operator":
        # An operator's route asks for its own proof (see ``http.health``).
        return
    app_state = scope["litestar_app"].state
    state = scope["state"]
    headers: Headers = state["headers"]
    bearer = bearer_of(headers)
    if bearer is None and method not in SAFE_METHODS and not opt.get("from_anywhere"):
        require_same_origin(headers, app_state.settings.origin)
    token = bearer if bearer is not None else cookie(headers, SESSION_COOKIE)
    caller: Caller | None = None
    if token:
        identify: Identify = app_state.identify
        caller = await identify(token, state["now"])
    if bearer is not None and caller is None:
        raise NotSignedIn
    meant = headers.get(PERSON)
    if meant is not None and (caller is None or caller.person.encode() != meant):
        raise AnotherPerson
    state["caller"] = caller
    if caller is not None and caller.language and not state["language_chosen"]:
        state["language"] = caller.language
    refused = _refused(caller, who, request)
    if refused is not None:
        # Nobody reads the body any more, but what was written into a form must outlive its
        # writer's session: the page that refuses it shows it.
        if method not in SAFE_METHODS and not scope["path"].startswith("/api/"):
            state["sent"] = await request.body()
        raise refused


def _refused(
    caller: Caller | None, who: Who, request: Request[Any, Any, Any]
) -> NotSignedIn | NotPermitted | Suspended | None:
    """Why this caller may not do it, if so."""
    if caller is None:
        return None if who == "anyone" else NotSignedIn()
    if not caller.may(who):
        return NotPermitted()
    if caller.suspended_until is None:
        return None
    scope = request.scope
    state = scope["state"]
    harmless = scope["method"] in SAFE_METHODS or scope["route_handler"].opt.get("while_suspended")
    if not caller.suspended(state["now"]) or (harmless and who in ("anyone", "account")):
        return None
    city = scope["litestar_app"].state.city
    until = date(state["language"], caller.suspended_until, now=state["now"], zone=city.zone)
    return Suspended(date=until, contact=city.contact)


def caller_of(request: Request[Any, Any, Any]) -> Caller:
    """The signed-in caller. Raises ``NotSignedIn`` where a route for anyone has none."""
    caller: Caller | None = request.scope["state"]["caller"]
    if caller is None:
        raise NotSignedIn
    return caller


async def once_of(request: Request[Any, Any, Any], digest: bytes | None = None) -> Once | None:
    """The caller's ``Idempotency-Key`` with what was asked; None without a key or a caller.

    ``digest`` stands for a body that is too large to be held in memory.
    """
    key = request.headers.get("idempotency-key")
    caller: Caller | None = request.state.caller
    if key is None or caller is None:
        return None
    if not 1 <= len(key) <= 200:
        raise BadRequest
    return Once.of(
        caller.account,
        key,
        request.method.encode(),
        request.url.path.encode(),
        await request.body() if digest is None else digest,
    )
