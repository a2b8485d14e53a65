"""Who gets the file of a photo, and how long anybody may keep it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Clock
from tests.moderation.deciding import hide, proposal, restore
from tests.people import Person
from tests.photos.pictures import file_of, photo
from tests.pwa.reader import page_of
from tests.square import TEXT, Square, owe

ALT = "비에 젖은 자전거들"


async def published(square: Square) -> tuple[Person, int, Any]:
    """An author, the number of a proposal of theirs, and its photo."""
    author = await square.people.account()
    made = await photo(square, author)
    chosen = [{"id": made["id"], "alt": ALT}]
    number = (await square.post("/proposals", author, **TEXT, photos=chosen))["number"]
    return author, number, made


async def statuses(square: Square, made: Any, author: Person) -> list[int]:
    """What a visitor, somebody else, a moderator and the author get."""
    others = [None, await square.people.resident(), await square.people.moderator(), author]
    return [(await file_of(square, made, reader)).status_code for reader in others]


async def test_a_photo_that_is_in_nothing_or_in_a_draft_is_its_owners_alone(
    square: Square,
) -> None:
    author = await square.people.account()
    made = await photo(square, author)
    assert await statuses(square, made, author) == [404, 404, 404, 200]
    await square.post("/drafts", author, photos=[{"id": made["id"]}])
    assert await statuses(square, made, author) == [404, 404, 404, 200]
    mine = await file_of(square, made, author)
    assert mine.headers["cache-control"] == "private, no-cache"
    assert mine.headers["madang-person"]


async def test_a_published_photo_is_everybodys_and_may_be_kept(square: Square) -> None:
    author, _, made = await published(square)
    assert await statuses(square, made, author) == [200] * 4
    for reader in (None, author):
        got = await file_of(square, made, reader)
        assert got.headers["content-type"] == "image/webp"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["cache-control"] == "public, max-age=86400, s-maxage=60"
        assert "madang-person" not in got.headers


async def test_what_is_known_is_not_sent_again(square: Square) -> None:
    _, _, made = await published(square)
    got = await file_of(square, made)
    again = await file_of(square, made, **{"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == got.headers["cache-control"]
    head = await square.client.head(made["sources"][0]["url"])
    assert (head.status_code, head.content) == (200, b"")


async def test_a_hidden_proposals_photos_are_gone_at_once_for_others(square: Square) -> None:
    author, number, made = await published(square)
    known = {"If-None-Match": (await file_of(square, made)).headers["etag"]}
    moderator = await square.people.moderator()
    await hide(square, proposal(number), moderator)
    assert await statuses(square, made, author) == [404, 404, 200, 200]
    assert (await file_of(square, made, **known)).status_code == 404
    assert (await file_of(square, made, moderator)).headers["cache-control"] == "no-store"
    assert (await square.get(f"/proposals/{number}"))["photos"] == []
    assert len((await square.get(f"/proposals/{number}", author))["photos"]) == 1
    assert made["id"] not in await page_of(square.client, number)
    await restore(square, proposal(number), await square.people.moderator())
    assert await statuses(square, made, author) == [200] * 4


async def test_a_withdrawn_proposals_photos_go_with_it(square: Square) -> None:
    author, number, made = await published(square)
    await square.call("POST", f"/proposals/{number}/withdrawal", author)
    assert await statuses(square, made, author) == [404, 404, 200, 200]
    assert (await square.get(f"/proposals/{number}"))["photos"] == []
    assert made["id"] not in await page_of(square.client, number)


@pytest.mark.parametrize(
    "path",
    [
        "/photos/{id}/481.webp",
        "/photos/{id}/480.jpg",
        "/photos/{id}/0480.webp",
        "/photos/{id}/99999999999999.webp",
        "/photos/{id}/480.webp/more",
        "/photos/{id}",
        "/photos/%00/480.webp",
        "/photos/..%2f..%2fsecret.key/480.webp",
        "/photos/../secret.key",
    ],
)
async def test_there_are_no_other_files(square: Square, path: str) -> None:
    _, _, made = await published(square)
    assert (await square.client.get(path.format(id=made["id"]))).status_code == 404


async def test_the_page_says_how_large_each_photo_is_and_what_it_shows(square: Square) -> None:
    author, number, made = await published(square)
    unnamed = await photo(square, author)
    chosen = [{"id": made["id"], "alt": ALT}, {"id": unnamed["id"]}]
    await square.call("PATCH", f"/proposals/{number}", author, photos=chosen)
    page = await page_of(square.client, number)
    for expected in (
        f'alt="{ALT}"',
        'alt="설명이 없는 사진 2"',
        f'href="{made["sources"][-1]["url"]}"',
        f"{made['sources'][0]['url']} 240w, {made['sources'][1]['url']} 480w",
        'width="640" height="480" loading="lazy" decoding="async"',
        f'property="og:image" content="http://127.0.0.1:8000{made["sources"][-1]["url"]}"',
    ):
        assert expected in page, expected
    assert made["sources"][0]["url"] in (await square.client.get("/")).text


async def test_a_proposal_without_photos_shows_none(square: Square) -> None:
    page = await page_of(square.client, await square.proposal())
    assert 'class="photos"' not in page
    assert "icons/share.png" in page


async def test_moderators_and_officials_see_the_photos_beside_the_text(
    square: Square, clock: Clock
) -> None:
    author, number, _ = await published(square)
    moderator = await square.people.moderator()
    official = await square.people.official("pedestrian")
    await owe(number, clock.now, clock.now)
    await square.post(
        "/reports", await square.people.account(), subject=proposal(number), reason="rights"
    )
    (item,) = (await square.get("/moderation/queue", moderator))["items"]
    assert [one["alt"] for one in item["photos"]] == [ALT]
    for path, reader in (
        (f"/moderation/proposal-{number}", moderator),
        (f"/desk/{number}", official),
    ):
        got = await square.client.get(path, headers=reader.headers)
        assert f'alt="{ALT}"' in got.text, path
    comment = await square.comment(number, author)
    await square.post(
        "/reports",
        await square.people.account(),
        subject={"kind": "comment", "id": comment["id"]},
        reason="spam",
    )
    items = (await square.get("/moderation/queue", moderator))["items"]
    assert [len(item["photos"]) for item in items] == [1, 0]
