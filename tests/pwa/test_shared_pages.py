"""The pages of visitors over HTTP: kept, right within a second of any change, and nobody's own.

With real commits, since a process hears of nothing else.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from litestar.types import ASGIApp

from backend.app import create_app
from backend.database.engine import execute
from backend.database.listening import listening
from backend.settings import Settings
from pwa.shared_pages import AT_LEAST
from tests.conftest import Clock, framework
from tests.live import LiveServer, live_server
from tests.moderation import deciding
from tests.people import People, Person
from tests.square import Square, read
from tests.waiting import until

# What they share takes a while to start: all of them run in one process.
pytestmark = pytest.mark.xdist_group("shared_pages")


@pytest.fixture(scope="module")
def app(settings: Settings, shared_clock: Clock) -> ASGIApp:
    """An application of our own: what it keeps of these pages is of no use to other tests."""
    return create_app(settings, database_url=None, clock=shared_clock)


@pytest.fixture
async def square(
    database_url: str, app: ASGIApp, visitor: httpx.AsyncClient, lasting_people: People
) -> AsyncIterator[Square]:
    """The square in front of a process that hears of changes."""
    pages = framework(app).state.shared_pages
    async with listening(database_url, [pages.changes]):
        await until(lambda: pages.changes.listening)
        yield Square(visitor, lasting_people)


@pytest.fixture
async def author(square: Square) -> Person:
    return await square.people.account("자전거탄사람")


@pytest.fixture
async def number(square: Square, author: Person) -> int:
    return await square.proposal(author)


async def page(
    client: httpx.AsyncClient, path: str, *, status: int = 200, **headers: str
) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.get(path, headers=names)
    assert answer.status_code == status, answer.text
    return answer


async def shows(client: httpx.AsyncClient, path: str, *words: str, no: str | None = None) -> None:
    """Return once a visitor reads all of the words there, and not those of ``no``."""
    async with asyncio.timeout(10):
        while True:
            text = (await page(client, path)).text
            if all(word in text for word in words) and (no is None or no not in text):
                return
            await asyncio.sleep(0.05)


async def kept(client: httpx.AsyncClient, database_url: str, path: str, **headers: str) -> str:
    """The page, which must come although no table can be read."""
    elsewhere = await asyncpg.connect(database_url)
    try:
        async with elsewhere.transaction():
            await elsewhere.execute("LOCK TABLE proposal, comment, event IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(5):
                return (await page(client, path, **headers)).text
    finally:
        await elsewhere.close()


@pytest.mark.parametrize("where", ["/", "/proposals/{}", "/feed/proposals.atom"])
async def test_what_nothing_changed_reads_no_table_again(
    database_url: str, visitor: httpx.AsyncClient, number: int, where: str
) -> None:
    path = where.format(number)
    await shows(visitor, path, "자전거 주차장")
    # Beyond the time for which any page is good.
    await asyncio.sleep(AT_LEAST)
    first = (await page(visitor, path)).text
    assert await kept(visitor, database_url, path) == first


@pytest.mark.parametrize("where", ["/", "/proposals/{}", "/departments", "/feed/proposals.atom"])
async def test_links_that_carry_somebody_s_trackers_share_one_page(
    database_url: str, visitor: httpx.AsyncClient, number: int, where: str
) -> None:
    path = where.format(number)
    await asyncio.sleep(AT_LEAST)
    first = (await page(visitor, f"{path}?fbclid=one")).text
    assert "fbclid" not in first
    assert await kept(visitor, database_url, f"{path}?fbclid=two&utm_source=news") == first
    assert await kept(visitor, database_url, path) == first


async def test_a_filtered_list_is_one_page_however_its_address_is_written(
    database_url: str, visitor: httpx.AsyncClient, number: int
) -> None:
    await asyncio.sleep(AT_LEAST)
    first = (await page(visitor, "/?topic=walking&utm_source=news&stage=")).text
    assert await kept(visitor, database_url, "/?stage=none&topic=walking") == first


async def test_what_was_just_done_is_said_to_nobody_else(
    database_url: str, visitor: httpx.AsyncClient, number: int
) -> None:
    path = f"/proposals/{number}"
    await asyncio.sleep(AT_LEAST)
    assert "notice good said" in (await page(visitor, f"{path}?done=signed-out")).text
    assert "notice good said" not in (await page(visitor, path)).text
    assert "notice good said" not in await kept(visitor, database_url, f"{path}?done=nothing")


async def test_everything_that_happens_to_a_proposal_is_seen_on_its_page(
    visitor: httpx.AsyncClient, square: Square, author: Person, number: int
) -> None:
    path = f"/proposals/{number}"
    await shows(visitor, path, "자전거탄사람")
    await square.call("PATCH", path, author, title="역마다 지붕 있는 주차장을")
    await shows(visitor, path, "역마다 지붕 있는 주차장을", no="역마다 실내")
    await square.call("PATCH", "/me", author, name="걷는사람")
    await shows(visitor, path, "걷는사람", no="자전거탄사람")
    await square.support(number)
    await shows(visitor, path, ">1명 공감<")
    said = await square.comment(number, body="꼭 필요해요.")
    await shows(visitor, path, "꼭 필요해요.")
    await square.call("PUT", f"/comments/{said['id']}/helpful", author)
    await shows(visitor, path, "도움돼요 1")
    await square.post(f"{path}/addenda", author, body="예산도 찾았어요.")
    await shows(visitor, path, "예산도 찾았어요.")
    official = await square.people.official("pedestrian")
    await square.post(
        f"{path}/responses",
        official,
        decision="adopted",
        body="내년 봄까지 모두 만들겠습니다. " * 2,
    )
    await shows(visitor, path, "내년 봄까지 모두 만들겠습니다.")
    await shows(visitor, "/feed/responses.atom", "내년 봄까지")
    await square.post(
        f"{path}/milestones", official, state="started", date="2026-11-22", note="첫 삽을 떴어요."
    )
    await shows(visitor, path, "첫 삽을 떴어요.")


async def test_hidden_text_does_not_linger(
    visitor: httpx.AsyncClient, square: Square, number: int
) -> None:
    moderator = await square.people.moderator()
    for path in ("/", f"/proposals/{number}", "/feed/proposals.atom"):
        await shows(visitor, path, "역마다 실내")
    await deciding.hide(square, deciding.proposal(number), moderator)
    for path in ("/", f"/proposals/{number}", "/feed/proposals.atom"):
        await shows(visitor, path, no="역마다 실내")
    await deciding.restore(square, deciding.proposal(number), moderator)
    await shows(visitor, "/", "역마다 실내")


async def test_what_is_withdrawn_leaves_the_square(
    visitor: httpx.AsyncClient, square: Square, author: Person, number: int
) -> None:
    await shows(visitor, "/", "역마다 실내")
    await square.call("POST", f"/proposals/{number}/withdrawal", author)
    await shows(visitor, "/", no="역마다 실내")
    await square.proposal(author, topic="park")
    await shows(visitor, "/?topic=park", "역마다 실내")


async def test_a_stage_that_time_alone_changes_is_seen_at_once(
    visitor: httpx.AsyncClient, square: Square, number: int, clock: Clock
) -> None:
    await execute("UPDATE proposal SET closes_at = $2 WHERE number = $1", number, clock.now)
    for path, before, after in (
        (f"/proposals/{number}", "오늘까지", "기간 종료"),
        ("/?sort=closing", "역마다 실내", "아직 여기에 보일 제안이 없어요"),
    ):
        await shows(visitor, path, before)
        clock.now = clock.now.replace(microsecond=1)
        text = (await page(visitor, path)).text
        assert before not in text and after in text
        clock.now = clock.now.replace(microsecond=0)


async def test_what_somebody_signed_in_reads_is_theirs_alone(
    visitor: httpx.AsyncClient, square: Square, author: Person, number: int
) -> None:
    path = f"/proposals/{number}"
    (supporter,) = await square.support(number)
    await shows(visitor, path, ">1명 공감<")
    anybody = await page(visitor, path)
    assert "/sign-in" in anybody.text
    assert not any(form in anybody.text for form in ('name="supported"', f"{path}/addenda"))
    for person, form in ((author, f"{path}/addenda"), (supporter, 'name="supported"')):
        for headers in (
            person.headers,
            {"Cookie": f"__Host-madang={person.token}"},
            {"Cookie": f"other=1; __Host-madang={person.token}"},
        ):
            own = await visitor.get(path, headers=headers)
            assert form in own.text and "/sign-in" not in own.text
            assert own.headers["cache-control"] == "private, no-cache"
            assert own.headers["etag"] != anybody.headers["etag"]
            after = await page(visitor, path)
            assert after.content == anybody.content
            assert after.headers["cache-control"] == "public, s-maxage=1, max-age=0"
            assert "set-cookie" not in after.headers
            # Nor does a tag of visitors hide from somebody what is theirs.
            own = await visitor.get(
                path, headers=headers | {"If-None-Match": after.headers["etag"]}
            )
            assert own.status_code == 200
    # Theirs is current, whatever visitors still get.
    await square.call("PATCH", "/me", author, name="걷는사람")
    assert "걷는사람" in (await visitor.get(path, headers=author.headers)).text


async def test_a_cookie_that_signs_nobody_in_gets_the_page_of_visitors_for_itself(
    database_url: str, visitor: httpx.AsyncClient, number: int
) -> None:
    path = f"/proposals/{number}"
    await asyncio.sleep(AT_LEAST)
    shared = await page(visitor, path)
    for cookie in ("__Host-madang=stale", "analytics=1", "__Host-madang-language=ko"):
        own = await page(visitor, path, cookie=cookie)
        assert own.headers["cache-control"] == "private, no-cache"
        assert own.content == shared.content
        assert own.headers["etag"] == shared.headers["etag"]
    assert await kept(visitor, database_url, path, cookie="analytics=1") == shared.text


@pytest.mark.parametrize("where", ["/", "/proposals/{}", "/feed/proposals.atom"])
async def test_the_same_page_travels_compressed_plain_or_not_at_all(
    visitor: httpx.AsyncClient, number: int, where: str
) -> None:
    path = where.format(number)
    await asyncio.sleep(AT_LEAST)
    bodies = set()
    accepted_as = {"gzip": True, "br, gzip": True, "identity": False, "gzip;q=0": False, "": False}
    for accepted, compressed in accepted_as.items():
        async with visitor.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get_list("vary") == ["Cookie, Accept-Language, Accept-Encoding"]
        assert int(answer.headers["content-length"]) == len(raw)
        assert answer.headers.get_list("content-encoding") == (["gzip"] if compressed else [])
        bodies.add(gzip.decompress(raw) if compressed else raw)
    assert len(bodies) == 1
    tag = answer.headers["etag"]
    assert tag.startswith('W/"')
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = await page(visitor, path, status=304, if_none_match=known)
        assert again.content == b""
        assert (again.headers["etag"], again.headers.get_list("vary")) == (
            tag,
            ["Cookie, Accept-Language, Accept-Encoding"],
        )
        assert again.headers["cache-control"] == "public, s-maxage=1, max-age=0"
    head = await visitor.head(path)
    assert (head.content, head.headers["etag"]) == (b"", tag)


async def test_languages_and_lists_have_pages_of_their_own(
    visitor: httpx.AsyncClient, number: int
) -> None:
    korean = await page(visitor, "/", accept_language="ko")
    english = await page(visitor, "/", accept_language="en")
    assert '<html lang="ko">' in korean.text and '<html lang="en">' in english.text
    assert (await page(visitor, "/?lang=en")).text == english.text
    assert "역마다 실내" in (await page(visitor, "/?q=자전거")).text
    assert "역마다 실내" not in (await page(visitor, "/?q=버스")).text
    english = await page(visitor, f"/proposals/{number}?order=helpful", accept_language="en")
    assert re.search(r'name="to" value="/proposals/\d+\?order=helpful"', english.text)


async def test_what_is_not_there_is_not_kept(visitor: httpx.AsyncClient, square: Square) -> None:
    author = await square.people.account()
    there = await square.proposal(author)
    answer = await page(visitor, f"/proposals/{there + 1}", status=404)
    assert answer.headers["cache-control"] == "no-store"
    await page(visitor, "/?cursor=nonsense", status=400)
    made = await square.proposal(author)
    await page(visitor, f"/proposals/{made}")
    assert (await read(visitor, made))["number"] == made == there + 1


@pytest.fixture(scope="module")
def live(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with a database of its own."""
    data: Path = tmp_path_factory.mktemp("live")
    with live_server(server_url, data) as server:
        yield server


async def test_what_changes_through_one_server_is_seen_at_another(live: LiveServer) -> None:
    author, resident = await live.person("하나"), await live.person("둘")
    with live.another() as other:
        async with (
            httpx.AsyncClient(base_url=live.base_url) as here,
            httpx.AsyncClient(base_url=other) as there,
        ):
            square = Square(here, None)  # type: ignore[arg-type]
            number = await square.proposal(author)
            path = f"/proposals/{number}"
            for client in (here, there):
                await shows(client, path, ">0명 공감<")
            await square.call("PUT", f"{path}/support", resident)
            await shows(there, path, ">1명 공감<")
            await shows(there, "/", "1명 공감")
            await square.comment(number, resident, body="저도요.")
            await shows(there, path, "저도요.")
