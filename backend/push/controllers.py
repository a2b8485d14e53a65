"""The API of push messages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, delete, get, post
from litestar.params import FromPath, JSONBody

from backend.errors import TooMany
from backend.http.callers import caller_of, once_of
from backend.http.reading import known_id
from backend.paging import Page
from backend.push import actions, queries
from backend.push.keys import current_key
from backend.push.schemas import NewSubscription, PublicKey, Subscription, Tested


class PushController(Controller):
    """Messages that reach a device while nobody looks at Madang."""

    path = "/push"
    tags = ("Push",)

    @get("/key", who="anyone", summary="Read the key that browsers subscribe under")
    async def key(self, request: Request[Any, Any, Any]) -> PublicKey:
        """The `applicationServerKey`. Where it is another than the one a browser subscribed under,
        the browser should subscribe anew; until then it is reached under the old one."""
        key = await current_key(request.app.state.settings)
        return PublicKey(public_key=key.public)

    @get("/subscriptions", who="account", summary="List one's devices that are told by push")
    async def subscriptions(self, request: Request[Any, Any, Any]) -> Page[Subscription]:
        """All of them, the newest first; the list comes whole."""
        return Page(await queries.subscriptions(caller_of(request)))

    @post(
        "/subscriptions", who="account", while_suspended=True, summary="Have a device told by push"
    )
    async def subscribe(
        self, request: Request[Any, Any, Any], data: JSONBody[NewSubscription]
    ) -> Subscription:
        """The body is what `PushSubscription.toJSON()` gives. It ends with the session that asks,
        so that nobody is told anything on a device from which they signed out.

        The endpoint has to be one of a push service that the city allows. At most 20 devices are
        kept. Twice is once.
        """
        caller = caller_of(request)
        id = await actions.subscribe(
            caller=caller,
            data=data,
            settings=request.app.state.settings,
            now=request.state.now,
            once=await once_of(request),
        )
        return await queries.subscription(caller, id)

    @delete(
        "/subscriptions/{id:int}",
        who="account",
        while_suspended=True,
        summary="Have a device told no longer",
    )
    async def unsubscribe(self, request: Request[Any, Any, Any], id: FromPath[int]) -> None:
        """One of one's own, from any of one's devices."""
        await actions.unsubscribe(caller=caller_of(request), id=known_id(id))

    @post(
        "/subscriptions/{id:int}/test",
        status_code=200,
        who="account",
        while_suspended=True,
        summary="Send a test to a device",
        problems=(TooMany,),
    )
    async def test(self, request: Request[Any, Any, Any], id: FromPath[int]) -> Tested:
        """Answers within a second what the device's push service said. At most ten a minute."""
        state = request.app.state
        return await actions.test(
            caller=caller_of(request),
            id=known_id(id),
            settings=state.settings,
            city=state.city,
            language=request.state.language,
            now=request.state.now,
        )
