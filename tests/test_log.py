"""The log tells operators what happened, and nothing about anybody."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import structlog

from backend.database.engine import execute, transaction
from backend.log import configure_logging
from tests.people import People

Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logged]:
    """The lines that were logged so far, those of every request too, as objects; the quiet log
    comes back afterwards."""
    monkeypatch.setenv("MADANG_LOG_LEVEL", "DEBUG")
    before = structlog.get_config()
    stream = io.StringIO()
    configure_logging(stream)
    structlog.configure(cache_logger_on_first_use=False)

    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.configure(**before)


def test_an_exception_is_logged_without_what_its_variables_held(logged: Logged) -> None:
    def fail(address: str) -> None:
        raise RuntimeError("broken")

    try:
        fail("somebody@madang.example")
    except RuntimeError as error:
        structlog.get_logger().error("broken", exc_info=error)
    (line,) = logged()
    assert line["event"] == "broken"
    assert "somebody@madang.example" not in json.dumps(line)
    assert "RuntimeError" in json.dumps(line)


async def test_a_request_is_logged_by_its_route_and_not_by_its_contents(
    client: httpx.AsyncClient,
    people: People,
    logged: Logged,
) -> None:
    person = await people.account("비밀스러운이름")
    answer = await client.get("/api/v1/proposals?q=비밀검색어", headers=person.headers)
    line = next(line for line in logged() if line["event"] == "request")
    assert line["route"] == "/api/v1/proposals"
    assert line["status"] == answer.status_code == 200
    assert line["request"] == answer.headers["x-request-id"]
    words = json.dumps(line, ensure_ascii=False)
    for secret in ("비밀검색어", "비밀스러운이름", person.token, person.email, "127.0.0.1"):
        assert secret not in words


async def test_what_the_database_quotes_of_a_row_is_not_logged(
    client: httpx.AsyncClient, people: People, logged: Logged
) -> None:
    person = await people.account()
    copy = "INSERT INTO account (email, name, vote_secret, created_at) SELECT email, name,"
    for statement, argument in (
        (f"{copy} vote_secret, now() FROM account WHERE email = $1", person.email),
        ("SELECT id FROM account WHERE id = $1", person.email),
    ):
        try:
            async with transaction():
                await execute(statement, argument)
        except Exception as error:
            structlog.get_logger().error("broken", exc_info=error)
    lines = logged()
    assert len(lines) == 2
    words = json.dumps(lines)
    assert "duplicate key value" in words and "invalid input" in words
    assert person.email not in words


async def test_what_is_refused_because_nobody_waits_for_it_is_no_line(
    client: httpx.AsyncClient, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.http.edge.BUSY", 0)
    assert (await client.get("/about", headers={"Purpose": "prefetch"})).status_code == 503
    assert logged() == []
    assert (await client.get("/about")).status_code == 200
    assert [line["status"] for line in logged()] == [200]
