"""Whoever is answered past the framework is answered as the framework would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from backend.app import create_app
from backend.city.city import City
from backend.database.engine import execute
from backend.http import fast_path, problems
from backend.http.fast_path import FastPath
from backend.http.metrics import REQUESTS
from backend.settings import Settings
from pwa.app import unchanging_files
from tests.conftest import BASE_URL, NOON, Clock, framework
from tests.people import People
from tests.square import publish


@pytest.fixture
async def ordinary(
    rolled_back: None, settings: Settings, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor in front of the same application without the fast path."""
    edge: Any = create_app(settings, database_url=None, clock=clock)
    edge.app = framework(edge)
    transport = httpx.ASGITransport(app=edge)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as visitor:
        yield visitor


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """What the operator's counters saw: method, route and status of each answer."""
    seen: list[tuple[str, str, int]] = []
    monkeypatch.setattr(REQUESTS, "count", lambda *request: seen.append(request[:3]))
    return seen


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were answered past the framework."""
    taken: list[str] = []
    answer = FastPath._answer

    async def noting(self: FastPath, route: Any, parameters: Any, scope: Any, *rest: Any) -> Any:
        taken.append(scope["path"])
        return await answer(self, route, parameters, scope, *rest)

    monkeypatch.setattr(FastPath, "_answer", noting)
    return taken


async def test_every_answer_is_the_frameworks(
    client: httpx.AsyncClient,
    ordinary: httpx.AsyncClient,
    people: People,
    counted: list[tuple[str, str, int]],
    fast: list[str],
) -> None:
    numbers = [(await publish(client, await people.account()))["number"] for _ in range(4)]
    number, hidden, withdrawn, closed = numbers
    for one, change, moment in (
        (hidden, "hidden_reason = 'insult', hidden_at = $2", NOON),
        (withdrawn, "withdrawn_at = $2", NOON),
        (closed, "published_at = $2, closes_at = $2", NOON - timedelta(days=1)),
    ):
        await execute(f"UPDATE proposal SET {change} WHERE number = $1", one, moment)
    resident, another = await people.resident(), await people.resident()
    newcomer = await people.account()
    cookie = {"Cookie": f"__Host-madang={resident.token}"}
    person = (await people.caller(another)).person
    senders: dict[str, dict[str, str]] = {
        "resident": resident.headers,
        "in English": resident.headers | {"Accept-Language": "en"},
        "by cookie": cookie | {"Sec-Fetch-Site": "same-origin"},
        "from another site": cookie | {"Sec-Fetch-Site": "cross-site"},
        "for another person": resident.headers | {"Madang-Person": person},
        "stale": {"Authorization": "Bearer gone"},
        "not verified": newcomer.headers,
        "visitor": {},
    }
    usual = [f"/{n}/support" for n in (number, hidden, withdrawn, closed, 0, 999999999, "007")]
    unusual = [
        f"/{n}/support"
        for n in (
            -1,
            "+1",
            "1_0",
            "%EF%BC%91",
            "%C2%B2",
            "%201",
            "one",
            10**17,
            10**18,
            2**63,
            "9" * 5000,
            "",
        )
    ]
    unusual += [f"/{number}/support/", f"/{number}//support", f"/{number}/Support", "//support"]
    asked = [
        (method, f"/api/v1/proposals{path}", headers)
        for method in ("PUT", "DELETE")
        for path in usual
        for headers in senders.values()
    ]
    asked += [("PUT", f"/api/v1/proposals{path}", resident.headers) for path in unusual]
    asked += [
        (method, f"/api/v1/proposals/{number}/support{query}", resident.headers)
        for method in ("GET", "HEAD", "POST", "PATCH", "OPTIONS", "PUT")
        for query in ("", "?lang=en")
    ]
    asked += [("PUT", f"/api/v1/drafts/{number}/support", resident.headers)]
    asked += [
        (method, f"/api/v1/notifications/unread{rest}", headers)
        for method in ("GET", "HEAD", "PUT")
        for rest in ("", "/", "?lang=en")
        for headers in senders.values()
    ]
    asked += [
        (method, f"/api/v1/proposals/{one}{rest}", headers)
        for method in ("GET", "HEAD")
        for one in (number, hidden, withdrawn, 999999999, "007", "x", 2**63)
        for rest in ("", "/")
        for headers in senders.values()
    ]
    # A stream, which has an end where there is nothing to be read along.
    asked += [
        (method, f"/proposals/{one}/live", headers)
        for method in ("GET", "HEAD", "PUT")
        for one in (hidden, "987654", 2**63, "x")
        for headers in ({}, resident.headers, {"Authorization": "Bearer stale"})
    ]
    for method, path, headers in asked:
        answers = []
        for visitor in (ordinary, client):
            answer = await visitor.request(method, path, headers=headers, content=b"{}")
            assert answer.headers.pop("x-request-id")
            answers.append((answer.status_code, sorted(answer.headers.items()), answer.content))
        assert answers[0] == answers[1], (method, path, headers)
    assert counted[0::2] == counted[1::2]
    assert {status for _, _, status in counted} >= {200, 401, 403, 404, 405, 409}
    # What was compared was not the framework with itself.
    assert len(fast) > 2 * len(usual) * len(senders)


async def test_every_page_is_the_frameworks(
    client: httpx.AsyncClient,
    ordinary: httpx.AsyncClient,
    people: People,
    counted: list[tuple[str, str, int]],
    fast: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Forms would have another key on each page.
    monkeypatch.setattr("pwa.pages.new_key", lambda: "the key of a form")
    numbers = [(await publish(client, await people.account()))["number"] for _ in range(2)]
    number, hidden = numbers
    await execute(
        "UPDATE proposal SET hidden_reason = 'insult', hidden_at = $2 WHERE number = $1",
        hidden,
        NOON,
    )
    resident = await people.resident()
    cookie = {"Cookie": f"__Host-madang={resident.token}"}
    senders: list[dict[str, str]] = [
        {},
        {"Accept-Language": "en", "Accept-Encoding": "identity"},
        cookie,
        cookie | {"Accept-Encoding": "identity"},
        {"Cookie": "__Host-madang=stale; __Host-madang-language=en"},
        resident.headers,
        (await people.moderator()).headers,
        {"Authorization": "Bearer stale"},
        cookie | {"Madang-Person": "0123456789abcdef"},
    ]
    paths = ["/", "/?sort=new", "/?q=%00&topic=none&cursor=x", "/?lang=en&done=supported"]
    paths += [f"/proposals/{n}" for n in (number, hidden, 0, 999999999, "007")]
    paths += [f"/proposals/{number}?stance=for&order=helpful", f"/proposals/{number}?after=x"]
    unusual = [
        f"/proposals/{n}"
        for n in (-1, "+1", "1_0", "%C2%B2", f"{number}%0A", "one", 10**18, 2**63, "")
    ]
    unusual += [f"/proposals/{number}/", f"//proposals/{number}", f"/PROPOSALS/{number}", "//"]
    # The words of a route's own path are no path of it.
    unusual += ["/proposals/{number:int}", "/proposals/{number}"]
    asked = [("GET", path, headers) for path in paths for headers in senders]
    asked += [("GET", path, cookie) for path in unusual]
    asked += [
        (method, path, cookie | {"Sec-Fetch-Site": site})
        for method in ("HEAD", "POST", "PUT", "OPTIONS")
        for path in ("/", f"/proposals/{number}")
        for site in ("same-origin", "cross-site")
    ]
    tags: dict[str, str] = {}
    for method, path, headers in [*asked, *asked[: len(paths) * len(senders)]]:
        # The second time as a browser that has the page.
        known = {"If-None-Match": tags[f"{path} {headers}"]} if f"{path} {headers}" in tags else {}
        answers = []
        for visitor in (ordinary, client):
            answer = await visitor.request(method, path, headers=headers | known)
            assert answer.headers.pop("x-request-id")
            answers.append((answer.status_code, sorted(answer.headers.items()), answer.content))
        assert answers[0] == answers[1], (method, path, headers)
        if method == "GET" and "etag" in answer.headers:
            tags[f"{path} {headers}"] = answer.headers["etag"]
    assert counted[0::2] == counted[1::2]
    assert {status for _, _, status in counted} >= {200, 304, 401, 404, 405}
    # What was compared was not the framework with itself.
    assert len(fast) > 2 * len(paths) * len(senders)


async def test_every_file_is_sent_as_the_framework_would(
    client: httpx.AsyncClient,
    ordinary: httpx.AsyncClient,
    people: People,
    counted: list[tuple[str, str, int]],
    city: City,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = await people.account()
    sent: list[str] = []

    def noting(scope: Any, is_plain: Any = fast_path._is_plain) -> bool:
        if plain := bool(is_plain(scope)):
            sent.append(scope["path"])
        return plain

    monkeypatch.setattr(fast_path, "_is_plain", noting)
    files = [path for those in unchanging_files(city).values() for path in those]
    style = next(path for path in files if path.endswith("app.css"))
    tag = (await ordinary.get(style)).headers["etag"]
    counted.clear()
    plain = [("GET", path, {}) for path in files]
    unusual: list[tuple[str, str, dict[str, str]]] = [
        (method, there, headers)
        for method in ("GET", "HEAD", "POST", "OPTIONS")
        for there in (style, f"{style}?lang=en", f"{style}/", style.replace("app", "nothing"))
        for headers in (
            {"Accept-Encoding": "gzip"},
            {"Accept-Encoding": "identity"},
            {"If-None-Match": tag},
            person.headers,
            {"Authorization": "Bearer stale"},
            {"Cookie": f"__Host-madang={person.token}"},
        )
    ]
    for method, path, headers in [*plain, *unusual]:
        answers = []
        for visitor in (ordinary, client):
            answer = await visitor.request(method, path, headers=headers)
            assert answer.headers.pop("x-request-id")
            answers.append((answer.status_code, sorted(answer.headers.items()), answer.content))
        assert answers[0] == answers[1], (method, path, headers)
    assert counted[0::2] == counted[1::2]
    assert {status for _, _, status in counted} >= {200, 304, 401, 404, 405}
    # What was compared was not the framework with itself.
    assert set(files) <= set(sent)


async def test_an_error_of_ours_is_answered_and_told(
    client: httpx.AsyncClient,
    ordinary: httpx.AsyncClient,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(**_: Any) -> None:
        raise RuntimeError("the account's address")

    monkeypatch.setattr("backend.votes.actions.support", fail)
    resident = await people.resident()
    told: list[tuple[str, str]] = []

    def tell(event: str, *, exception: str, **_: Any) -> None:
        told.append((event, exception))

    monkeypatch.setattr(problems, "log", SimpleNamespace(error=tell))
    answers = [
        await visitor.put("/api/v1/proposals/1/support", headers=resident.headers)
        for visitor in (ordinary, client)
    ]
    assert told == [("broken", "RuntimeError")] * 2
    assert [answer.status_code for answer in answers] == [500, 500]
    assert answers[0].json() == answers[1].json()
    assert "address" not in answers[1].text
