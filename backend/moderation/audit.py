"""The append-only log of what staff did: ids, codes and a hash of the text, never the text."""

from __future__ import annotations

import hashlib
from datetime import datetime

from backend.database.engine import execute


async def write(
    *,
    actor: int | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    at: datetime,
    reason: str | None = None,
    rule: str | None = None,
    text: str | None = None,
) -> None:
    """Add a line, in the transaction of what it tells about.

    ``reason`` is what was claimed, ``rule`` the code of the catalogue that was applied. Of
    ``text`` only the SHA-256 is kept: it proves later which text was meant, and can outlive it.
    """
    await execute(
        """
        INSERT INTO audit (at, actor, action, subject_kind, subject_id, reason, rule, text_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        at,
        actor,
        action,
        subject_kind,
        subject_id,
        reason,
        rule,
        None if text is None else hashlib.sha256(text.encode()).digest(),
    )
