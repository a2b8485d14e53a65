"""The stage that people see: derived from facts, never stored."""

from __future__ import annotations

from datetime import datetime

import msgspec

from backend.proposals.schemas import ListedStage, Stage


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the stage depends on.

    ``owed`` says whether an obligation is neither met nor void. ``progress`` is the state of
    the last milestone that is not merely planned.
    """

    closes_at: datetime
    hidden_at: datetime | None = None
    withdrawn_at: datetime | None = None
    combined_into: int | None = None
    progress: str | None = None
    owed: bool = False
    answered_at: datetime | None = None


def stage_of(facts: Facts, now: datetime) -> Stage:
    """The first of the stages that applies, in the order that the city publishes.

    Debates do not exist yet, so nothing is in debate. Gathering includes its last moment.
    """
    if facts.hidden_at is not None:
        return "hidden"
    if facts.withdrawn_at is not None:
        return "withdrawn"
    if facts.combined_into is not None:
        return "combined"
    if facts.progress == "done":
        return "done"
    if facts.progress == "started":
        return "under_way"
    if facts.owed:
        return "awaiting_response"
    if facts.answered_at is not None:
        return "answered"
    return "gathering" if now <= facts.closes_at else "closed"


# The same in SQL, for lists: about a published proposal ``p``, at the moment ``{now}``. Its row
# says itself what other tables know (see the columns ``progress``, ``owed`` and ``standing``).
STANDINGS: tuple[ListedStage, ...] = ("awaiting_response", "answered", "under_way", "done")
IN_STAGE: dict[ListedStage, str] = {
    "gathering": "p.standing IS NULL AND p.closes_at >= {now}",
    "closed": "p.standing IS NULL AND p.closes_at < {now}",
    "in_debate": "false",
    "combined": "false",
    **{stage: f"p.standing = '{stage}'" for stage in STANDINGS},
}
