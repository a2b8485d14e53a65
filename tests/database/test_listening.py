"""Hearing what changes, and knowing when one does not."""

from __future__ import annotations

import time

from backend.database.engine import execute, fetch_value
from backend.database.listening import listening
from tests.waiting import until


class Listener:
    """Remembers everything it is told."""

    channel = "tested"

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.heard_until: float | None = None

    def hear(self, message: str) -> None:
        self.heard.append(message)

    def believe(self, heard_until: float | None) -> None:
        self.heard_until = heard_until


async def test_a_notification_reaches_every_hearer_of_its_channel(database_url: str) -> None:
    one, two, deaf = Listener(), Listener(), Listener()
    deaf.channel = "tested_elsewhere"
    async with listening(database_url, [one, two, deaf]):
        await until(lambda: deaf.heard_until is not None)
        await execute("SELECT pg_notify('tested', 'the news')")
        await until(lambda: bool(one.heard and two.heard))
    assert one.heard == two.heard == ["the news"]
    assert deaf.heard == []
    assert one.heard_until is None


async def test_what_was_committed_before_the_moment_named_has_been_heard(database_url: str) -> None:
    hearer = Listener()
    async with listening(database_url, [hearer]):
        await until(lambda: hearer.heard_until is not None)
        for serial in range(5):
            await execute("SELECT pg_notify('tested', $1)", str(serial))
            sent = time.monotonic()
            await until(lambda sent=sent: (hearer.heard_until or 0) > sent)
            assert hearer.heard[-1] == str(serial)


async def test_a_lost_connection_is_told_and_made_anew(database_url: str) -> None:
    hearer = Listener()
    told: list[bool] = []
    hearer.believe = lambda moment: told.append(moment is not None)  # type: ignore[method-assign]
    async with listening(database_url, [hearer]):
        await until(lambda: told[-1:] == [True])
        assert await fetch_value(
            "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query = 'SELECT'"
        )
        await until(lambda: False in told)
        await until(lambda: told[-1])
        await execute("SELECT pg_notify('tested', 'still there')")
        await until(lambda: hearer.heard == ["still there"])
