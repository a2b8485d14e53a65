"""Every route says who may call it, and keeps its word towards everybody else."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from backend.app import create_app
from backend.database.engine import execute
from backend.settings import Settings
from tests.conftest import Clock, framework
from tests.people import People, Person

# What a path parameter is filled with: something that isn't there, so that nothing is changed.
FILLING = {"int": "999999999", "str": "nothing", "path": "nothing.css"}

KINDS = ("visitor", "account", "resident", "moderator", "official", "clerk", "admin")

# Who may call what, by the ``who`` of the route.
ALLOWED = {
    "anyone": set(KINDS),
    "account": set(KINDS) - {"visitor"},
    "moderator": {"moderator"},
    "official": {"official"},
    "clerk": {"clerk", "admin"},
    "admin": {"admin"},
}


def routes(settings: Settings) -> list[tuple[str, str, dict[str, Any]]]:
    """Every route as (method, path with parameters filled in, its ``opt``)."""
    found = []
    for route in framework(create_app(settings, database_url=None)).routes:
        path = route.path
        for parameter in getattr(route, "path_parameters", {}).values():
            kind = parameter.full.partition(":")[2]
            path = path.replace(f"{{{parameter.full}}}", FILLING[kind])
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            # The OpenAPI plugin brings pages of its own, which are never served (see below).
            if method != "OPTIONS" and not path.startswith("/schema"):
                found.append((method, path, handler.opt))
    return found


async def cast(people: People) -> dict[str, Person | None]:
    """One of each kind."""
    return {
        "visitor": None,
        "account": await people.account(),
        "resident": await people.resident(),
        "moderator": await people.moderator(),
        "official": await people.official("pedestrian"),
        "clerk": await people.clerk(),
        "admin": await people.admin(),
    }


async def test_every_route_says_who_may_call_it(settings: Settings) -> None:
    found = routes(settings)
    assert len(found) > 40
    assert [(method, path) for method, path, opt in found if "who" not in opt] == []
    assert {opt["who"] for _, _, opt in found} <= {*ALLOWED, "operator"}


async def test_a_route_that_says_nothing_is_not_served(client: httpx.AsyncClient) -> None:
    for path in ("/schema", "/schema/openapi.json", "/schema/swagger"):
        assert (await client.get(path)).status_code == 404


async def test_nobody_gets_further_than_their_role(
    client: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    wrong = []
    for method, path, opt in routes(settings):
        if opt["who"] == "operator":
            continue
        # New people each time, since some routes end their caller's session.
        for kind, person in (await cast(people)).items():
            answer = await client.request(
                method,
                path,
                headers={**(person.headers if person else {}), "Origin": str(client.base_url)},
                json={} if method in ("POST", "PUT", "PATCH") and "/api/" in path else None,
            )
            allowed = kind in ALLOWED[opt["who"]]
            refused = answer.status_code == (401 if person is None else 403)
            # A route for anyone or for accounts may refuse by a rule of its own, which says so.
            by_rule = refused and opt["who"] in ("anyone", "account")
            if answer.status_code >= 500 or (refused == allowed and not (allowed and by_rule)):
                wrong.append(
                    (method, path, opt["who"], kind, answer.status_code, answer.text[:200])
                )
    assert wrong == []


# What somebody may do while suspended, beside reading: sign in and out, keep drafts, choose what to
# hear, and take back what is theirs.
WHILE_SUSPENDED = """
    POST /api/v1/auth/codes
    POST /api/v1/auth/sessions
    DELETE /api/v1/auth/session
    DELETE /api/v1/me
    DELETE /api/v1/me/sessions/999999999
    POST /api/v1/drafts
    PATCH /api/v1/drafts/999999999
    DELETE /api/v1/drafts/999999999
    DELETE /api/v1/comments/999999999
    PUT /api/v1/proposals/999999999/follow
    DELETE /api/v1/proposals/999999999/follow
    PUT /api/v1/proposals/999999999/mute
    DELETE /api/v1/proposals/999999999/mute
    POST /api/v1/notifications/read
    PUT /api/v1/notifications/preferences
    POST /api/v1/push/subscriptions
    DELETE /api/v1/push/subscriptions/999999999
    POST /api/v1/push/subscriptions/999999999/test
    POST /sign-in
    POST /sign-in/code
    POST /sign-out
    POST /language
    POST /share
    POST /unsubscribe/nothing
    POST /me/leave
    POST /me/devices/999999999/removal
    POST /me/notifications
    POST /me/notifications/devices/999999999/removal
    POST /me/notifications/devices/999999999/test
    POST /inbox/read
    POST /drafts/999999999/removal
    POST /comments/999999999/removal
    POST /proposals/999999999/follow
    POST /proposals/999999999/mute
"""


async def test_who_is_suspended_may_do_what_is_listed_here_and_nothing_else(
    client: httpx.AsyncClient, people: People, settings: Settings, clock: Clock
) -> None:
    passed = set()
    for method, path, opt in routes(settings):
        # What every address answers, and what asks for another proof than a session.
        if method == "GET" or opt["who"] == "operator":
            continue
        # Whoever holds every office, so that nothing else refuses them.
        person = await people.person(
            roles=("moderator", "official", "clerk", "admin"), department="pedestrian"
        )
        await execute(
            "UPDATE account SET suspended_until = $2 WHERE id = $1",
            person.account,
            clock.now + timedelta(days=1),
        )
        answer = await client.request(
            method,
            path,
            headers={**person.headers, "Accept-Language": "en"},
            json={} if "/api/" in path else None,
        )
        if not (answer.status_code == 403 and "Your account is suspended until" in answer.text):
            passed.add(f"{method} {path}")
    assert passed == {line.strip() for line in WHILE_SUSPENDED.split("\n") if line.strip()}


async def test_a_stale_bearer_is_refused_and_a_stale_cookie_reads_as_a_visitor(
    client: httpx.AsyncClient,
) -> None:
    stale = {"Authorization": f"Bearer {uuid.uuid4()}"}
    assert (await client.get("/api/v1/proposals", headers=stale)).status_code == 401
    stale = {"Cookie": f"__Host-madang={uuid.uuid4()}"}
    assert (await client.get("/api/v1/proposals", headers=stale)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 202),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 202),
    ],
)
async def test_an_unsafe_request_without_a_bearer_must_be_same_origin(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.post(
        "/api/v1/auth/codes", json={"email": "someone@madang.example"}, headers=headers
    )
    assert answer.status_code == status


async def test_a_cookie_without_any_word_of_its_origin_is_refused(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    cookie = {"Cookie": f"__Host-madang={person.token}"}
    refused = await client.patch("/api/v1/me", json={"name": "다른이름"}, headers=cookie)
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/cross-origin"
    allowed = await client.patch(
        "/api/v1/me",
        json={"name": "다른이름"},
        headers={**cookie, "Sec-Fetch-Site": "same-origin"},
    )
    assert allowed.status_code == 200


async def test_problems_speak_the_readers_language_and_name_every_wrong_field(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.account()
    wrong = {"title": "짧음", "topic": "walking", "colour": "blue"}
    for language, word in (("ko", "글자"), ("en", "characters")):
        answer = await client.post(
            "/api/v1/proposals", json=wrong, headers={**person.headers, "Accept-Language": language}
        )
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        problem = answer.json()
        assert set(problem["errors"]) == {"title", "body", "colour"}, json.dumps(problem)
        assert problem["title"] and problem["detail"] and word is not None
        assert problem["errors"]["title"] != problem["errors"]["body"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null", b'"text"', b"\xff", b"{}" * 2])
async def test_a_body_that_is_no_json_object_is_a_clear_400(
    client: httpx.AsyncClient, people: People, body: bytes
) -> None:
    person = await people.account()
    answer = await client.post(
        "/api/v1/proposals",
        content=body,
        headers={**person.headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400


async def test_a_body_of_another_type_is_415(client: httpx.AsyncClient, people: People) -> None:
    person = await people.account()
    answer = await client.post("/api/v1/proposals", data={"title": "제목"}, headers=person.headers)
    assert answer.status_code == 415


async def test_head_answers_like_get_without_a_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/api/v1/proposals")
    assert answer.status_code == 200
    assert answer.content == b""


async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/proposals", "/nothing/here", "/api/v1/nothing"):
        answer = await client.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        # Photos that somebody is about to send are shown from their own device.
        assert "img-src 'self' blob:;" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_visitors_get_no_cookie(client: httpx.AsyncClient) -> None:
    for path in ("/", "/departments", "/about", "/sign-in", "/api/v1/proposals"):
        assert "set-cookie" not in (await client.get(path)).headers
