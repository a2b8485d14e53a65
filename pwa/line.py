"""The metro line: where a proposal stands between being proposed and being carried out."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.city import Rules
from backend.proposals.schemas import ProposalSummary

# Stages in which nothing lies ahead that a line could show.
OFF_THE_LINE = {"draft", "combined", "withdrawn", "hidden"}


class Stop(msgspec.Struct, frozen=True):
    """A stop of the line.

    ``name`` is ``proposed``, a kind of threshold, or ``carried_out``; ``at`` the supports that
    lead there, where supports do. ``tenths`` is how much of the way to it is done (0 to 10).
    """

    name: str
    at: int | None
    state: Literal["past", "here", "ahead"]
    tenths: int


def missing(proposal: ProposalSummary, *, rules: Rules) -> int:
    """How many supports are missing to the next stop; 0 where none lies ahead."""
    ahead = [stop.at for stop in stops(proposal, rules=rules) if stop.state == "ahead" and stop.at]
    return max(0, ahead[0] - proposal.supports) if ahead else 0


def stops(proposal: ProposalSummary, *, rules: Rules) -> list[Stop]:
    """The line of one proposal; empty where it is on none.

    The stops are the city's thresholds of supports that are in force. Petitions brought over
    from another board never had these thresholds, so they have no line.
    """
    if proposal.stage in OFF_THE_LINE or proposal.source:
        return []
    thresholds = sorted(
        (rule for rule in rules.thresholds if rule.counts == "supports" and rule.in_force),
        key=lambda rule: rule.at,
    )
    names = ["proposed", *(rule.kind for rule in thresholds), "carried_out"]
    counts = [0, *(rule.at for rule in thresholds)]
    here = _position(proposal, counts, last=len(names) - 1)
    line = []
    for index, name in enumerate(names):
        state: Literal["past", "here", "ahead"] = (
            "past" if index < here else "here" if index == here else "ahead"
        )
        at = counts[index] if 0 < index < len(counts) else None
        tenths = 10 if state != "ahead" else 0
        if at is not None and index == here + 1:
            tenths = _tenths(proposal.supports, since=counts[here], until=at)
        line.append(Stop(name, at, state, tenths))
    return line


def _position(proposal: ProposalSummary, counts: list[int], *, last: int) -> int:
    """The index of the stop where the proposal is."""
    if proposal.stage in ("under_way", "done"):
        return last
    if proposal.stage in ("gathering", "closed"):
        return 0
    reached = sum(at <= proposal.supports for at in counts) - 1
    # A department may answer, or still owe an answer, with fewer supports than the rule asks.
    return min(max(reached, 1), len(counts) - 1)


def _tenths(supports: int, *, since: int, until: int) -> int:
    """How much of the stretch is done, never quite all of it."""
    return max(0, min(9, 10 * (supports - since) // (until - since)))
