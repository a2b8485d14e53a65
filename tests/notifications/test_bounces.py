"""Mails that come back later: whose mail ends, and what is believed of a notification."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.database.engine import execute, fetch_value
from backend.notifications.bounces import bounce_of, mail_bounced, mail_name
from backend.settings import Settings
from tests.conftest import CHECKOUT, database
from tests.notifications.returned import notification
from tests.people import People, Person

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def name_of(settings: Settings, person: Person, **others: str) -> str:
    """The name of a mail to them."""
    given = {"email": person.email, "cadence": "digest"} | others
    return mail_name(settings, account=person.account, moment=MOMENT, **given)


async def ended(person: Person) -> bool:
    """Whether they are mailed nothing any more."""
    found: bool | None = await fetch_value(
        "SELECT mail_ended FROM notification_setting WHERE account = $1", person.account
    )
    return bool(found)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
async def test_mail_ends_where_nobody_is_at_the_address(
    people: People, settings: Settings, kind: str
) -> None:
    gone, other = await people.account(), await people.account()
    name = name_of(settings, gone)
    for spelt in (name, name):
        assert await mail_bounced(notification(spelt, kind=kind), settings) == "ended"
    assert await ended(gone) and not await ended(other)


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.0.0"])
async def test_what_is_no_fault_of_the_address_ends_nothing(
    people: People, settings: Settings, status: str
) -> None:
    person = await people.account()
    raw = notification(name_of(settings, person), status=status)
    assert await mail_bounced(raw, settings) == "kept" and not await ended(person)


async def test_nothing_is_believed_but_of_a_mail_of_ours_to_that_address(
    people: People, settings: Settings
) -> None:
    person = await people.account()
    name = name_of(settings, person)
    flipped = name[:-1] + ("0" if name[-1] != "0" else "1")
    for raw in (
        b"",
        b"\xff\x00 no mail",
        notification(flipped),
        notification("0" * 80),
        notification(name, action="delayed", status="4.4.1"),
        notification(name, action="delivered", status="2.0.0"),
        notification(name, status="5.1.1.1.1; DROP"[5:]),
        notification(name).replace(b"Message-ID", b"X-Message-ID"),
        notification(name_of(settings, person, email="before@madang.example")),
    ):
        assert await mail_bounced(raw, settings) == "unknown"
    assert not await ended(person)
    await execute("UPDATE account SET email = 'moved@madang.example' WHERE id = $1", person.account)
    assert await mail_bounced(notification(name), settings) == "unknown"


async def test_a_mail_made_again_has_its_name_and_another_has_another(
    people: People, settings: Settings
) -> None:
    person = await people.account()
    name = name_of(settings, person)
    assert name == name_of(settings, person) != name_of(settings, person, cadence="at_once")
    found = bounce_of(notification(name))
    assert found is not None and found == (name, "5.1.1")


async def test_a_mail_server_is_told_to_try_again_only_where_we_are_not_there(
    server_url: str, tmp_path: Path
) -> None:
    def taken(url: str) -> int:
        return subprocess.run(
            [sys.executable, "-m", "backend.cli", "bounced"],
            env=os.environ | {"MADANG_DATABASE_URL": url, "MADANG_DATA_DIR": str(tmp_path)},
            cwd=CHECKOUT,
            input=notification("0" * 80),
            capture_output=True,
        ).returncode

    assert taken("postgresql://127.0.0.1:1/nobody") == 75
    async with database(server_url) as url:
        assert taken(url) == 0
