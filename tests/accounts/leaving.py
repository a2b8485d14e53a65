"""Leaving and coming back, as several tests do it."""

from __future__ import annotations

import httpx

from backend.database.engine import execute
from backend.settings import Settings
from tests.accounts.mailbox import code_in, mails_to
from tests.people import Person


async def leave(client: httpx.AsyncClient, person: Person) -> None:
    answer = await client.delete("/api/v1/me", headers=person.headers)
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()


async def come_back(client: httpx.AsyncClient, settings: Settings, email: str) -> dict[str, str]:
    """Sign in anew with that address, verified; answer the headers."""
    await client.post("/api/v1/auth/codes", json={"email": email})
    code = code_in(mails_to(settings, email)[-1])
    answer = await client.post("/api/v1/auth/sessions", json={"email": email, "code": code})
    assert answer.status_code == 201
    await execute("UPDATE account SET verified_at = created_at WHERE email = $1", email)
    return {"Authorization": f"Bearer {answer.json()['token']}"}
