"""What tests write: a proposal's text, and the short way to a published proposal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx

from backend.database.engine import execute
from tests.people import Person

TEXT: dict[str, Any] = {
    "title": "역마다 실내 자전거 주차장을",
    "body": "비가 오면 안장이 젖고, 밤이면 자전거가 사라집니다. 역 안이라면 좋겠습니다.",
    "topic": "walking",
    "area": "mapo",
}


async def publish(client: httpx.AsyncClient, author: Person, **changes: Any) -> dict[str, Any]:
    """A proposal by that person, as the API answers it; ``changes`` are to ``TEXT``."""
    answer = await client.post("/api/v1/proposals", json=TEXT | changes, headers=author.headers)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def read(
    client: httpx.AsyncClient, number: int, reader: Person | None = None
) -> dict[str, Any]:
    """The proposal as that reader gets it, or as a visitor does."""
    answer = await client.get(
        f"/api/v1/proposals/{number}", headers=reader.headers if reader else {}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def hide(number: int, at: datetime, reason: str = "personal_data") -> None:
    """Hide a proposal, as a moderator's decision does."""
    await execute(
        "UPDATE proposal SET hidden_at = $2, hidden_reason = $3 WHERE number = $1",
        number,
        at,
        reason,
    )


async def cast_votes(number: int, count: int, at: datetime) -> None:
    """Votes of so many strangers, counted, and nothing that a threshold would do."""
    await execute(
        "INSERT INTO vote SELECT $1, decode(md5(random()::text || n), 'hex'), $3"
        " FROM generate_series(1, $2::int) n",
        number,
        count,
        at.date(),
    )
    await execute("UPDATE proposal SET supports = supports + $2 WHERE number = $1", number, count)


async def owe(number: int, since: datetime, due_at: datetime, **columns: Any) -> None:
    """A department's obligation to answer; ``columns`` are further ones of its row."""
    names = ["kind", "threshold", "owed_by", "since", "due_at", *columns]
    values = ["department_response", 50, "pedestrian", since, due_at, *columns.values()]
    places = ", ".join(f"${index}" for index in range(2, len(values) + 2))
    await execute(
        f"INSERT INTO obligation (proposal, {', '.join(names)}) VALUES ($1, {places})",
        number,
        *values,
    )
