"""Departments, the rules, feeds, and what is for search engines."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import httpx

from tests.conftest import Clock
from tests.people import People
from tests.square import Square, cast_votes, hide, owe, publish

ATOM = {"a": "http://www.w3.org/2005/Atom"}


async def test_departments_show_what_is_late_with_a_link(
    client: httpx.AsyncClient, square: Square, clock: Clock
) -> None:
    late, hidden = await square.proposal(), await square.proposal()
    for number in (late, hidden):
        await cast_votes(number, 60, clock.now)
        await owe(number, clock.now, clock.now + timedelta(days=30))
    await hide(hidden, clock.now)
    clock.now += timedelta(days=34)
    page = (await client.get("/departments")).text
    assert "4일 늦음" in page
    assert f'href="/proposals/{late}"' in page and f'href="/proposals/{hidden}"' not in page
    # A department owes what is hidden meanwhile, too: the record counts both.
    assert "늦고 있음 2건" in page
    assert "아직 답할 일이 없던 부서" in page


async def test_departments_count_answers_in_time(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    number, official = await square.proposal(), await people.official("pedestrian")
    await cast_votes(number, 60, clock.now)
    await owe(number, clock.now, clock.now + timedelta(days=30))
    clock.now += timedelta(days=10)
    await square.post(
        f"/proposals/{number}/responses", official, decision="adopted",
        body="역 열 곳에 만들겠습니다. 내년 봄에 시작합니다.",
    )  # fmt: skip
    page = (await client.get("/departments?lang=en")).text
    assert "100%" in page and "usually within 10 days" in page and "1 adopted" in page


async def test_the_rules_are_told_from_the_citys_file(client: httpx.AsyncClient) -> None:
    page = (await client.get("/about")).text
    for words in ("공감 50명", "30일 안에", "만 14세", "madang@seoul.example", "log2(1 + supports"):
        assert words in page
    for anchor in ("verified", "terms", "privacy"):
        assert f'id="{anchor}"' in page
    english = (await client.get("/about?lang=en")).text
    assert re.findall("[가-힣]+", english.replace("한국어", "")) == ["청와대", "국민청원"]


async def test_new_proposals_are_a_valid_feed_and_hidden_ones_leave_it(
    client: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    empty = ElementTree.fromstring((await client.get("/feed/proposals.atom")).content)
    assert datetime.fromisoformat(empty.findtext("a:updated", "", ATOM))
    author = await people.account("자전거 & <친구>")
    made = await publish(client, author, title="역마다 <실내> & 지하 주차장")
    answer = await client.get("/feed/proposals.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    address = f"http://127.0.0.1:8000/proposals/{made['number']}"
    assert entry.findtext("a:id", "", ATOM) == address
    assert entry.findtext("a:title", "", ATOM) == "역마다 <실내> & 지하 주차장"
    assert entry.findtext("a:author/a:name", "", ATOM) == "자전거 & <친구>"
    assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)) == clock.now
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await client.get("/feed/proposals.atom", headers=known)).status_code == 304
    await hide(made["number"], clock.now)
    after = await client.get("/feed/proposals.atom", headers=known)
    assert ElementTree.fromstring(after.content).find("a:entry", ATOM) is None


async def test_answers_are_a_feed_with_the_decision_and_the_text(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock
) -> None:
    number, official = await square.proposal(), await people.official("pedestrian")
    for body in (
        "역 열 곳에 **만들겠습니다**. 내년 봄에요.",
        "역 열두 곳에 만들겠습니다. 내년 봄에요.",
    ):
        await square.post(f"/proposals/{number}/responses", official, decision="adopted", body=body)
    feed = ElementTree.fromstring((await client.get("/feed/responses.atom")).content)
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", "", ATOM) for entry in entries] == [
        "채택: 역마다 실내 자전거 주차장을"
    ] * 2
    assert len({entry.findtext("a:id", "", ATOM) for entry in entries}) == 2
    assert "<strong>만들겠습니다</strong>" in entries[1].findtext("a:summary", "", ATOM)
    await hide(number, clock.now)
    assert b"<entry" not in (await client.get("/feed/responses.atom")).content


async def test_search_engines_leave_alone_what_is_one_persons(client: httpx.AsyncClient) -> None:
    answer = await client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /me\n" in answer.text and "Disallow: /proposals" not in answer.text
