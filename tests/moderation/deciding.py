"""What several tests of moderation do."""

from __future__ import annotations

from typing import Any

from tests.people import Person
from tests.square import Square


def proposal(number: int) -> dict[str, Any]:
    """A proposal as a subject."""
    return {"kind": "proposal", "id": number}


def comment(made: dict[str, Any]) -> dict[str, Any]:
    """A comment as a subject."""
    return {"kind": "comment", "id": made["id"]}


async def report(
    square: Square, subject: dict[str, Any], *, reason: str = "spam", by: Person | None = None
) -> Any:
    """A report just sent."""
    return await square.post(
        "/reports", by or await square.people.account(), subject=subject, reason=reason
    )


async def hide(
    square: Square, subject: dict[str, Any], by: Person, *, reason: str = "threat", note: str = ""
) -> Any:
    """A text just hidden."""
    return await square.post(
        "/moderation/decisions", by, subject=subject, action="hide", reason=reason, note=note
    )


async def restore(square: Square, subject: dict[str, Any], by: Person) -> Any:
    """A text just restored."""
    return await square.post("/moderation/decisions", by, subject=subject, action="restore")


async def queue(square: Square, by: Person, query: str = "") -> list[dict[str, Any]]:
    """What waits for a decision."""
    items: list[dict[str, Any]] = (await square.get(f"/moderation/queue{query}", by))["items"]
    return items
