"""What the city owes: created, voided and revived by the count of supports."""

from __future__ import annotations

from datetime import datetime

from backend.city.calendar import due_at
from backend.city.city import City, ThresholdRule
from backend.database.engine import execute, fetch_row
from backend.responses.schemas import ObligationKind
from backend.timeline import actions as timeline


def in_charge(city: City, topic: str) -> str:
    """The id of the department that answers for a topic, one that is gone from the city too."""
    return city.department_of(topic).id


def extended(kind: ObligationKind, due: datetime, city: City) -> datetime | None:
    """Until when an answer that is due at ``due`` can be put off, or None where the city's rule
    gives no more time. The rule's days run from the due day."""
    rule = city.rules.threshold(kind)
    if rule is None or rule.extension_days is None:
        return None
    return _due(rule, rule.extension_days, city, due)


def thresholds(city: City) -> list[int]:
    """The counts of supports at which the city owes something."""
    return [rule.at for rule in _of_supports(city)]


async def count_changed(
    *, number: int, before: int, after: int, topic: str, city: City, now: datetime
) -> None:
    """Create, void or revive what the proposal is owed, now that its supports changed.

    Call it in the transaction that changed the count, with the proposal's row locked, so that
    whoever gave the deciding support finds the obligation in place. Most counts cross nothing
    and cost no statement.
    """
    for rule in _of_supports(city):
        if before < rule.at <= after:
            await _reached(number, rule, topic, city, now)
        elif after < rule.at <= before:
            await _missed(number, rule, now)


def _of_supports(city: City) -> list[ThresholdRule]:
    return [rule for rule in city.rules.thresholds if rule.in_force and rule.counts == "supports"]


async def _reached(number: int, rule: ThresholdRule, topic: str, city: City, now: datetime) -> None:
    """Owe what the rule promises, or owe it again with its first due date.

    Where the department has answered already, for once without having to, the obligation is met
    by that answer: at once, or on the day that the answer came while it was void.
    """
    row = await fetch_row(
        """
        INSERT INTO obligation AS owed
            (proposal, kind, threshold, owed_by, since, due_at, interim_note_due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (proposal, kind) DO UPDATE SET voided_at = NULL
            WHERE owed.voided_at IS NOT NULL
        -- A row that was there before carries the id of the transaction that locked it.
        RETURNING id, owed_by, due_at, xmax = 0 AS created
        """,
        number,
        rule.kind,
        rule.at,
        in_charge(city, topic) if rule.owed_by == "topic" else rule.owed_by,
        now,
        _due(rule, rule.days, city, now),
        _due(rule, rule.interim_note_day, city, now) if rule.interim_note_day else None,
    )
    if row is None:
        # It was owed all along: overdue, or answered, when the count fell.
        return
    await execute(
        """
        UPDATE obligation SET met_at = greatest(since, response.published_at) FROM response
        WHERE obligation.id = $1 AND response.proposal = obligation.proposal
          AND response.department = obligation.owed_by AND response.version = 1
        """,
        row["id"],
    )
    await timeline.record(
        proposal=number,
        kind="threshold_reached" if row["created"] else "obligation_revived",
        at=now,
        threshold=rule.at,
        obligation=rule.kind,
        department=row["owed_by"],
        due_at=row["due_at"],
    )


async def _missed(number: int, rule: ThresholdRule, now: datetime) -> None:
    """Void what is neither answered nor overdue; an overdue answer stays owed."""
    row = await fetch_row(
        """
        UPDATE obligation SET voided_at = $3
        WHERE proposal = $1 AND kind = $2 AND met_at IS NULL AND voided_at IS NULL
          AND coalesce(extended_until, due_at) >= $3
        RETURNING owed_by
        """,
        number,
        rule.kind,
        now,
    )
    if row is not None:
        await timeline.record(
            proposal=number,
            kind="obligation_void",
            at=now,
            threshold=rule.at,
            obligation=rule.kind,
            department=row["owed_by"],
        )


def _due(rule: ThresholdRule, days: int, city: City, since: datetime) -> datetime:
    return due_at(since, days, count=rule.count_days, zone=city.zone, holidays=city.rules.holidays)
