"""What tests of several parts do first: publish a proposal, gather supports for it.

``Square`` goes the ways of people, over HTTP. The functions below it make at once what would take
fifty people, a moderator or a month.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx

from backend.database.engine import execute
from tests.people import People, Person

API = "/api/v1"

BODY = (
    "비가 오면 안장이 젖고, 밤이면 자전거가 사라집니다. "
    "역마다 지붕이 있는 자전거 주차장을 만들어 주세요."
)
TEXT: dict[str, Any] = {
    "title": "역마다 실내 자전거 주차장을",
    "body": BODY,
    "topic": "walking",
    "area": "mapo",
}


class Square:
    """The square over HTTP, as its people use it."""

    def __init__(self, client: httpx.AsyncClient, people: People) -> None:
        self.client = client
        self.people = people

    async def call(
        self,
        method: str,
        path: str,
        by: Person | None = None,
        *,
        key: str | None = None,
        **body: Any,
    ) -> httpx.Response:
        """One request to the API; ``body`` is its JSON."""
        headers = dict(by.headers) if by else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.client.request(
            method, API + path, headers=headers, **({"json": body} if body else {})
        )

    async def get(self, path: str, by: Person | None = None) -> Any:
        """The answer of a GET that must succeed."""
        answer = await self.call("GET", path, by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, by: Person, **body: Any) -> Any:
        """The answer of a POST that must make something."""
        answer = await self.call("POST", path, by, **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def refused(
        self, method: str, path: str, by: Person | None = None, **body: Any
    ) -> tuple[int, str]:
        """Status and slug of a request that must be refused, in words."""
        answer = await self.call(method, path, by, **body)
        problem = answer.json()
        assert problem["title"] and problem["detail"]
        return answer.status_code, problem["type"].removeprefix("/problems/")

    async def proposal(self, by: Person | None = None, *, topic: str = "walking") -> int:
        """The number of a proposal just published."""
        author = by or await self.people.account()
        made = await publish(self.client, author, topic=topic)
        number: int = made["number"]
        return number

    async def support(self, number: int, count: int = 1) -> list[Person]:
        """So many residents, each of whom has just supported the proposal."""
        supporters = [await self.people.resident() for _ in range(count)]
        for supporter in supporters:
            answer = await self.call("PUT", f"/proposals/{number}/support", supporter)
            assert answer.status_code == 200, answer.text
        return supporters

    async def comment(self, number: int, by: Person | None = None, **fields: Any) -> Any:
        """A comment just written."""
        author = by or await self.people.account()
        return await self.post(
            f"/proposals/{number}/comments", author, **{"body": "좋은 생각이에요.", **fields}
        )

    async def events(self, number: int) -> list[str]:
        """The kinds of what happened, in order."""
        items = (await self.get(f"/proposals/{number}/timeline"))["items"]
        return [item["kind"] for item in items]


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
