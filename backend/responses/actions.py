"""What officials do for their department: answer, say where it stands, ask for time, carry out.

Every one of these holds the proposal's row, as whatever else changes what is owed.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.errors import FieldError, InvalidInput, Problem, WrongState
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.moderation import audit
from backend.proposals.locks import ProposalWithdrawn, locked
from backend.responses.obligations import extended, in_charge
from backend.responses.schemas import NewExtension, NewInterimNote, NewMilestone, NewResponse
from backend.timeline import actions as timeline

ADOPTED = ("adopted", "partly_adopted")


class NotInCharge(Problem):
    """Only officials of the department in charge write here."""

    status = 403
    slug = "not-in-charge"


class NothingOwed(WrongState):
    """The department owes nothing here: it has answered, or never had to."""

    slug = "nothing-owed"


class AlreadyExtended(WrongState):
    """The time was extended once, and cannot be again."""

    slug = "already-extended"


class TooLateToExtend(WrongState):
    """The due moment has passed; an overdue answer cannot get more time."""

    slug = "too-late-to-extend"


class NotExtendable(WrongState):
    """The city's rule for this obligation gives no more time."""

    slug = "not-extendable"


class NotAdopted(WrongState):
    """Nothing was adopted that could be carried out."""

    slug = "not-adopted"


async def respond(
    *,
    caller: Caller,
    number: int,
    data: NewResponse,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Publish the department's answer, or a corrected version of it; answer the response's id.

    The first one meets what the department owes. A hidden proposal can be answered, a withdrawn
    one only where an answer is owed (``ProposalWithdrawn``). Raises ``NotInCharge``.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        department, _ = await _held(caller, number, city)
        version: int = await fetch_value(
            """
            SELECT coalesce(max(version), 0) + 1 FROM response
            WHERE proposal = $1 AND department = $2
            """,
            number,
            department,
        )
        id: int = await fetch_value(
            """
            INSERT INTO response
                (proposal, department, version, decision, body, author, published_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """,
            number,
            department,
            version,
            data.decision,
            data.body,
            caller.account,
            now,
        )
        if version == 1:
            await execute(
                """
                UPDATE obligation SET met_at = $3
                WHERE proposal = $1 AND owed_by = $2 AND met_at IS NULL AND voided_at IS NULL
                """,
                number,
                department,
                now,
            )
            await execute(
                "UPDATE proposal SET answered_at = coalesce(answered_at, $2) WHERE number = $1",
                number,
                now,
            )
        await timeline.record(
            proposal=number,
            kind="response" if version == 1 else "correction",
            at=now,
            decision=data.decision,
            department=department,
            version=version,
        )
        await _sign(caller, "response", number, data.body, now)
        await remember(once, id)
        return id


async def note_interim(
    *,
    caller: Caller,
    number: int,
    data: NewInterimNote,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Say in public where an answer stands that is still owed; answer the note's id.

    Raises ``NotInCharge`` and ``NothingOwed``.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        department, debts = await _held(caller, number, city)
        debt = _first_owed(debts)
        id: int = await fetch_value(
            """
            INSERT INTO interim_note (obligation, note, author, noted_at)
            VALUES ($1, $2, $3, $4) RETURNING id
            """,
            debt["id"],
            data.note,
            caller.account,
            now,
        )
        await timeline.record(
            proposal=number, kind="interim_note", at=now, note=data.note, department=department
        )
        await _sign(caller, "interim_note", number, data.note, now)
        await remember(once, id)
        return id


async def extend(
    *,
    caller: Caller,
    number: int,
    data: NewExtension,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Take more time for an answer, once, before it is due; answer the obligation's id.

    For how long, ``obligations.extended`` says. Raises ``NotInCharge``, ``NothingOwed``,
    ``AlreadyExtended``, ``TooLateToExtend``, ``NotExtendable``.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        department, debts = await _held(caller, number, city)
        debt = _first_owed(debts)
        if debt["extended_until"] is not None:
            raise AlreadyExtended
        if now > debt["due_at"]:
            raise TooLateToExtend
        until = extended(debt["kind"], debt["due_at"], city)
        if until is None:
            raise NotExtendable
        id: int = debt["id"]
        await execute(
            "UPDATE obligation SET extended_until = $2, extension_reason = $3 WHERE id = $1",
            id,
            until,
            data.reason,
        )
        await timeline.record(
            proposal=number,
            kind="extended",
            at=now,
            obligation=debt["kind"],
            department=department,
            due_at=until,
            reason=data.reason,
        )
        await _sign(caller, "extension", number, data.reason, now)
        await remember(once, id)
        return id


async def record_milestone(
    *,
    caller: Caller,
    number: int,
    data: NewMilestone,
    city: City,
    now: datetime,
    once: Once | None = None,
) -> int:
    """Tell of a step towards what was adopted; answer the milestone's id.

    Only what is planned may lie in the future (``InvalidInput``). Raises ``NotInCharge``, and
    ``NotAdopted`` where the proposal's last answer adopts nothing.
    """
    async with transaction():
        done = await earlier(once)
        if done is not None:
            return int(done)
        department, _ = await _held(caller, number, city)
        decision = await fetch_value(
            """
            SELECT decision FROM response WHERE proposal = $1
            ORDER BY published_at DESC, id DESC LIMIT 1
            """,
            number,
        )
        if decision not in ADOPTED:
            raise NotAdopted
        if data.state != "planned" and data.date > city.today(now):
            raise InvalidInput({"date": FieldError("future")})
        id: int = await fetch_value(
            """
            INSERT INTO milestone (proposal, state, date, note, author, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
            """,
            number,
            data.state,
            data.date,
            data.note,
            caller.account,
            now,
        )
        await timeline.record(
            proposal=number,
            kind="milestone",
            at=now,
            department=department,
            state=data.state,
            date=data.date,
            note=data.note,
        )
        await _sign(caller, "milestone", number, data.note, now)
        await remember(once, id)
        return id


async def _held(caller: Caller, number: int, city: City) -> tuple[str, list[asyncpg.Record]]:
    """The caller's department and what it still owes here, with the proposal's row held.

    In charge is the department that answers for the topic, and whoever was made to owe an
    answer. Raises ``NotInCharge``, and ``ProposalWithdrawn`` where no answer is owed any more.
    """
    proposal = await locked(number)
    obligations = await fetch(
        "SELECT * FROM obligation WHERE proposal = $1 ORDER BY due_at, id", number
    )
    departments = {in_charge(city, proposal["topic"]), *(row["owed_by"] for row in obligations)}
    department = caller.department
    if department is None or department not in departments:
        raise NotInCharge
    debts = [
        row
        for row in obligations
        if row["owed_by"] == department and row["met_at"] is None and row["voided_at"] is None
    ]
    if proposal["withdrawn_at"] is not None and not debts:
        raise ProposalWithdrawn
    return department, debts


def _first_owed(debts: list[asyncpg.Record]) -> asyncpg.Record:
    """The debt that is due first. Raises ``NothingOwed`` where there is none."""
    if not debts:
        raise NothingOwed
    return debts[0]


async def _sign(caller: Caller, action: str, number: int, text: str, now: datetime) -> None:
    """Who did it is in the log alone: in public the department speaks."""
    await audit.write(
        actor=caller.account,
        action=action,
        subject_kind="proposal",
        subject_id=number,
        at=now,
        text=text,
    )
