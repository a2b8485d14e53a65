"""What people read of debts and answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import asyncpg

from backend.city.calendar import end_of_day
from backend.city.city import City
from backend.database.engine import fetch, fetch_row, fetch_value
from backend.errors import NotFound
from backend.http.callers import Caller
from backend.paging import DEFAULT_LIMIT, Id, Moment, Page, decode_cursor, encode_cursor
from backend.responses.schemas import (
    DepartmentRecord,
    InterimNote,
    Milestone,
    Obligation,
    Owed,
    OwedState,
    Response,
    Workload,
)
from backend.responses.tables import obligation_state
from backend.text import render_markdown

# What is due within so many days is due soon.
SOON = timedelta(days=7)

OBLIGATION = """
    SELECT o.*, (SELECT max(noted_at) FROM interim_note WHERE obligation = o.id) AS interim_noted_at
"""
INTERIM_NOTE = """
    SELECT n.*, o.owed_by FROM interim_note n JOIN obligation o ON o.id = n.obligation
"""


async def obligation(id: int, *, now: datetime) -> Obligation:
    """What is owed, with its clock. Raises ``NotFound``."""
    row = await fetch_row(f"{OBLIGATION} FROM obligation o WHERE o.id = $1", id)
    if row is None:
        raise NotFound
    return _as_obligation(row, now)


async def obligations(number: int, *, now: datetime) -> list[Obligation]:
    """All that was ever owed for a proposal, by threshold; none for an unknown one."""
    rows = await fetch(
        f"{OBLIGATION} FROM obligation o WHERE o.proposal = $1 ORDER BY o.threshold, o.id", number
    )
    return [_as_obligation(row, now) for row in rows]


async def responses(number: int) -> list[Response]:
    """Every version of every department's answer, newest first. Raises ``NotFound``."""
    await _require_proposal(number)
    rows = await fetch(
        "SELECT * FROM response WHERE proposal = $1 ORDER BY published_at DESC, id DESC", number
    )
    return [_as_response(row) for row in rows]


async def response(id: int) -> Response:
    """One version of an answer. Raises ``NotFound``."""
    row = await fetch_row("SELECT * FROM response WHERE id = $1", id)
    if row is None:
        raise NotFound
    return _as_response(row)


async def milestones(number: int) -> list[Milestone]:
    """The steps towards what was adopted, by date. Raises ``NotFound``."""
    await _require_proposal(number)
    rows = await fetch("SELECT * FROM milestone WHERE proposal = $1 ORDER BY date, id", number)
    return [_as_milestone(row) for row in rows]


async def milestone(id: int) -> Milestone:
    """One of them. Raises ``NotFound``."""
    row = await fetch_row("SELECT * FROM milestone WHERE id = $1", id)
    if row is None:
        raise NotFound
    return _as_milestone(row)


async def interim_notes(number: int) -> list[InterimNote]:
    """What the department said while it worked on its answer, in order. Raises ``NotFound``."""
    await _require_proposal(number)
    rows = await fetch(f"{INTERIM_NOTE} WHERE o.proposal = $1 ORDER BY n.noted_at, n.id", number)
    return [_as_interim_note(row) for row in rows]


async def interim_note(id: int) -> InterimNote:
    """One of them. Raises ``NotFound``."""
    row = await fetch_row(f"{INTERIM_NOTE} WHERE n.id = $1", id)
    if row is None:
        raise NotFound
    return _as_interim_note(row)


async def owed(
    *,
    caller: Caller,
    now: datetime,
    state: OwedState = "owed",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Owed]:
    """What the caller's department owes, soonest due first, or what it answered, newest first."""
    if state == "owed":
        of_state = "o.met_at IS NULL AND o.voided_at IS NULL"
        moment, beyond, direction = "coalesce(o.extended_until, o.due_at)", ">", "ASC"
    else:
        of_state = "o.met_at IS NOT NULL"
        moment, beyond, direction = "o.met_at", "<", "DESC"
    after = decode_cursor(cursor, Moment, Id)
    rows = await fetch(
        f"""
        {OBLIGATION}, {moment} AS moment, p.hidden_at, p.title, p.supports, p.topic, p.area,
               (SELECT decision FROM response r WHERE r.proposal = o.proposal
                  AND r.department = o.owed_by ORDER BY version DESC LIMIT 1) AS decision
        FROM obligation o JOIN proposal p ON p.number = o.proposal
        WHERE o.owed_by = $1 AND {of_state}
          AND ($2::timestamptz IS NULL OR ({moment}, o.id) {beyond} ($2, $3::bigint))
        ORDER BY {moment} {direction}, o.id {direction} LIMIT $4
        """,
        caller.department,
        *(after or (None, None)),
        limit + 1,
    )
    items = [
        Owed(
            number=row["proposal"],
            title=row["title"] if row["hidden_at"] is None else None,
            supports=row["supports"],
            topic=row["topic"],
            area=row["area"],
            decision=row["decision"],
            obligation=_as_obligation(row, now),
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, encode_cursor(last["moment"], last["id"]) if last else None)


async def workload(*, caller: Caller, city: City, now: datetime) -> Workload:
    """What lies on the desk of the caller's department, in numbers. What became void counts not."""
    row = await fetch_row(
        """
        SELECT count(*) FILTER (WHERE met_at IS NULL AND last_due < $2) AS overdue,
               count(*) FILTER (WHERE met_at IS NULL AND last_due BETWEEN $2 AND $3) AS soon,
               count(*) FILTER (WHERE met_at IS NULL) AS owed,
               count(met_at) AS answered,
               count(*) FILTER (WHERE met_at <= last_due) AS in_time
        FROM (SELECT met_at, coalesce(extended_until, due_at) AS last_due FROM obligation
              WHERE owed_by = $1 AND voided_at IS NULL) o
        """,
        caller.department,
        now,
        end_of_day(city.today(now) + SOON, city.zone),
    )
    assert row is not None
    return Workload(**row)


async def departments(*, city: City, language: str, now: datetime) -> list[DepartmentRecord]:
    """How every department of the city keeps its word, in the city's order.

    What became void counts nowhere. ``adopted`` and ``done`` count proposals by the latest
    version of the department's own answer.
    """
    kept = {
        row["department"]: row
        for row in await fetch(
            """
            SELECT owed_by AS department,
                   count(*) FILTER (WHERE met_at IS NULL) AS owed,
                   count(*) FILTER (WHERE met_at IS NULL AND last_due < $1) AS overdue,
                   count(met_at) AS answered,
                   count(*) FILTER (WHERE met_at <= last_due) AS answered_in_time,
                   count(*) FILTER (WHERE met_at > last_due) AS answered_late,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM met_at - since))
                       FILTER (WHERE met_at IS NOT NULL) / 86400 AS median_days
            FROM (SELECT *, coalesce(extended_until, due_at) AS last_due FROM obligation) o
            WHERE voided_at IS NULL
            GROUP BY owed_by
            """,
            now,
        )
    }
    carried_out = {
        row["department"]: row
        for row in await fetch(
            """
            SELECT department, count(*) AS adopted, count(*) FILTER (WHERE state = 'done') AS done
            FROM (SELECT DISTINCT ON (proposal, department) proposal, department, decision
                  FROM response ORDER BY proposal, department, version DESC) answer
            LEFT JOIN (SELECT DISTINCT ON (proposal) proposal, state FROM milestone
                       WHERE state <> 'planned' ORDER BY proposal, date DESC, id DESC) step
                USING (proposal)
            WHERE decision IN ('adopted', 'partly_adopted')
            GROUP BY department
            """
        )
    }
    return [
        _as_record(department.id, department.name(language), kept, carried_out)
        for department in city.departments
    ]


async def _require_proposal(number: int) -> None:
    if not await fetch_value("SELECT EXISTS (SELECT FROM proposal WHERE number = $1)", number):
        raise NotFound


def _as_record(
    id: str, name: str, kept: dict[str, Any], carried_out: dict[str, Any]
) -> DepartmentRecord:
    counts = kept.get(id, {})
    outcomes = carried_out.get(id, {})
    median = counts.get("median_days")
    return DepartmentRecord(
        id=id,
        name=name,
        owed=counts.get("owed", 0),
        overdue=counts.get("overdue", 0),
        answered=counts.get("answered", 0),
        answered_in_time=counts.get("answered_in_time", 0),
        answered_late=counts.get("answered_late", 0),
        median_days=None if median is None else round(float(median), 1),
        adopted=outcomes.get("adopted", 0),
        done=outcomes.get("done", 0),
    )


def _as_obligation(row: asyncpg.Record, now: datetime) -> Obligation:
    return Obligation(
        kind=row["kind"],
        threshold=row["threshold"],
        owed_by=row["owed_by"],
        since=row["since"],
        due_at=row["due_at"],
        state=obligation_state(
            now=now,
            due_at=row["due_at"],
            extended_until=row["extended_until"],
            met_at=row["met_at"],
            voided_at=row["voided_at"],
        ),
        extended_until=row["extended_until"],
        extension_reason=row["extension_reason"],
        interim_note_due_at=row["interim_note_due_at"],
        interim_noted_at=row["interim_noted_at"],
        met_at=row["met_at"],
    )


def _as_response(row: asyncpg.Record) -> Response:
    return Response(
        decision=row["decision"],
        body=row["body"],
        body_html=render_markdown(row["body"]),
        department=row["department"],
        published_at=row["published_at"],
        version=row["version"],
    )


def _as_milestone(row: asyncpg.Record) -> Milestone:
    return Milestone(id=row["id"], state=row["state"], date=row["date"], note=row["note"])


def _as_interim_note(row: asyncpg.Record) -> InterimNote:
    return InterimNote(
        id=row["id"], note=row["note"], noted_at=row["noted_at"], department=row["owed_by"]
    )
