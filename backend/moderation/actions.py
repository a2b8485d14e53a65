"""Reporting what should not stand, and deciding about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from backend.accounts.locks import stay_alone
from backend.accounts.sessions import KNOWN
from backend.accounts.suspension import reinstate, suspend
from backend.city.calendar import end_of_day
from backend.city.city import City
from backend.database.engine import execute, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, Problem, WrongState
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import pace
from backend.moderation import audit, subjects
from backend.moderation.schemas import Action, NewDecision, NewReport
from backend.notifications.actions import tell_person
from backend.notifications.kinds import KindName
from backend.timeline import actions as timeline

MOST_REPORTS = 30
WITHIN = timedelta(hours=1)

LONGEST_SUSPENSION = timedelta(days=366)

# What each action tells the author. That a text may stand is told nobody.
TOLD: dict[Action, KindName] = {
    "hide": "hidden",
    "restore": "restored",
    "suspend": "suspended",
    "reinstate": "reinstated",
}


class AlreadyHidden(WrongState):
    """It is hidden already."""

    slug = "already-hidden"


class NotHidden(WrongState):
    """It is not hidden, so there is nothing to restore."""

    slug = "not-hidden"


class AuthorGone(WrongState):
    """Whoever wrote it has left, or never had an account here."""

    slug = "author-gone"


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
    *, caller: Caller, data: NewDecision, city: City, now: datetime, once: Once | None = None
) -> int:
    """Decide about a text or because of it about its author; answer the decision's id.

    Hiding a text, restoring it or letting it stand settles every report that waits about it; what
    is owed stays owed, and supports stay counted. The log keeps all of it, and who wrote the text
    is told. Raises ``NotFound``, ``OwnItem``, ``OwnDepartment``, ``AlreadyHidden``, ``NotHidden``,
    ``AuthorGone``, ``OfStaff``, ``NotSuspended``, and ``InvalidInput`` where a reason or a day is
    missing or wrong.
    """
    _require_complete(data, city.today(now))
    about_author = data.action in ("suspend", "reinstate")
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        # Whoever writes to an account holds no proposal before it, as in leaving.
        item = await (subjects.found if about_author else subjects.held)(data.subject)
        await _require_impartial(caller, item)
        if about_author:
            await _do_to_author(item, data, city, now)
        else:
            await _do_to_text(item, data, now)
        id: int = await fetch_value(
            """
            INSERT INTO decision
                (subject_kind, subject_id, action, reason, note, moderator, decided_at, until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """,
            data.subject.kind,
            data.subject.id,
            data.action,
            data.reason,
            data.note,
            caller.account,
            now,
            data.until,
        )
        if not about_author:
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
        await _tell(item, data, now)
        await remember(once, id)
    if about_author and item.author is not None:
        KNOWN.forget(item.author)
    return id


def _require_complete(data: NewDecision, today: date) -> None:
    errors = {}
    if data.action in ("hide", "suspend") and data.reason is None:
        errors["reason"] = FieldError("required")
    if data.action == "suspend" and data.until is None:
        errors["until"] = FieldError("required")
    elif data.until is not None and data.action != "suspend":
        errors["until"] = FieldError("unknown")
    elif data.until is not None and not today <= data.until <= today + LONGEST_SUSPENSION:
        errors["until"] = FieldError("until")
    if errors:
        raise InvalidInput(errors)


async def _do_to_text(item: subjects.Item, data: NewDecision, now: datetime) -> None:
    if data.action == "restore":
        if item.hidden is None:
            raise NotHidden
        await subjects.restore(item)
    elif item.hidden is not None:
        raise AlreadyHidden
    elif data.action == "hide":
        assert data.reason is not None
        await subjects.hide(item, data.reason, now)


async def _do_to_author(item: subjects.Item, data: NewDecision, city: City, now: datetime) -> None:
    if item.author is None:
        raise AuthorGone
    if data.action == "reinstate":
        await reinstate(item.author, now=now)
    else:
        assert data.until is not None
        await suspend(item.author, until=end_of_day(data.until, city.zone))


async def _tell(item: subjects.Item, data: NewDecision, now: datetime) -> None:
    """Put it into the proposal's timeline, where that shows it, and tell the author."""
    told = TOLD.get(data.action)
    if told is None:
        return
    why: dict[str, Any] = {"reason": data.reason} if data.action in ("hide", "suspend") else {}
    if data.subject.kind == "proposal" and told in ("hidden", "restored"):
        await timeline.record(proposal=item.proposal, kind=told, at=now, **why)
    if data.until is not None:
        why |= {"date": data.until}
    await tell_person(
        account=item.author,
        kind=told,
        proposal=item.proposal,
        at=now,
        comment=data.subject.id if data.subject.kind == "comment" else None,
        **why,
    )


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
