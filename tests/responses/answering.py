"""What several tests of answers do."""

from __future__ import annotations

from typing import Any

from tests.people import Person
from tests.square import Square

REASONS = "예산을 확보해서 내년 상반기에 시청역과 마포역부터 설치하겠습니다."


async def answer(
    square: Square, number: int, by: Person | None = None, *, decision: str = "adopted"
) -> Any:
    """An answer by the pedestrian department, just published."""
    official = by or await square.people.official("pedestrian")
    return await square.post(
        f"/proposals/{number}/responses", official, decision=decision, body=REASONS
    )


async def record(square: Square, department: str) -> Any:
    """How that department keeps its word."""
    records = (await square.get("/departments/record"))["items"]
    (one,) = [record for record in records if record["id"] == department]
    return one
