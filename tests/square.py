"""What tests of several parts do first: publish a proposal, gather supports for it."""

from __future__ import annotations

from typing import Any

import httpx

from tests.people import People, Person

API = "/api/v1"

BODY = "지하철역마다 지붕이 있는 자전거 주차장을 만들어 주세요. 비가 오면 탈 수가 없어요."


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
        made = await self.post(
            "/proposals", author, title="역마다 실내 자전거 주차장을", body=BODY, topic=topic
        )
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
