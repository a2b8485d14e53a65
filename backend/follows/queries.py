"""What a person follows."""

from __future__ import annotations

from datetime import datetime

from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Page
from backend.proposals.queries import numbered_page
from backend.proposals.schemas import ProposalSummary
from backend.settings import Settings


async def followed(
    caller: Caller,
    *,
    settings: Settings,
    now: datetime,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[ProposalSummary]:
    """The proposals that the caller follows, newest proposal first.

    Follows hold no time, so that they can't be listed in the order in which they were made.
    """
    return await numbered_page(
        """
        SELECT p.* FROM follow f JOIN proposal p ON p.number = f.proposal
        WHERE f.account = $1 AND ($2::bigint IS NULL OR f.proposal < $2)
        ORDER BY f.proposal DESC LIMIT $3
        """,
        caller=caller,
        settings=settings,
        now=now,
        cursor=cursor,
        limit=limit,
    )
