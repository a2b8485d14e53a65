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


# The same in SQL, for lists: about a published proposal ``p``, at the moment ``{now}``. Days
# order milestones, and those of one day are ordered as they were recorded.
PROGRESS = """(
    SELECT m.state FROM milestone m WHERE m.proposal = p.number AND m.state <> 'planned'
    ORDER BY m.date DESC, m.id DESC LIMIT 1)"""
_OWED = """EXISTS (
    SELECT FROM obligation o
    WHERE o.proposal = p.number AND o.met_at IS NULL AND o.voided_at IS NULL)"""
_NOTHING_DONE = f"coalesce({PROGRESS}, '') NOT IN ('started', 'done')"
_NOTHING_OWED = f"p.answered_at IS NULL AND NOT {_OWED} AND {_NOTHING_DONE}"

IN_STAGE: dict[ListedStage, str] = {
    "gathering": f"p.closes_at >= {{now}} AND {_NOTHING_OWED}",
    "awaiting_response": f"{_OWED} AND {_NOTHING_DONE}",
    "in_debate": "false",
    "answered": f"p.answered_at IS NOT NULL AND NOT {_OWED} AND {_NOTHING_DONE}",
    # Few proposals get this far: finding those with such a milestone first spares the others.
    "under_way": "p.number IN (SELECT proposal FROM milestone WHERE state = 'started')"
    f" AND {PROGRESS} = 'started'",
    "done": "p.number IN (SELECT proposal FROM milestone WHERE state = 'done')"
    f" AND {PROGRESS} = 'done'",
    "closed": f"p.closes_at < {{now}} AND {_NOTHING_OWED}",
    "combined": "false",
}
