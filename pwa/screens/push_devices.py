"""The devices that are told by push: a test for each, and an end."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.http.callers import caller_of
from backend.http.reading import known_id
from backend.push import actions
from pwa.forms import see_other

LIST = "/me/notifications#push"


class PushDeviceScreen(Controller):
    """What the list on ``/me/notifications`` does."""

    path = "/me/notifications/devices/{id:int}"

    @post("/test", who="account", while_suspended=True)
    async def test(self, request: Request[Any, Any, Any], id: FromPath[int]) -> Redirect:
        """Send it a test; where that went wrong, the list says why."""
        state = request.app.state
        tested = await actions.test(
            caller=caller_of(request),
            id=known_id(id),
            settings=state.settings,
            city=state.city,
            language=request.state.language,
            now=request.state.now,
        )
        if tested.error is not None:
            return see_other(LIST)
        return see_other(LIST, done="push-tested" if tested.accepted else "push-gone")

    @post("/removal", who="account", while_suspended=True)
    async def remove(self, request: Request[Any, Any, Any], id: FromPath[int]) -> Redirect:
        """Tell it no longer."""
        await actions.unsubscribe(caller=caller_of(request), id=known_id(id))
        return see_other(LIST, done="push-off")
