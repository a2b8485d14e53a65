"""Signing in by a code."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from backend.settings import Settings
from tests.accounts.mailbox import code_in, mails_to
from tests.conftest import Clock
from tests.people import People

EMAIL = "first@madang.example"


async def ask(client: httpx.AsyncClient, email: str = EMAIL, browser: str = "") -> str:
    """Ask for a code; answer the name that the browser got."""
    answer = await client.post(
        "/api/v1/auth/codes", json={"email": email}, headers=cookies(browser)
    )
    assert answer.status_code == 202, answer.text
    return answer.cookies["__Host-madang-code"]


async def enter(
    client: httpx.AsyncClient, code: str, browser: str = "", email: str = EMAIL
) -> httpx.Response:
    return await client.post(
        "/api/v1/auth/sessions", json={"email": email, "code": code}, headers=cookies(browser)
    )


def cookies(browser: str) -> dict[str, str]:
    """The cookie by hand: httpx, unlike browsers, sends no Secure one to a loopback address."""
    return {"Cookie": f"__Host-madang-code={browser}"} if browser else {}


def last_code(settings: Settings, email: str = EMAIL) -> str:
    return code_in(mails_to(settings, email)[-1])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_first_right_code_makes_the_account(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    browser = await ask(client)
    answer = await enter(client, last_code(settings), browser)
    assert answer.status_code == 201
    account = answer.json()["account"]
    assert account["email"] == EMAIL
    assert account["verified"] is False
    assert account["roles"] == []
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await client.get("/api/v1/me", headers=bearer)).json() == account
    assert (await client.get("/api/v1/auth/session", headers=bearer)).status_code == 204


async def test_the_session_cookie_is_for_this_host_and_no_script(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    browser = await ask(client)
    answer = await enter(client, last_code(settings), browser)
    sent = next(
        line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-madang=")
    )
    attributes = {part.strip().lower() for part in sent.split(";")[1:]}
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
    assert answer.headers["cache-control"] == "no-store"


async def test_the_mail_says_the_code_first_in_the_readers_language(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    email = "reader@madang.example"
    for language in ("ko", "en"):
        await client.post(
            "/api/v1/auth/codes", json={"email": email}, headers={"Accept-Language": language}
        )
    korean, english = mails_to(settings, email)
    assert "로그인 번호" in korean["Subject"]
    assert "is your code" in english["Subject"]
    for mail in (korean, english):
        assert code_in(mail) in mail.get_content()
        assert "10" in mail.get_content()
        assert mail["Auto-Submitted"] == "auto-generated"


async def test_every_address_gets_the_same_answer(
    client: httpx.AsyncClient, people: People
) -> None:
    known = await people.account()
    answers = [
        await client.post("/api/v1/auth/codes", json={"email": email})
        for email in (known.email, "nobody@madang.example")
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].status_code == answers[1].status_code == 202


async def test_an_address_is_the_same_in_capitals(
    client: httpx.AsyncClient, settings: Settings, people: People
) -> None:
    person = await people.account("하나")
    browser = await ask(client, person.email.upper())
    code = last_code(settings, person.email)
    answer = await enter(client, code, browser, person.email.title())
    assert answer.json()["account"]["name"] == "하나"


async def test_a_code_works_once(client: httpx.AsyncClient, settings: Settings) -> None:
    browser = await ask(client)
    code = last_code(settings)
    assert (await enter(client, code, browser)).status_code == 201
    assert (await enter(client, code, browser)).status_code == 400


async def test_a_code_ends_after_ten_minutes(
    client: httpx.AsyncClient, settings: Settings, clock: Clock
) -> None:
    browser = await ask(client)
    clock.now += timedelta(minutes=10)
    answer = await enter(client, last_code(settings), browser)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/code-spent"


async def test_a_code_is_good_until_the_tenth_minute(
    client: httpx.AsyncClient, settings: Settings, clock: Clock
) -> None:
    browser = await ask(client)
    clock.now += timedelta(minutes=9, seconds=59)
    assert (await enter(client, last_code(settings), browser)).status_code == 201


async def test_five_wrong_tries_spend_a_code(client: httpx.AsyncClient, settings: Settings) -> None:
    browser = await ask(client)
    code = last_code(settings)
    for _ in range(5):
        answer = await enter(client, wrong(code), browser)
        assert answer.json()["type"] == "/problems/wrong-code"
        assert "code" in answer.json()["errors"]
    assert (await enter(client, code, browser)).json()["type"] == "/problems/code-spent"


async def test_a_stranger_cannot_use_up_a_browsers_tries(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    browser = await ask(client)
    code = last_code(settings)
    for _ in range(7):
        assert (await enter(client, wrong(code))).status_code == 400
    assert (await enter(client, code)).status_code == 400, "a stranger's tries are used up"
    assert (await enter(client, code, browser)).status_code == 201


async def test_a_stranger_is_not_told_whether_a_code_is_on_its_way(
    client: httpx.AsyncClient, settings: Settings, clock: Clock
) -> None:
    await ask(client)
    code = wrong(last_code(settings))
    waiting = await enter(client, code)
    nothing = await enter(client, code, email="nobody@madang.example")
    clock.now += timedelta(minutes=11)
    expired = await enter(client, code)
    assert waiting.json() == nothing.json() == expired.json()


async def test_a_client_without_cookies_signs_in_too(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await ask(client)
    assert (await enter(client, last_code(settings))).status_code == 201


async def test_a_new_code_replaces_the_older_one_of_that_browser_only(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    browser = await ask(client)
    first = last_code(settings)
    assert await ask(client, browser=browser) == browser
    second = last_code(settings)
    other = await ask(client)
    third = last_code(settings)
    if first != second:
        assert (await enter(client, first, browser)).status_code == 400
    assert (await enter(client, second, browser)).status_code == 201
    assert (await enter(client, third, other)).status_code == 201


async def test_codes_for_one_address_are_limited(client: httpx.AsyncClient, clock: Clock) -> None:
    for _ in range(5):
        await ask(client)
    refused = await client.post("/api/v1/auth/codes", json={"email": EMAIL})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    clock.now += timedelta(minutes=15)
    await ask(client)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "a b@madang.example",
        "a@madang.example,b@madang.example",
        "a@madang.example\nBcc: b@madang.example",
        "a@-x.example",
        "하나@madang.example",
        f"a@{'x' * 260}.example",
    ],
)
async def test_what_is_no_address_is_refused(client: httpx.AsyncClient, email: str) -> None:
    answer = await client.post("/api/v1/auth/codes", json={"email": email})
    assert answer.status_code == 400
    assert "email" in answer.json()["errors"]


async def test_another_site_can_sign_nobody_in(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await ask(client)
    answer = await client.post(
        "/api/v1/auth/sessions",
        json={"email": EMAIL, "code": last_code(settings)},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
