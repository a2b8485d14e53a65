"""The newest answers of all departments, for those who follow the city's answers as a feed."""

from __future__ import annotations

from datetime import datetime

import msgspec

from backend.database.engine import fetch
from backend.responses.schemas import DecisionCode
from backend.text import render_markdown


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an answer, with the proposal that it answers."""

    number: int
    title: str
    language: str
    department: str
    decision: DecisionCode
    body_html: str
    version: int
    published_at: datetime


async def latest_answers(*, limit: int) -> list[Answer]:
    """The answers published last, newest first, corrected versions too; none to a proposal that
    is hidden or withdrawn."""
    rows = await fetch(
        """
        SELECT r.*, p.title, p.language FROM response r JOIN proposal p ON p.number = r.proposal
        WHERE p.hidden_at IS NULL AND p.withdrawn_at IS NULL
        ORDER BY r.published_at DESC, r.id DESC LIMIT $1
        """,
        limit,
    )
    return [
        Answer(
            number=row["proposal"],
            title=row["title"],
            language=row["language"],
            department=row["department"],
            decision=row["decision"],
            body_html=render_markdown(row["body"]),
            version=row["version"],
            published_at=row["published_at"],
        )
        for row in rows
    ]
