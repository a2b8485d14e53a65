"""The square as a page."""

from __future__ import annotations

import re

import httpx

from backend.database.engine import execute
from tests.conftest import Clock
from tests.people import People
from tests.pwa.reader import Links
from tests.square import Square, hide, publish


def listed(page: str) -> list[str]:
    """The numbers of the proposals that a page lists, in its order."""
    return [link.removeprefix("/proposals/") for link in Links(page).all
            if re.fullmatch(r"/proposals/\d+", link)]  # fmt: skip


async def test_the_square_lists_what_is_published_and_nothing_hidden(
    client: httpx.AsyncClient, square: Square, clock: Clock
) -> None:
    shown, hidden = await square.proposal(), await square.proposal()
    await hide(hidden, clock.now)
    assert listed((await client.get("/")).text) == [str(shown)]


async def test_filters_stay_while_one_sorts_and_can_be_dropped_one_by_one(
    client: httpx.AsyncClient, people: People
) -> None:
    author = await people.account()
    walking = await publish(client, author)
    await publish(client, author, title="놀이터마다 그늘막을 쳐 주세요", topic="park", area="mapo")
    page = (await client.get("/?q=자전거&topic=walking&area=mapo&stage=gathering")).text
    assert listed(page) == [str(walking["number"])]
    links = Links(page).all
    assert (
        "/?sort=new&q=%EC%9E%90%EC%A0%84%EA%B1%B0&stage=gathering&topic=walking&area=mapo" in links
    )
    assert "/?q=%EC%9E%90%EC%A0%84%EA%B1%B0&stage=gathering&area=mapo" in links
    assert "noindex" in page


async def test_what_the_address_names_wrongly_counts_as_not_named(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    page = await client.get("/?sort=best&stage=&topic=nothing&area=moon&q=")
    assert page.status_code == 200
    assert listed(page.text) == [str(number)]
    assert "noindex" not in page.text


async def test_an_empty_list_says_what_to_do(client: httpx.AsyncClient) -> None:
    for address in ("/", "/?q=자전거", "/?sort=answered"):
        page = (await client.get(address)).text
        assert listed(page) == []
        assert '<a class="button main" href="/proposals/new">' in page


async def test_the_list_goes_on_by_a_link_that_works_without_scripts(
    client: httpx.AsyncClient, people: People
) -> None:
    authors = [await people.account() for _ in range(3)]
    numbers = [
        (await publish(client, authors[index % 3], title=f"{index}번째 자전거 주차장"))["number"]
        for index in range(22)
    ]
    first = (await client.get("/?sort=new")).text
    more = [link for link in Links(first).all if "cursor=" in link]
    second = (await client.get(more[0])).text
    assert listed(first) + listed(second) == [str(number) for number in reversed(numbers)]
    assert "cursor=" not in "".join(Links(second).all)


async def test_an_imported_text_has_the_boards_count_and_no_line_of_ours(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    await execute(
        "UPDATE proposal SET source = 'cheongwadae', source_number = '580000',"
        " board = '청와대 국민청원', imported_supports = 0, author = NULL WHERE number = $1",
        number,
    )
    page = (await client.get("/")).text
    assert "청와대 국민청원 · 0명(가져온 수)" in page
    assert 'class="route' not in page


async def test_visitors_share_one_copy_and_get_304_while_nothing_changed(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    number = await square.proposal()
    for address in ("/", f"/proposals/{number}"):
        first = await client.get(address)
        assert first.headers["cache-control"] == "public, s-maxage=1, max-age=0"
        varying = {name.strip() for name in first.headers["vary"].split(",")}
        assert varying == {"Cookie", "Accept-Language", "Accept-Encoding"}
        assert "set-cookie" not in first.headers
        known = {"If-None-Match": first.headers["etag"]}
        again = await client.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    await square.support(number)
    assert (await client.get(address, headers=known)).status_code == 200
    person = await people.account()
    own = await client.get("/", headers=person.headers)
    assert own.headers["cache-control"] == "private, no-cache"


async def test_the_square_speaks_english_whole(client: httpx.AsyncClient, people: People) -> None:
    await publish(client, await people.account("Sam"), title="Bike parking", language="en")
    for address in ("/?lang=en", "/?lang=en&stage=gathering", "/?lang=en&q=zebra"):
        page = (await client.get(address)).text.replace("한국어", "")
        assert re.findall("[가-힣]+", page) == []


async def test_a_proposal_outlives_its_topic_and_its_district(
    client: httpx.AsyncClient, square: Square
) -> None:
    """An operator may take both out of the city file."""
    number = await square.proposal()
    await execute("UPDATE proposal SET topic = 'gone', area = 'away' WHERE number = $1", number)
    for path in ("/", f"/proposals/{number}"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "gone" in answer.text and "away" in answer.text
