"""The API of supports."""

from __future__ import annotations

from litestar import Controller, delete, put
from litestar.params import FromPath

from backend.errors import TooMany
from backend.http.callers import caller_of
from backend.http.reading import MadangRequest, known_id
from backend.proposals.locks import GatheringClosed, ProposalHidden, ProposalWithdrawn
from backend.votes import actions
from backend.votes.actions import NotVerified
from backend.votes.schemas import SupportState


class SupportController(Controller):
    """One person, one support for each proposal."""

    path = "/proposals/{number:int}/support"
    tags = ("Supports and follows",)

    @put(
        who="account",
        fast_path=True,
        summary="Support a proposal",
        problems=(NotVerified, GatheringClosed, ProposalHidden, ProposalWithdrawn, TooMany),
    )
    async def support(self, request: MadangRequest, number: FromPath[int]) -> SupportState:
        """Twice is once. Whether it takes a verified resident is in `rules`.

        When the answer to the support that crosses a threshold returns, what the city then owes
        exists.
        """
        return await actions.support(
            caller=caller_of(request),
            number=known_id(number),
            city=request.app.state.city,
            settings=request.app.state.settings,
            now=request.now,
        )

    @delete(
        status_code=200,
        who="account",
        fast_path=True,
        summary="Take one's support back",
        problems=(GatheringClosed, ProposalHidden, ProposalWithdrawn, TooMany),
    )
    async def withdraw_support(self, request: MadangRequest, number: FromPath[int]) -> SupportState:
        """While gathering is open. Without a support nothing happens."""
        return await actions.withdraw_support(
            caller=caller_of(request),
            number=known_id(number),
            city=request.app.state.city,
            settings=request.app.state.settings,
            now=request.now,
        )
