"""Signing in through an identity provider that really runs, honest and lying."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from joserfc import jwk
from litestar.types import ASGIApp

from backend.accounts.oidc import provider_of
from backend.app import create_app
from backend.database.engine import fetch_row, fetch_value
from backend.settings import OidcProvider, Settings
from tests.accounts.provider import Claims, FakeProvider, query_of, running_provider
from tests.conftest import BASE_URL, Clock
from tests.people import People

BEGIN = "/auth/oidc/city"


@pytest.fixture(scope="module")
def running() -> Iterator[FakeProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def day() -> Clock:
    """The clock of the one application that all of these tests share."""
    return Clock()


@pytest.fixture(scope="module")
def application(running: FakeProvider, settings: Settings, day: Clock) -> ASGIApp:
    """A city that has the provider."""
    config = OidcProvider("city", running.url, "madang", "a secret")
    own = msgspec.structs.replace(settings, oidc_providers={"city": config})
    return create_app(own, database_url=None, clock=day)


@pytest.fixture
def clock(day: Clock) -> Clock:
    """The real time of day, which the provider's tokens are made by."""
    day.now = datetime.now(UTC)
    return day


@pytest.fixture
def provider(running: FakeProvider) -> FakeProvider:
    """The running provider, honest again, and not yet known to the application."""
    provider_of.cache_clear()
    running.header, running.metadata, running.userinfo = {}, {}, {}
    running.claims = lambda claims: None
    running.key = running.published = None
    running.asked.clear()
    return running


@pytest.fixture
async def browser(
    rolled_back: None, application: ASGIApp, clock: Clock, provider: FakeProvider
) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of that city."""
    transport = httpx.ASGITransport(app=application)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as visitor:
        yield visitor


def cookie_of(answer: httpx.Response, name: str) -> str:
    return answer.cookies[name].strip('"')


async def begin(browser: httpx.AsyncClient, return_to: str = "/me") -> tuple[str, dict[str, str]]:
    """Where the browser is sent, and the cookie that it holds from then on."""
    answer = await browser.get(BEGIN, params={"return_to": return_to})
    assert answer.status_code == 303, answer.text
    browser.cookies.clear()
    kept = cookie_of(answer, "__Host-madang-oidc")
    return answer.headers["location"], {"Cookie": f"__Host-madang-oidc={kept}"}


async def sign_in(
    browser: httpx.AsyncClient, provider: FakeProvider, subject: str, return_to: str = "/me"
) -> httpx.Response:
    """The whole way there and back."""
    url, cookie = await begin(browser, return_to)
    return await browser.get(provider.approve(url, subject), headers=cookie)


async def me(browser: httpx.AsyncClient, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 303, answer.text
    token = cookie_of(answer, "__Host-madang")
    browser.cookies.clear()
    found = await browser.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    account: dict[str, Any] = found.json()
    return account


def claim(**changes: object) -> Callable[[Claims], object]:
    """A lie: claims set to other values, or left out where the value is None."""

    def change(claims: Claims) -> None:
        claims.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del claims[name]

    return change


async def test_a_resident_comes_back_verified_with_their_area(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    provider.add_user(
        "r1",
        resident=True,
        email="r1@madang.example",
        email_verified=True,
        address={"region": "마포구"},
    )
    answer = await sign_in(browser, provider, "r1", "/proposals/7?lang=en")
    assert answer.headers["location"] == "/proposals/7?lang=en"
    account = await me(browser, answer)
    assert (account["email"], account["verified"], account["area"]) == (
        "r1@madang.example",
        True,
        "mapo",
    )


async def test_who_is_no_resident_is_signed_in_and_not_verified(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    for subject, resident in (("n1", False), ("n2", "true"), ("n3", 1)):
        provider.add_user(subject, resident=resident, address={"region": "마포구"})
        account = await me(browser, await sign_in(browser, provider, subject))
        assert (account["verified"], account["area"], account["email"]) == (False, None, None)


async def test_the_same_person_is_the_same_account(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    provider.add_user("s1")
    first = await me(browser, await sign_in(browser, provider, "s1"))
    accounts = await fetch_value("SELECT count(*) FROM account")
    assert await me(browser, await sign_in(browser, provider, "s1")) == first
    assert await fetch_value("SELECT count(*) FROM account") == accounts


async def test_a_verified_address_links_to_the_account_that_has_it(
    browser: httpx.AsyncClient, provider: FakeProvider, clock: Clock
) -> None:
    person = await People(clock).account("하나")
    provider.add_user("l1", email=person.email.upper(), email_verified=True, resident=True)
    account = await me(browser, await sign_in(browser, provider, "l1"))
    assert (account["name"], account["verified"]) == ("하나", True)


async def test_an_address_that_nobody_verified_links_to_nothing(
    browser: httpx.AsyncClient, provider: FakeProvider, clock: Clock
) -> None:
    person = await People(clock).account("하나")
    for subject, verified in (("u1", False), ("u2", "true"), ("u3", None)):
        claims = {} if verified is None else {"email_verified": verified}
        provider.add_user(subject, email=person.email, **claims)
        account = await me(browser, await sign_in(browser, provider, subject))
        assert (account["email"], account["name"] == "하나") == (None, False)


async def test_the_flow_carries_pkce_state_and_nonce(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    url, cookie = await begin(browser)
    asked = query_of(url)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "email", "address"}
    assert asked["redirect_uri"] == f"{BASE_URL}/auth/oidc/city/callback"
    assert len(asked["state"]) >= 22 and len(asked["nonce"]) >= 22
    answer = await browser.get(provider.approve(url, "p1"), headers=cookie)
    assert answer.status_code == 303
    digest = hashlib.sha256(provider.token_request["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]


@pytest.mark.parametrize(
    "lie",
    [
        claim(nonce="another"),
        claim(nonce=None),
        claim(iss="https://elsewhere.example"),
        claim(iss=None),
        claim(aud="another"),
        claim(aud=["another", "third"]),
        claim(aud=None),
        claim(exp=int(time.time()) - 3600),
        claim(exp=None),
        claim(iat=int(time.time()) + 3600),
        claim(iat=None),
        claim(sub=None),
        claim(sub=""),
        claim(azp="another"),
    ],
)
async def test_an_id_token_that_does_not_hold_signs_nobody_in(
    browser: httpx.AsyncClient, provider: FakeProvider, lie: Callable[[Claims], object]
) -> None:
    provider.claims = lie
    answer = await sign_in(browser, provider, "liar")
    assert answer.status_code == 502
    assert "__Host-madang" not in answer.cookies


async def test_several_audiences_need_the_party_that_it_is_for(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    def several(claims: Claims) -> None:
        claims["aud"] = [*([claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"])]
        claims["aud"].append("another")

    def for_us(claims: Claims) -> None:
        several(claims)
        claims["azp"] = claims["aud"][0]

    provider.claims = several
    assert (await sign_in(browser, provider, "a1")).status_code == 502
    provider.claims = for_us
    assert (await sign_in(browser, provider, "a1")).status_code == 303


async def test_a_token_under_another_key_signs_nobody_in(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    provider.key = jwk.RSAKey.generate_key(2048)
    assert (await sign_in(browser, provider, "k1")).status_code == 502


async def test_neither_an_unsigned_token_nor_one_under_our_secret_counts(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    provider.key = jwk.OctKey.import_key("a secret")
    for algorithm in ("none", "HS256"):
        provider.header = {"alg": algorithm}
        assert (await sign_in(browser, provider, "h1")).status_code == 502


async def test_a_new_key_of_the_provider_is_fetched_once(
    browser: httpx.AsyncClient, provider: FakeProvider, clock: Clock
) -> None:
    assert (await sign_in(browser, provider, "j1")).status_code == 303
    assert (await sign_in(browser, provider, "j1")).status_code == 303
    assert provider.asked["/jwks"] == 1
    assert provider.asked["/.well-known/openid-configuration"] == 1
    provider.key = provider.published = jwk.RSAKey.generate_key(2048, {"kid": "new"})
    provider.header = {"kid": "new"}
    assert (await sign_in(browser, provider, "j1")).status_code == 502, "too soon to look again"
    clock.now += timedelta(minutes=2)
    assert (await sign_in(browser, provider, "j1")).status_code == 303
    assert provider.asked["/jwks"] == 2


async def test_a_person_who_declines_is_told_so(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    url, cookie = await begin(browser)
    state = {"error": "access_denied", "state": query_of(url)["state"]}
    answer = await browser.get(f"{BEGIN}/callback?{urlencode(state)}", headers=cookie)
    assert answer.status_code == 400
    assert "로그인하지 못했어요" in answer.text


async def test_what_this_browser_did_not_begin_goes_no_further(
    browser: httpx.AsyncClient, provider: FakeProvider, clock: Clock
) -> None:
    url, cookie = await begin(browser)
    back = provider.approve(url, "b1")
    another, _ = await begin(browser)
    foreign = provider.approve(another, "b1")
    broken = {"Cookie": cookie["Cookie"][:-6] + "AAAAA="}
    for target, headers in (
        (back, {}),
        (foreign, cookie),
        (back, broken),
        (back, {"Cookie": "__Host-madang-oidc=nonsense"}),
        (back.replace("state=", "stat="), cookie),
        (back + "&iss=https://elsewhere.example", cookie),
    ):
        answer = await browser.get(target, headers=headers)
        assert answer.status_code == 400, target
        assert "__Host-madang" not in answer.cookies
    clock.now += timedelta(minutes=10)
    assert (await browser.get(back, headers=cookie)).status_code == 400
    clock.now -= timedelta(minutes=10)
    assert (await browser.get(back, headers=cookie)).status_code == 303


async def test_a_code_that_the_provider_does_not_take_goes_no_further(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    url, cookie = await begin(browser)
    forged = urlencode({"code": "made-up", "state": query_of(url)["state"]})
    answer = await browser.get(f"{BEGIN}/callback?{forged}", headers=cookie)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://localhost:1"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "http://elsewhere.example/jwks"},
        {"userinfo_endpoint": "ftp://localhost/userinfo"},
        {"authorization_endpoint": None},
    ],
)
async def test_a_provider_whose_description_does_not_hold_is_not_used(
    browser: httpx.AsyncClient, provider: FakeProvider, metadata: Claims
) -> None:
    provider.metadata = metadata
    answer = await browser.get(BEGIN)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


async def test_what_the_provider_says_of_somebody_else_does_not_count(
    browser: httpx.AsyncClient, provider: FakeProvider
) -> None:
    provider.userinfo = {"sub": "somebody else", "resident": True}
    assert (await sign_in(browser, provider, "w1")).status_code == 502


async def test_a_provider_that_is_down_is_said_to_be(rolled_back: None, settings: Settings) -> None:
    config = OidcProvider("city", "http://127.0.0.1:9", "madang", "a secret")
    own = msgspec.structs.replace(settings, oidc_providers={"city": config})
    transport = httpx.ASGITransport(app=create_app(own, database_url=None))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as visitor:
        assert (await visitor.get(BEGIN)).status_code == 503
        assert (await visitor.get("/auth/oidc/unknown")).status_code == 404


@pytest.mark.parametrize(
    "return_to",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "me",
        "",
    ],
)
async def test_the_way_back_stays_on_this_site(
    browser: httpx.AsyncClient, provider: FakeProvider, return_to: str
) -> None:
    answer = await sign_in(browser, provider, "t1", return_to)
    assert answer.headers["location"] == "/"


async def test_who_left_gets_their_secret_back_by_identity_too(
    browser: httpx.AsyncClient, provider: FakeProvider, clock: Clock
) -> None:
    provider.add_user("g1", resident=True)
    answer = await sign_in(browser, provider, "g1")
    bearer = {"Authorization": f"Bearer {cookie_of(answer, '__Host-madang')}"}
    browser.cookies.clear()
    author = await People(clock).resident()
    proposal = {
        "title": "횡단보도 신호를 늘려 주세요",
        "body": "어르신들이 한 번에 건너시기에는 신호가 너무 짧습니다. 몇 초만 늘려 주세요.",
        "topic": "walking",
    }
    made = await browser.post("/api/v1/proposals", json=proposal, headers=author.headers)
    path = f"/api/v1/proposals/{made.json()['number']}/support"
    assert (await browser.put(path, headers=bearer)).json()["supports"] == 1
    assert (await browser.delete("/api/v1/me", headers=bearer)).status_code == 204
    assert await fetch_row("SELECT FROM identity WHERE subject = 'g1'") is None
    answer = await sign_in(browser, provider, "g1")
    bearer = {"Authorization": f"Bearer {cookie_of(answer, '__Host-madang')}"}
    browser.cookies.clear()
    assert (await browser.put(path, headers=bearer)).json()["supports"] == 1
