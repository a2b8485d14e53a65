"""Every POST takes a key: again it does nothing, with another body it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.database.engine import fetch_value
from tests.conftest import Clock
from tests.square import TEXT, Square, owe

# A sign-in makes a session, whose token is told once and never kept. A test message is wanted each
# time that it is asked for. What was read stays read.
WITHOUT_KEYS = {
    "/auth/codes",
    "/auth/sessions",
    "/notifications/read",
    "/push/subscriptions/{id}/test",
}
# A photo's body is no JSON; its key is tried in tests/photos. A device is tried in tests/push.
ELSEWHERE = {"/photos", "/push/subscriptions"}

WHY = "예산을 확보해서 내년 상반기에 시청역과 마포역부터 설치하겠습니다."


async def test_every_post_under_a_key_happens_once(square: Square, clock: Clock) -> None:
    people = square.people
    author = await people.resident()
    official = await people.official("pedestrian")
    number = await square.proposal(author)
    draft = (await square.post("/drafts", author, **TEXT))["id"]
    await owe(number, clock.now, clock.now + timedelta(days=30))
    here, subject = "/proposals/{number}", {"kind": "proposal", "id": number}
    # In an order in which each is possible: what is asked, by whom, and something else to ask.
    asked: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = [
        ("/proposals", author, TEXT, {"title": "전혀 다른 이야기입니다"}),
        ("/drafts", author, {"title": "쓰는 중"}, {"title": "다른 글"}),
        ("/drafts/{draft}/publication", author, {}, {"title": "전혀 다른 이야기입니다"}),
        (f"{here}/addenda", author, {"body": "덧붙입니다."}, {"body": "다른 말"}),
        (f"{here}/comments", author, {"body": "좋아요"}, {"body": "다른 말"}),
        (f"{here}/interim-notes", official, {"note": "살피고 있습니다."}, {"note": "다른 말"}),
        (f"{here}/extensions", official, {"reason": "조사가 길어집니다."}, {"reason": "다른 말"}),
        (f"{here}/responses", official, {"decision": "adopted", "body": WHY}, {"body": WHY * 2}),
        (
            f"{here}/milestones",
            official,
            {"state": "started", "date": "2026-11-20", "note": "시작"},
            {"note": "다른 말"},
        ),
        ("/reports", author, {"subject": subject, "reason": "spam"}, {"reason": "threat"}),
        (
            "/moderation/decisions",
            await people.moderator(),
            {"subject": subject, "action": "keep"},
            {"note": "다른 말"},
        ),
        ("/verifications", await people.clerk(), {"email": "a@madang.example"}, {"area": "mapo"}),
        (f"{here}/withdrawal", author, {}, {"anything": 1}),
    ]
    assert {path for path, *_ in asked} == await posts(square) - WITHOUT_KEYS - ELSEWHERE
    for template, who, body, other in asked:
        path = template.format(number=number, draft=draft)
        first = await square.call("POST", path, who, key=path, **body)
        assert first.status_code in (200, 201), (path, first.text)
        rows = await everything()
        again = await square.call("POST", path, who, key=path, **body)
        assert (again.status_code, again.json()) == (first.status_code, first.json()), path
        assert await everything() == rows, path
        refused = await square.call("POST", path, who, key=path, **body | other)
        assert refused.status_code == 422, (path, refused.text)
        assert refused.json()["type"] == "/problems/key-reused"


async def posts(square: Square) -> set[str]:
    """Every POST that the API says it has."""
    paths = (await square.get("/openapi.json"))["paths"]
    return {path.removeprefix("/api/v1") for path, ways in paths.items() if "post" in ways}


async def everything() -> int:
    """How many rows all of that could have made."""
    tables = "proposal proposal_version draft addendum comment interim_note response milestone"
    tables += " report decision audit event account idempotency_key"
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables.split())
    total: int = await fetch_value(f"SELECT sum(n) FROM unnest(ARRAY[{counts}]) n")
    return total
