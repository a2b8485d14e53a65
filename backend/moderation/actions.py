"""Reporting what should not stand, and deciding about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.accounts.locks import stay_alone
from backend.database.engine import execute, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, Problem, WrongState
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import pace
from backend.moderation import audit, subjects
from backend.moderation.schemas import NewDecision, NewReport
from backend.notifications.actions import tell_person
from backend.timeline import actions as timeline

MOST_REPORTS = 30
WITHIN = timedelta(hours=1)


class AlreadyHidden(WrongState):
    """It is hidden already."""

    slug = "already-hidden"


class NotHidden(WrongState):
    """It is not hidden, so there is nothing to restore."""

    slug = "not-hidden"


class OwnItem(Problem):
    """Nobody moderates their own item."""

    status = 403
    slug = "own-item"


class OwnDepartment(Problem):
    """Nobody moderates what their own department owes an answer to."""

    status = 403
    slug = "own-department"


async def report(
    *, caller: Caller, data: NewReport, now: datetime, once: Once | None = None
) -> int:
    """Say that a text should not stand; answer the report's id.

    While a report waits, the same person's next one about the same text is that report. Raises
    ``NotFound``, ``AlreadyHidden``, and ``TooMany`` above 30 in an hour.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        await stay_alone(caller)
        item = await subjects.held(data.subject)
        if item.hidden is not None:
            raise AlreadyHidden
        # The subject's proposal is held, so no decision can slip in between these statements.
        id: int | None = await fetch_value(
            """
            SELECT id FROM report WHERE subject_kind = $1 AND subject_id = $2 AND reporter = $3
              AND decision IS NULL
            """,
            data.subject.kind,
            data.subject.id,
            caller.account,
        )
        if id is None:
            await pace(
                "SELECT reported_at FROM report WHERE reporter = $1",
                caller.account,
                at_most=MOST_REPORTS,
                per=WITHIN,
                now=now,
            )
            id = await fetch_value(
                """
                INSERT INTO report (subject_kind, subject_id, reason, note, reporter, reported_at)
                VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
                """,
                data.subject.kind,
                data.subject.id,
                data.reason,
                data.note,
                caller.account,
                now,
            )
            await audit.write(
                actor=caller.account,
                action="report",
                subject_kind=data.subject.kind,
                subject_id=data.subject.id,
                at=now,
                reason=data.reason,
                text=item.text,
            )
        assert id is not None
        await remember(once, id)
        return id


async def decide(
    *, caller: Caller, data: NewDecision, now: datetime, once: Once | None = None
) -> int:
    """Hide a text, restore it, or let it stand; answer the decision's id.

    It settles every report that waits about the text, and the log keeps it. What is owed stays
    owed, and supports stay counted. Raises ``NotFound``, ``OwnItem``, ``OwnDepartment``,
    ``AlreadyHidden``, ``NotHidden``, and ``InvalidInput`` for hiding without a reason.
    """
    if data.action == "hide" and data.reason is None:
        raise InvalidInput({"reason": FieldError("required")})
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        item = await subjects.held(data.subject)
        await _require_impartial(caller, item)
        if data.action == "restore":
            if item.hidden is None:
                raise NotHidden
            await subjects.restore(item)
        elif item.hidden is not None:
            raise AlreadyHidden
        elif data.action == "hide":
            assert data.reason is not None
            await subjects.hide(item, data.reason, now)
        id: int = await fetch_value(
            """
            INSERT INTO decision
                (subject_kind, subject_id, action, reason, note, moderator, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """,
            data.subject.kind,
            data.subject.id,
            data.action,
            data.reason,
            data.note,
            caller.account,
            now,
        )
        await execute(
            """
            UPDATE report SET decision = $3
            WHERE subject_kind = $1 AND subject_id = $2 AND decision IS NULL
            """,
            data.subject.kind,
            data.subject.id,
            id,
        )
        await audit.write(
            actor=caller.account,
            action=data.action,
            subject_kind=data.subject.kind,
            subject_id=data.subject.id,
            at=now,
            reason=data.reason,
            rule=data.reason,
            text=item.text,
        )
        if data.subject.kind == "proposal" and data.action != "keep":
            await timeline.record(
                proposal=item.proposal,
                kind="hidden" if data.action == "hide" else "restored",
                at=now,
                reason=data.reason if data.action == "hide" else None,
            )
        if data.action != "keep":
            await tell_person(
                account=item.author,
                kind="hidden" if data.action == "hide" else "restored",
                proposal=item.proposal,
                at=now,
                comment=data.subject.id if data.subject.kind == "comment" else None,
                reason=data.reason if data.action == "hide" else None,
            )
        await remember(once, id)
        return id


async def _require_impartial(caller: Caller, item: subjects.Item) -> None:
    """Raise ``OwnItem`` or ``OwnDepartment`` for whoever has a stake in it.

    A department that owes an answer has a stake in the whole page, comments included.
    """
    if item.author == caller.account:
        raise OwnItem
    owes = await fetch_value(
        """
        SELECT EXISTS (SELECT FROM obligation WHERE proposal = $1 AND owed_by = $2
                         AND met_at IS NULL AND voided_at IS NULL)
        """,
        item.proposal,
        caller.department,
    )
    if owes:
        raise OwnDepartment
