"""A caller's own row held, so that they are still there, or alone, when they write.

Whoever holds a proposal's row too takes the account's first, as leaving does.
"""

from __future__ import annotations

from backend.database.engine import fetch_row
from backend.errors import NotSignedIn
from backend.http.callers import Caller


async def stay(caller: Caller) -> None:
    """Keep the account until the transaction ends: leaving waits, everything else goes on.

    Raises ``NotSignedIn`` where the person has left since the request came.
    """
    await _hold(caller, "FOR KEY SHARE")


async def stay_alone(caller: Caller) -> None:
    """Keep the account, and the same person's other requests that do this waiting.

    For what is counted before it is written: many requests at one moment would all find room
    for one more. Raises as ``stay`` does.
    """
    await _hold(caller, "FOR NO KEY UPDATE")


async def _hold(caller: Caller, lock: str) -> None:
    if await fetch_row(f"SELECT id FROM account WHERE id = $1 {lock}", caller.account) is None:
        raise NotSignedIn
