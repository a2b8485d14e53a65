"""Sessions: how long they last, how they end, and what a process remembers of them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from backend.accounts.actions import forget_expired, open_session
from backend.accounts.devices import device_name
from backend.accounts.sessions import KNOWN, hash_of, identify
from backend.database.engine import execute, fetch_value
from backend.database.listening import listening
from backend.settings import Settings
from tests.accounts.mailbox import code_in, mails_to
from tests.conftest import Clock
from tests.people import People

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


async def test_a_session_lasts_ninety_days_from_its_last_use(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    person = await people.account()
    for days in (89, 89):
        clock.now += timedelta(days=days)
        assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 200
    clock.now += timedelta(days=91)
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 401


async def test_the_token_is_not_stored(people: People) -> None:
    person = await people.account()
    stored = await fetch_value("SELECT token_hash FROM session WHERE account = $1", person.account)
    assert len(stored) == 32
    assert person.token.encode() not in stored


async def test_the_day_of_use_is_written_once_a_day(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    person = await people.account()

    async def version() -> str:
        await client.get("/api/v1/me", headers=person.headers)
        found: str = await fetch_value(
            "SELECT ctid::text FROM session WHERE account = $1", person.account
        )
        return found

    first = await version()
    clock.now += timedelta(hours=1)
    assert await version() == first
    clock.now += timedelta(days=1)
    assert await version() != first


async def test_signing_out_ends_the_session(client: httpx.AsyncClient, people: People) -> None:
    person = await people.account()
    cookie = {"Cookie": f"__Host-madang={person.token}", **SAME_ORIGIN}
    answer = await client.delete("/api/v1/auth/session", headers=cookie)
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert (await client.get("/api/v1/auth/session", headers=cookie)).status_code == 401
    assert (await client.get("/api/v1/topics", headers=cookie)).status_code == 200
    assert (await client.get("/api/v1/topics", headers=person.headers)).status_code == 401


async def test_signing_in_anew_ends_the_browsers_old_session(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    person = await people.account()
    await client.post("/api/v1/auth/codes", json={"email": person.email})
    code = code_in(mails_to(settings, person.email)[-1])
    answer = await client.post(
        "/api/v1/auth/sessions",
        json={"email": person.email, "code": code},
        headers={"Cookie": f"__Host-madang={person.token}", **SAME_ORIGIN},
    )
    assert answer.status_code == 201
    assert answer.json()["token"] != person.token
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 401


async def test_devices_are_listed_and_ended(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    person = await people.account()
    other = await open_session(email=person.email, now=clock.now)
    listed = (await client.get("/api/v1/me/sessions", headers=person.headers)).json()
    assert listed["next"] is None
    assert [item["current"] for item in listed["items"]] == [False, True]
    assert all(item["device"] == "madang session" for item in listed["items"])
    gone = listed["items"][0]["id"]
    answer = await client.delete(f"/api/v1/me/sessions/{gone}", headers=person.headers)
    assert answer.status_code == 204
    assert await identify(other, clock.now) is None
    assert await identify(person.token, clock.now) is not None


async def test_nobody_ends_anothers_session(client: httpx.AsyncClient, people: People) -> None:
    one, two = await people.account(), await people.account()
    session = await fetch_value("SELECT id FROM session WHERE account = $1", one.account)
    for id in (session, 2**63, 10**22, 0):
        answer = await client.delete(f"/api/v1/me/sessions/{id}", headers=two.headers)
        assert answer.status_code == 404
    assert (await client.get("/api/v1/me", headers=one.headers)).status_code == 200


async def test_what_has_expired_is_forgotten(people: People, clock: Clock) -> None:
    person = await people.account()
    later = clock.now + timedelta(days=90)
    await forget_expired(clock.now)
    sessions = "SELECT count(*) FROM session WHERE account = $1"
    assert await fetch_value(sessions, person.account) == 1
    await forget_expired(later)
    assert await fetch_value(sessions, person.account) == 0


def test_a_device_is_named_by_browser_and_system_only() -> None:
    android = (
        "Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Mobile Safari/537.36"
    )
    iphone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
    )
    assert device_name(android) == "Chrome · Android"
    assert device_name(iphone) == "Safari · iPhone"
    assert device_name(android + " SamsungBrowser/27.0") == "Samsung Internet · Android"
    assert device_name("curl/8.5.0") == "curl"
    assert device_name("") == ""


async def test_a_known_session_reads_no_table_and_ends_everywhere(database_url: str) -> None:
    """With real commits and another process's connection, since nothing else would prove it."""
    now = datetime.now(UTC)
    email = f"{secrets.token_hex(8)}@madang.example"
    elsewhere = await asyncpg.connect(database_url)
    account = await elsewhere.fetchval(
        "INSERT INTO account (email, name, vote_secret, created_at) VALUES ($1, '하나', $2, $3)"
        " RETURNING id",
        email,
        secrets.token_bytes(32),
        now,
    )
    try:
        token = await open_session(email=email, now=now)
        async with listening(database_url, [KNOWN]):
            await _until(lambda: KNOWN.listening)
            assert await identify(token, now) is not None

            async with elsewhere.transaction():
                await elsewhere.execute("LOCK TABLE account, session IN ACCESS EXCLUSIVE MODE")
                async with asyncio.timeout(2):
                    caller = await identify(token, now)
            assert caller is not None
            assert caller.roles == frozenset()

            await elsewhere.execute(
                "UPDATE account SET roles = '{moderator}' WHERE id = $1", account
            )
            await _until(lambda: KNOWN.find(hash_of(token), now) is None)
            caller = await identify(token, now)
            assert caller is not None
            assert caller.roles == {"moderator"}

            await elsewhere.execute(
                "UPDATE account SET suspended_until = $2 WHERE id = $1",
                account,
                now + timedelta(days=1),
            )
            await _until(lambda: KNOWN.find(hash_of(token), now) is None)
            caller = await identify(token, now)
            assert caller is not None
            assert caller.suspended(now) and not caller.suspended(now + timedelta(days=2))

            await elsewhere.execute("DELETE FROM session WHERE account = $1", account)
            await _until(lambda: KNOWN.find(hash_of(token), now) is None)
            assert await identify(token, now) is None
        assert not KNOWN.listening
    finally:
        await execute("DELETE FROM account WHERE id = $1", account)
        await elsewhere.close()


async def _until(happened: Callable[[], bool]) -> None:
    """Wait, two seconds at most, until it has happened."""
    async with asyncio.timeout(2):
        while not happened():
            await asyncio.sleep(0.01)


async def test_what_one_person_wrote_is_not_sent_as_another(
    client: httpx.AsyncClient, people: People
) -> None:
    first, second = await people.account(), await people.account()

    async def name_on_devices(token: str) -> str:
        page = await client.get("/me", headers={"Cookie": f"__Host-madang={token}"})
        assert f'data-person="{page.headers["madang-person"]}"' in page.text
        name: str = page.headers["madang-person"]
        return name

    meant = {"Madang-Person": await name_on_devices(first.token)}
    assert meant["Madang-Person"] == await name_on_devices(first.token)
    assert meant["Madang-Person"] != await name_on_devices(second.token)
    assert "madang-person" not in (await client.get("/")).headers
    change = {"name": "새 이름"}
    for sender, status in ((first.headers, 200), (second.headers, 401), ({}, 401)):
        answer = await client.patch("/api/v1/me", json=change, headers={**sender, **meant})
        assert answer.status_code == status
    assert answer.json()["type"] == "/problems/another-person"


@pytest.mark.parametrize(
    "others",
    [
        '{theirs}; consent={{"ads":true}}',
        'consent={{"ads":true}}; {theirs}',
        "seen; {theirs}",
        "a b=1;{theirs};c[0]=2",
        'note="no end; {theirs}',
        "Secure; path=/; {theirs} ;",
        "메모=한국어; {theirs}",
        "x__Host-madang=another; __Host-madang-language=en; {theirs}",
    ],
)
async def test_another_programs_cookies_sign_nobody_out(
    client: httpx.AsyncClient, people: People, others: str
) -> None:
    person = await people.account()
    sent = others.format(theirs=f"__Host-madang={person.token}").encode()
    assert (await client.get("/api/v1/me", headers={b"cookie": sent})).status_code == 200
    nobody = others.format(theirs="__Host-madang=").encode()
    assert (await client.get("/api/v1/me", headers={b"cookie": nobody})).status_code == 401
