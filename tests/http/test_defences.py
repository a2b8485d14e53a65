"""What strangers try: forged addresses, bombs, texts that no decoder likes, other hosts."""

from __future__ import annotations

import ipaddress
import json

import asyncpg
import httpx
import msgspec
import pytest
from litestar.types import ASGIApp

from backend.app import create_app
from backend.http.edge import client_address, network_of
from backend.http.problems import passing
from backend.http.reading import MOST_BYTES
from backend.settings import Settings
from tests.conftest import BASE_URL, Clock
from tests.people import People

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["127.0.0.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["[2001:db9::1]:4711"], "2001:db9::1"),
        ("2001:db8::1", ["2001:db9::1"], "2001:db9::1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, anything 1, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [""], "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_came_from(
    peer: str, forwarded: list[str], address: str
) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope = {"type": "http", "client": (peer, 5000), "headers": headers}
    assert client_address(scope, PROXIES) == address  # type: ignore[arg-type]


def test_an_ipv6_network_is_one_however_many_addresses_it_has() -> None:
    assert network_of("2001:db9::1") == network_of("2001:db9::ffff") != network_of("2001:db9:1::")
    assert network_of("::ffff:198.51.100.1") == network_of("198.51.100.1")
    assert network_of("fe80::1%eth0") == "fe80::/64"


async def test_metrics_are_for_loopback_and_nothing_forwarded_is(
    client: httpx.AsyncClient, app: ASGIApp
) -> None:
    assert (await client.get("/metrics")).status_code == 200
    forwarded = await client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert forwarded.status_code == 403
    far = httpx.ASGITransport(app=app, client=("203.0.113.9", 5000))
    async with httpx.AsyncClient(transport=far, base_url=BASE_URL) as stranger:
        assert (await stranger.get("/metrics")).status_code == 403


async def test_metrics_with_a_token_are_for_who_knows_it(
    rolled_back: None, settings: Settings, clock: Clock
) -> None:
    told = msgspec.structs.replace(settings, metrics_token="a long word")
    transport = httpx.ASGITransport(app=create_app(told, database_url=None, clock=clock))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as operator:
        for sent, status in ((None, 403), ("another word", 403), ("a long word", 200)):
            headers = {"Authorization": f"Bearer {sent}"} if sent else {}
            assert (await operator.get("/metrics", headers=headers)).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"title":' * 20_000,
        b'{"title":' * 900 + b"1" + b"}" * 900,
        b'{"\\ud800": 1}',
        b'{"title": "\\ud800"}',
        b'{"title": 1e999}',
        b'{"title": ' + b"9" * 5000 + b"}",
        b'{"title": "a", "title": "b"}',
        b'{"": ""}',
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_a_bomb_in_json_is_a_clear_400(
    client: httpx.AsyncClient, people: People, body: bytes
) -> None:
    author = await people.account()
    headers = author.headers | {"Content-Type": "application/json"}
    answer = await client.post("/api/v1/proposals", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


async def test_more_than_any_form_needs_is_413(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    body = json.dumps({"title": "가" * MOST_BYTES})
    headers = author.headers | {"Content-Type": "application/json"}
    answer = await client.post("/api/v1/proposals", content=body, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/x/styles/../../pwa/app.py",
        "/assets/x/..%2f..%2fbackend%2fsettings.py",
        "/assets/x//etc/passwd",
        "/assets/../backend/settings.py",
    ],
)
async def test_no_path_leads_out_of_the_assets(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "sort", ["new; DROP TABLE vote", "p.number", "hot'--", "new%00"], ids=["a", "b", "c", "d"]
)
async def test_no_order_of_anybody_s_own_reaches_the_database(
    client: httpx.AsyncClient, sort: str
) -> None:
    assert (await client.get(f"/api/v1/proposals?sort={sort}")).status_code == 400


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_is_none_is_400(
    client: httpx.AsyncClient, people: People, key: str
) -> None:
    author = await people.account()
    headers = author.headers | {"Idempotency-Key": key}
    assert (await client.post("/api/v1/drafts", json={}, headers=headers)).status_code == 400


async def test_a_clerk_s_session_walks_through_no_list_of_addresses(
    client: httpx.AsyncClient, people: People
) -> None:
    clerk = await people.clerk()
    statuses = [
        (
            await client.post(
                "/api/v1/verifications",
                json={"email": f"{n}@madang.example"},
                headers=clerk.headers,
            )
        ).status_code
        for n in range(61)
    ]
    assert statuses == [201] * 60 + [429]


def test_a_deadlock_says_to_try_again() -> None:
    assert passing(asyncpg.DeadlockDetectedError())
    assert passing(asyncpg.AdminShutdownError())
    assert not passing(asyncpg.UniqueViolationError())
