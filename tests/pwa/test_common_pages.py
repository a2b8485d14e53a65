"""Pages of people who are signed in: made once for many, each one's own, and current."""

from __future__ import annotations

import asyncio
import gzip
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx
import pytest

from backend.database.engine import execute
from pwa.common_pages import CommonPage, CommonPages
from pwa.pages_of_many import Key
from pwa.readers import MANY, PERSON, Made, Make, Reader, only
from tests.conftest import Clock
from tests.people import People, Person
from tests.square import Square, cast_votes, hide, owe
from tests.waiting import until, until_waited_for

WORD = PERSON.encode()


def key(address: str = "/") -> Key:
    """The key of a page in Korean."""
    return Key(address, "ko", "", "text/html")


class Maker:
    """Makes a page that says which one it is, once it may."""

    def __init__(self) -> None:
        self.pages = CommonPages()
        self.asked = 0
        self.begun = 0
        self.may_end = asyncio.Event()
        self.error: Exception | None = None

    async def make(self, reader: Reader) -> Made:
        assert reader == MANY
        self.begun += 1
        body = b"page %d" % self.begun
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        return Made(body)

    async def ask(self, alike: str = "all of them") -> str:
        self.asked += 1
        page = await self.pages.made(key(), alike, self.make)
        return page.copy("somebody").plain().decode()

    async def being_made(self) -> asyncio.Task[str]:
        """Somebody's page, whose making has begun."""
        asked, before = asyncio.create_task(self.ask()), self.begun
        await until(lambda: self.begun > before)
        return asked


async def test_who_comes_alone_has_a_page_made() -> None:
    maker = Maker()
    maker.may_end.set()
    assert [await maker.ask(), await maker.ask()] == ["page 1", "page 2"]


async def test_who_asks_while_a_page_is_made_gets_the_next_with_all_who_do() -> None:
    maker = Maker()
    first = await maker.being_made()
    others = [asyncio.create_task(maker.ask()) for _ in range(50)]
    await until(lambda: maker.asked == 51)
    assert maker.begun == 1
    maker.may_end.set()
    assert await first == "page 1"
    assert set(await asyncio.gather(*others)) == {"page 2"}
    assert await maker.ask() == "page 3"


async def test_those_who_come_in_one_moment_share_the_first() -> None:
    maker = Maker()
    maker.may_end.set()
    assert set(await asyncio.gather(*(maker.ask() for _ in range(50)))) == {"page 1"}


async def test_nobody_waits_for_another_page() -> None:
    maker = Maker()
    first = await maker.being_made()
    other = Maker()
    other.pages = maker.pages
    other.may_end.set()
    assert await other.ask("another page") == "page 1"
    assert not first.done()
    maker.may_end.set()
    await first


async def test_what_fails_fails_those_who_waited_for_it() -> None:
    maker = Maker()
    first = await maker.being_made()
    second = asyncio.create_task(maker.ask())
    maker.error = RuntimeError("no")
    await until(lambda: maker.asked == 2)
    maker.may_end.set()
    for asked in (first, second):
        with pytest.raises(RuntimeError, match="no"):
            await asked
    maker.error = None
    assert await maker.ask() == "page 3"


async def test_who_hangs_up_takes_nobody_s_page_away() -> None:
    maker = Maker()
    first = await maker.being_made()
    second, third = asyncio.create_task(maker.ask()), asyncio.create_task(maker.ask())
    await until(lambda: maker.asked == 3)
    first.cancel()
    second.cancel()
    maker.may_end.set()
    assert await third == "page 2"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nobody is named here",
        WORD,
        b"<body data-person='" + WORD + "'>한국어 ".encode() + b"words " * 9_000,
        WORD + b"twice " + WORD + secrets.token_bytes(100_000) + WORD,
    ],
    ids=["empty", "nobody", "one", "page", "three"],
)
def test_a_copy_is_the_same_compressed_and_not(body: bytes) -> None:
    page = CommonPage(key(), body)
    for person in ("0123456789abcdef", "fedcba9876543210"):
        copy = page.copy(person)
        assert copy.plain() == body.replace(WORD, person.encode())
        assert gzip.decompress(copy.compressed()) == copy.plain()


async def test_a_copy_s_tag_is_of_the_page_and_of_the_person() -> None:
    pages = [CommonPage(key(), b"one"), CommonPage(key(), b"another")]
    copies = [page.copy(f"{person:016x}") for page in pages for person in (1, 2)]
    scope: Any = {"state": {"headers": {}}}
    tags = set()

    async def send(message: Any) -> None:
        tags.add(dict(message.get("headers", ())).get(b"etag"))

    for copy in copies:
        await copy(scope, NotImplemented, send)
    assert len(tags - {None}) == len(copies)


def keyless(page: str) -> str:
    """A page without the keys of its forms, which are others each time."""
    assert PERSON not in page
    return re.sub(r'name="key" value="[^"]{20,}"', "", page)


Arrange = Callable[[Square, int, Person, Clock], Awaitable[None]]


async def untouched(square: Square, number: int, reader: Person, clock: Clock) -> None:
    """Nobody has done anything."""


async def supported(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await square.call("PUT", f"/proposals/{number}/support", reader)


async def followed(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await square.call("PUT", f"/proposals/{number}/follow", reader)


async def muted(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await supported(square, number, reader, clock)
    await followed(square, number, reader, clock)
    await execute(
        "INSERT INTO notification_mute (proposal, account) VALUES ($1, $2)", number, reader.account
    )


async def talked_about(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await cast_votes(number, 9, clock.now)
    thread = await square.comment(number, stance="against")
    await square.comment(number, reply_to=thread["id"])


async def owed(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await owe(number, clock.now, clock.now)


async def closed(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await execute("UPDATE proposal SET closes_at = $2 WHERE number = $1", number, clock.now)
    clock.now = clock.now.replace(microsecond=1)


async def hidden(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await hide(number, clock.now)


async def withdrawn(square: Square, number: int, reader: Person, clock: Clock) -> None:
    await followed(square, number, reader, clock)
    await execute("UPDATE proposal SET withdrawn_at = $2 WHERE number = $1", number, clock.now)


@pytest.mark.parametrize(
    ("arrange", "verified"),
    [
        (untouched, True),
        (untouched, False),
        (supported, True),
        (followed, True),
        (followed, False),
        (muted, True),
        (talked_about, True),
        (owed, True),
        (closed, True),
        (hidden, True),
        (withdrawn, True),
    ],
)
async def test_what_many_share_is_what_each_would_get_alone(
    client: httpx.AsyncClient,
    people: People,
    square: Square,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    arrange: Arrange,
    verified: bool,
) -> None:
    number = await square.proposal()
    reader = await (people.resident() if verified else people.account())
    await arrange(square, number, reader, clock)
    paths = [
        f"/proposals/{number}",
        f"/proposals/{number}?done=supported&lang=en",
        f"/proposals/{number}?order=helpful&stance=for",
        "/",
        "/?done=signed-in&lang=en",
        "/departments",
        "/feed/proposals.atom",
    ]

    async def pages() -> list[str]:
        answers = [await client.get(path, headers=reader.headers) for path in paths]
        assert {answer.status_code for answer in answers} == {200}
        return [keyless(answer.text) for answer in answers]

    shared = await pages()
    caller = await people.caller(reader)

    async def made(_self: CommonPages, key: Key, _alike: object, make: Make) -> CommonPage:
        return CommonPage(key, (await make(only(caller))).body)

    monkeypatch.setattr(CommonPages, "made", made)
    assert shared == await pages()
    assert all(f'data-person="{caller.person}"' in page for page in shared[:-1])


async def test_whose_words_are_on_the_page_gets_their_own(
    client: httpx.AsyncClient, people: People, square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    author, speaker, marker = [await people.resident() for _ in range(3)]
    moderator, official = await people.moderator(), await people.official("pedestrian")
    number = await square.proposal(author)
    said = await square.comment(number, speaker)
    await square.call("PUT", f"/comments/{said['id']}/helpful", marker)

    async def made(_self: CommonPages, *_: object) -> CommonPage:
        raise AssertionError("this page is nobody else's")

    monkeypatch.setattr(CommonPages, "made", made)
    for person, theirs in (
        (author, f"/proposals/{number}/withdrawal"),
        (speaker, f"/comments/{said['id']}/removal"),
        (marker, 'name="helpful" value="0" aria-pressed="true"'),
        (moderator, f"/moderation/proposal-{number}"),
        (official, f"/desk/{number}"),
    ):
        page = (await client.get(f"/proposals/{number}", headers=person.headers)).text
        assert theirs in page


async def test_a_reader_s_copy_travels_compressed_or_plain_and_is_known_again(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    await square.proposal()
    one, other = await people.resident(), await people.resident()
    copies = []
    for accepted in ("gzip", "identity"):
        answer = await client.get("/", headers=one.headers | {"Accept-Encoding": accepted})
        assert answer.headers.get("content-encoding") == ("gzip" if accepted == "gzip" else None)
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["madang-person"] == (await people.caller(one)).person
        copies.append(answer)
    assert copies[0].text == copies[1].text
    tag = copies[0].headers["etag"]
    again = await client.get("/", headers=one.headers | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    others = await client.get("/", headers=other.headers | {"If-None-Match": tag})
    assert others.status_code == 200
    assert (await people.caller(one)).person not in others.text


async def test_in_a_crowd_everybody_gets_what_they_would_get_alone(
    visitor: httpx.AsyncClient, lasting_people: People
) -> None:
    square = Square(visitor, lasting_people)
    number = await square.proposal()
    path = f"/proposals/{number}"
    crowd = [await lasting_people.resident() for _ in range(8)]
    crowd += [await lasting_people.account() for _ in range(2)]
    for supporter in crowd[2:6]:
        await square.call("PUT", f"{path}/support", supporter)
    for follower in crowd[4:9]:
        await square.call("PUT", f"{path}/follow", follower)
    asked = [
        (person, address)
        for address in (path, f"{path}?done=supported", f"{path}?lang=en", "/")
        for person in crowd
    ]

    async def page(person: Person, address: str) -> str:
        answer = await visitor.get(address, headers=person.headers)
        assert answer.status_code == 200
        return keyless(answer.text)

    together = await asyncio.gather(*(page(*one) for one in asked))
    assert together == [await page(*one) for one in asked]
    for (person, _), theirs in zip(asked, together, strict=True):
        assert (await lasting_people.caller(person)).person in theirs


async def test_who_asks_after_a_change_sees_it_whatever_is_being_made(
    visitor: httpx.AsyncClient,
    lasting_people: People,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    ours = CommonPages.made

    async def made(pages: CommonPages, key: Key, alike: object, make: Make) -> CommonPage:
        asked.append((key, alike))
        return await ours(pages, key, alike, make)

    monkeypatch.setattr(CommonPages, "made", made)
    square = Square(visitor, lasting_people)
    number = await square.proposal()
    first, second = await lasting_people.resident(), await lasting_people.resident()
    path = f"/proposals/{number}"
    holding, changing = [await asyncpg.connect(database_url) for _ in range(2)]
    try:
        async with holding.transaction():
            # Read after the proposal itself.
            await holding.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
            before = asyncio.create_task(visitor.get(path, headers=first.headers))
            await until_waited_for("event", changing)
            await changing.execute(
                "UPDATE proposal SET title = '그사이 바뀐 제목이에요' WHERE number = $1", number
            )
            after = asyncio.create_task(visitor.get(path, headers=second.headers))
            await until(lambda: len(asked) == 2)
            assert asked[0] == asked[1] and not after.done()
        assert "그사이 바뀐 제목이에요" not in (await before).text
        assert "그사이 바뀐 제목이에요" in (await after).text
    finally:
        await holding.close()
        await changing.close()
