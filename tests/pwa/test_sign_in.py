"""Signing in and out through the pages, as a browser without scripts does it."""

from __future__ import annotations

import httpx

from backend.accounts.codes import TRIES
from backend.settings import Settings
from tests.accounts.mailbox import code_in, mails_to
from tests.conftest import Clock
from tests.people import People

ADDRESS = {"email": "new.resident@madang.example", "consent": "1"}


def code_in_mail(settings: Settings) -> str:
    """The code in the mail that was sent last."""
    return code_in(mails_to(settings, ADDRESS["email"])[-1])


def keep_cookies(client: httpx.AsyncClient, answer: httpx.Response) -> None:
    """Keep them as a browser does on a loopback address, where they are secure enough."""
    for header in answer.headers.get_list("set-cookie"):
        name, _, rest = header.partition("=")
        value = rest.partition(";")[0].strip('"')
        client.cookies.delete(name) if name in client.cookies else None
        if "max-age=0" not in header.lower():
            client.cookies.set(name, value, domain="127.0.0.1")


async def ask(client: httpx.AsyncClient, **more: str) -> httpx.Response:
    answer = await client.post("/sign-in", data=ADDRESS | more)
    keep_cookies(client, answer)
    return answer


async def test_a_new_person_signs_in_by_code_and_is_asked_for_a_name(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    answer = await ask(client, to="/proposals/new")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in/code?to=%2Fproposals%2Fnew"
    step = await client.get(answer.headers["location"])
    assert ADDRESS["email"] in step.text
    assert 'autocomplete="one-time-code"' in step.text
    assert step.headers["cache-control"] == "no-store"

    code = code_in_mail(settings)
    typed = f"{code[:3]} {code[3:]}"
    entered = await client.post("/sign-in/code", data={"code": typed, "to": "/proposals/new"})
    assert entered.status_code == 303
    assert entered.headers["location"] == "/me?to=%2Fproposals%2Fnew&done=welcome"
    keep_cookies(client, entered)
    assert "__Host-madang" in client.cookies
    assert "__Host-madang-address" not in client.cookies


async def test_who_comes_back_goes_straight_to_where_they_were(
    client: httpx.AsyncClient, settings: Settings, clock: Clock
) -> None:
    for expected in ("/me?to=%2Fproposals%2F7&done=welcome", "/proposals/7"):
        await ask(client, to="/proposals/7")
        code = code_in_mail(settings)
        entered = await client.post("/sign-in/code", data={"code": code, "to": "/proposals/7"})
        assert entered.headers["location"] == expected
        client.cookies.clear()
        clock.now = clock.now.replace(hour=5)


async def test_a_wrong_code_says_how_many_tries_are_left(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await ask(client)
    right = code_in_mail(settings)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in range(TRIES - 1, 0, -1):
        answer = await client.post("/sign-in/code", data={"code": wrong})
        assert answer.status_code == 400
        assert f"{left}번 더" in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert "새 번호를 받아" in (await client.post("/sign-in/code", data={"code": wrong})).text
    spent = await client.post("/sign-in/code", data={"code": right})
    assert spent.status_code == 400
    assert "이제 쓸 수 없는 번호" in spent.text


async def test_a_code_that_is_no_code_costs_no_try(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await ask(client)
    for _ in range(TRIES + 1):
        answer = await client.post("/sign-in/code", data={"code": "12"})
        assert "숫자 여섯 자리" in answer.text
    entered = await client.post("/sign-in/code", data={"code": code_in_mail(settings)})
    assert entered.status_code == 303


async def test_both_the_address_and_the_consent_are_asked_for_at_once(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/sign-in", data={"email": "nobody", "to": "/about"})
    assert answer.status_code == 400
    assert 'href="#email"' in answer.text and 'href="#consent"' in answer.text
    assert 'value="nobody"' in answer.text
    assert 'name="to" value="/about"' in answer.text


async def test_too_many_codes_say_when_to_go_on(client: httpx.AsyncClient) -> None:
    for _ in range(5):
        assert (await ask(client)).status_code == 303
    answer = await ask(client)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_nobody_is_led_to_another_site(client: httpx.AsyncClient) -> None:
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "evil"):
        page = await client.get("/sign-in", params={"to": elsewhere})
        assert 'name="to" value="/"' in page.text


async def test_without_an_address_the_second_step_leads_to_the_first(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/sign-in/code?to=/about")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?to=%2Fabout"


async def test_signing_out_ends_the_session_and_its_cookie(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    cookie = {"Cookie": f"__Host-madang={person.token}", "Sec-Fetch-Site": "same-origin"}
    answer = await client.post("/sign-out", headers=cookie)
    assert answer.headers["location"] == "/?done=signed-out"
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    after = await client.get("/api/v1/me", headers=person.headers)
    assert after.status_code == 401


async def test_a_form_of_another_site_cannot_sign_anyone_out(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    cookie = {"Cookie": f"__Host-madang={person.token}", "Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/sign-out", headers=cookie)).status_code == 403
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 200


async def test_the_language_is_kept_in_the_browser_and_in_the_profile(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    answer = await client.post(
        "/language", data={"language": "en", "to": "/about?lang=ko"}, headers=person.headers
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/about"
    cookie = answer.headers["set-cookie"].lower()
    assert "__host-madang-language=en" in cookie
    assert "secure" in cookie and "httponly" in cookie and "samesite=lax" in cookie
    me = await client.get("/api/v1/me", headers=person.headers)
    assert me.json()["language"] == "en"


async def test_a_language_that_the_city_has_not_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/language", data={"language": "xx"})).status_code == 400
