"""The API of follows."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, delete, get, put
from litestar.params import FromPath

from backend.follows import actions, queries
from backend.follows.schemas import FollowState
from backend.http.callers import caller_of
from backend.http.reading import Cursor, Limit, known_id
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals.locks import ProposalHidden, ProposalWithdrawn
from backend.proposals.schemas import ProposalSummary


class FollowController(Controller):
    """Following is apart from supporting: whoever follows hears what becomes of it."""

    tags = ("Supports and follows",)

    @put(
        "/proposals/{number:int}/follow",
        who="account",
        while_suspended=True,
        summary="Follow a proposal",
        problems=(ProposalHidden, ProposalWithdrawn),
    )
    async def follow(self, request: Request[Any, Any, Any], number: FromPath[int]) -> FollowState:
        """Twice is once."""
        await actions.follow(caller=caller_of(request), number=known_id(number))
        return FollowState(followed=True)

    @delete(
        "/proposals/{number:int}/follow",
        status_code=200,
        who="account",
        while_suspended=True,
        summary="Follow a proposal no longer",
    )
    async def unfollow(self, request: Request[Any, Any, Any], number: FromPath[int]) -> FollowState:
        """Whatever became of the proposal; without a follow nothing happens."""
        await actions.unfollow(caller=caller_of(request), number=known_id(number))
        return FollowState(followed=False)

    @get("/me/follows", who="account", summary="List what one follows")
    async def followed(
        self,
        request: Request[Any, Any, Any],
        cursor: Cursor = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Page[ProposalSummary]:
        """Newest proposal first, hidden ones without their text."""
        return await queries.followed(
            caller_of(request),
            settings=request.app.state.settings,
            now=request.state.now,
            cursor=cursor,
            limit=limit,
        )
