"""The cast: residents, officials, moderators, made where a test needs one."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from backend.accounts.actions import open_session
from backend.accounts.sessions import identify
from backend.database.engine import fetch_value
from backend.http.callers import Caller


class Person:
    """Someone signed in. ``headers`` carry their bearer."""

    def __init__(self, account: int, email: str, token: str) -> None:
        self.account = account
        self.email = email
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"}


class People:
    """Makes people directly in the database, each with a session."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.serial = itertools.count(1)

    async def person(
        self,
        name: str | None = None,
        *,
        verified: bool = False,
        roles: Sequence[str] = (),
        department: str | None = None,
        language: str | None = None,
    ) -> Person:
        """Anyone at all."""
        now = self.clock()
        serial = next(self.serial)
        email = f"person{serial}.{secrets.token_hex(4)}@madang.example"
        account = await fetch_value(
            """
            INSERT INTO account (email, name, language, roles, department, verified_at,
                                 verified_until, verified_by, vote_secret, consented_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id
            """,
            email,
            name or f"주민 {serial}",
            language,
            list(roles),
            department,
            now if verified else None,
            now + timedelta(days=365) if verified else None,
            "desk" if verified else None,
            secrets.token_bytes(32),
            now,
        )
        return Person(account, email, await open_session(email=email, now=now))

    async def caller(self, person: Person) -> Caller:
        """That person as a request of theirs brings them, for tests that call actions."""
        caller = await identify(person.token, self.clock())
        assert caller is not None
        return caller

    async def account(self, name: str | None = None) -> Person:
        """Signed in, not verified."""
        return await self.person(name)

    async def resident(self, name: str | None = None) -> Person:
        """A verified resident."""
        return await self.person(name, verified=True)

    async def official(self, department: str, name: str | None = None) -> Person:
        """Answers for a department."""
        return await self.person(name, roles=["official"], department=department)

    async def moderator(self, name: str | None = None) -> Person:
        """Works the queue."""
        return await self.person(name, roles=["moderator"])

    async def clerk(self, name: str | None = None) -> Person:
        """Sits at a counter."""
        return await self.person(name, roles=["clerk"])

    async def admin(self, name: str | None = None) -> Person:
        """Runs the city's square."""
        return await self.person(name, roles=["admin"])
