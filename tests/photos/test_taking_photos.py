"""Photos are sent once, by their owner, and put where their owner wants them."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.database.engine import execute, fetch_value
from backend.photos import pictures as recoding
from tests.conftest import Clock
from tests.people import People, Person
from tests.photos.pictures import BLUE, file_of, photo, plain, saved, send
from tests.square import TEXT, Square

ALT = "비에 젖은 자전거들"


def names(photos: list[Any]) -> list[tuple[str, str]]:
    return [(one["id"], one["alt"]) for one in photos]


async def test_a_proposal_shows_its_photos_in_their_order(square: Square) -> None:
    author = await square.people.account()
    first, second = await photo(square, author), await photo(square, author)
    made = await square.post(
        "/proposals",
        author,
        **TEXT,
        photos=[{"id": second["id"], "alt": f" {ALT}\n"}, {"id": first["id"]}],
    )
    shown = [(second["id"], ALT), (first["id"], "")]
    assert names(made["photos"]) == shown
    assert made["photos"][0]["sources"] == second["sources"]
    (listed,) = (await square.get("/proposals"))["items"]
    assert names(listed["photos"]) == shown


async def test_a_draft_keeps_its_photos_and_takes_them_along_when_it_is_published(
    square: Square,
) -> None:
    author = await square.people.account()
    first, second = await photo(square, author), await photo(square, author)
    draft = await square.post("/drafts", author, **TEXT, photos=[{"id": first["id"], "alt": ALT}])
    assert names(draft["photos"]) == [(first["id"], ALT)]
    path = f"/drafts/{draft['id']}"
    wanted = [{"id": second["id"]}, {"id": first["id"], "alt": ALT}]
    changed = await square.call("PATCH", path, author, photos=wanted)
    assert changed.json()["version"] == draft["version"] + 1
    changed = await square.call("PATCH", path, author, title="다른 제목입니다")
    assert names(changed.json()["photos"]) == [(second["id"], ""), (first["id"], ALT)]
    assert names((await square.get("/drafts", author))["items"][0]["photos"])
    made = await square.post(f"{path}/publication", author)
    assert names(made["photos"]) == [(second["id"], ""), (first["id"], ALT)]


async def test_an_edit_may_change_the_photos_and_makes_no_version_of_the_text(
    square: Square,
) -> None:
    author = await square.people.account()
    first, second = await photo(square, author), await photo(square, author)
    made = await square.post("/proposals", author, **TEXT, photos=[{"id": first["id"]}])
    path = f"/proposals/{made['number']}"
    untouched = await square.call("PATCH", path, author, area=None)
    assert names(untouched.json()["photos"]) == [(first["id"], "")]
    edited = await square.call("PATCH", path, author, photos=[{"id": second["id"], "alt": ALT}])
    assert names(edited.json()["photos"]) == [(second["id"], ALT)]
    assert edited.json()["version"] == 1
    assert (await file_of(square, first)).status_code == 404
    none = await square.call("PATCH", path, author, photos=[])
    assert none.json()["photos"] == []
    assert await square.events(made["number"]) == ["published", "edited", "edited", "edited"]


async def test_the_photos_that_people_supported_stay(square: Square) -> None:
    author = await square.people.account()
    shown = await photo(square, author)
    made = await square.post("/proposals", author, **TEXT, photos=[{"id": shown["id"]}])
    await square.support(made["number"])
    refused = await square.refused("PATCH", f"/proposals/{made['number']}", author, photos=[])
    assert refused == (409, "supports-given")


async def test_nobody_shows_the_photos_of_others_or_one_twice(square: Square) -> None:
    author, other = await square.people.account(), await square.people.account()
    theirs, own = await photo(square, other), await photo(square, author)
    published = await photo(square, author)
    await square.post("/proposals", author, **TEXT, photos=[{"id": published["id"]}])
    for ids in (
        [theirs["id"]],
        [own["id"], own["id"]],
        [published["id"]],
        ["0" * 32],
        ["../../secret.key"],
    ):
        for path in ("/proposals", "/drafts"):
            answer = await square.call(
                "POST", path, author, **TEXT, photos=[{"id": id} for id in ids]
            )
            assert answer.status_code == 400, ids
            assert list(answer.json()["errors"]) == ["photos"]
    assert len((await square.get("/proposals"))["items"]) == 1


async def test_a_proposal_takes_five_photos(square: Square) -> None:
    author = await square.people.account()
    ids = [{"id": (await photo(square, author))["id"]} for _ in range(6)]
    refused = await square.call("POST", "/proposals", author, **TEXT, photos=ids)
    assert refused.status_code == 400
    assert "5" in refused.json()["errors"]["photos"][0]
    assert len((await square.post("/proposals", author, **TEXT, photos=ids[:5]))["photos"]) == 5


async def test_words_for_a_photo_are_at_most_300_characters(square: Square) -> None:
    author = await square.people.account()
    made = await photo(square, author)
    for length, status in ((301, 400), (300, 201)):
        chosen = [{"id": made["id"], "alt": "가" * length}]
        answer = await square.call("POST", "/drafts", author, photos=chosen)
        assert answer.status_code == status


async def test_the_same_photo_under_its_key_is_taken_once(square: Square) -> None:
    author, other = await square.people.account(), await square.people.account()
    file = saved(plain())
    first = await send(square, author, file, key="photo")
    again = await send(square, author, file, key="photo")
    assert (again.status_code, again.json()) == (201, first.json())
    another = await send(square, author, saved(plain(colour=BLUE)), key="photo")
    assert another.json()["type"] == "/problems/key-reused"
    assert (await send(square, other, file, key="photo")).json()["id"] != first.json()["id"]
    assert await fetch_value("SELECT count(*) FROM photo") == 2


async def test_a_photo_whose_files_were_not_all_kept_is_kept_by_the_same_request(
    square: Square,
) -> None:
    author = await square.people.account()
    made = (await send(square, author, saved(plain()), key="photo")).json()
    # The server ended after the row and before the files.
    await execute("UPDATE photo SET stored_at = NULL")
    assert (await file_of(square, made, author)).status_code == 404
    again = await send(square, author, saved(plain()), key="photo")
    assert again.json() == made
    assert (await file_of(square, made, author)).status_code == 200


async def test_two_at_one_moment_under_one_key_make_one_photo(
    visitor: httpx.AsyncClient, lasting_people: People
) -> None:
    square = Square(visitor, lasting_people)
    author = await lasting_people.account()
    file = saved(plain())
    answers = await asyncio.gather(*(send(square, author, file, key="photo") for _ in range(3)))
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(made) == await fetch_value("SELECT count(*) FROM photo") == 1


async def waiting(author: Person, count: int, clock: Clock) -> None:
    """So many photos of theirs that are in nothing."""
    await execute(
        "INSERT INTO photo (id, owner, width, height, widths, made_at, stored_at)"
        " SELECT 'waiting' || n, $1, 9, 9, '{9}', $2, $2 FROM generate_series(1, $3::int) n",
        author.account,
        clock.now,
        count,
    )


@pytest.mark.parametrize(("count", "status"), [(19, 201), (20, 429)])
async def test_twenty_photos_wait_to_be_used(
    square: Square, clock: Clock, count: int, status: int
) -> None:
    author = await square.people.account()
    await waiting(author, count, clock)
    answer = await send(square, author, saved(plain()))
    assert answer.status_code == status
    if status == 429:
        assert int(answer.headers["retry-after"]) == timedelta(days=1).total_seconds()
        assert (await send(square, await square.people.account(), saved(plain()))).is_success


async def test_a_hundred_photos_a_day(square: Square, clock: Clock) -> None:
    author = await square.people.account()
    draft = (await square.post("/drafts", author, **TEXT))["id"]
    await waiting(author, 99, clock)
    await execute("UPDATE photo SET draft = $1", draft)
    assert (await send(square, author, saved(plain()))).status_code == 201
    assert (await send(square, author, saved(plain()))).status_code == 429


async def test_photos_are_taken_from_people_who_are_signed_in(square: Square) -> None:
    assert (await send(square, None, saved(plain()))).status_code == 401


async def test_where_re_encoding_fails_it_is_to_be_tried_again(
    square: Square, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(9)")
    monkeypatch.setattr(recoding, "RECODING", broken)
    answer = await send(square, await square.people.account(), saved(plain()))
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert await fetch_value("SELECT count(*) FROM photo") == 0
    counted = (await square.client.get("/metrics")).text
    assert 'madang_photos_total{outcome="failed"} 1.0' in counted


async def test_a_picture_that_kills_its_decoder_is_refused_and_not_tried_again(
    square: Square, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (signal.SIGSEGV, signal.SIGXCPU):
        dying = tmp_path / "dying.py"
        dying.write_text(f"import os; os.kill(os.getpid(), {int(number)})")
        monkeypatch.setattr(recoding, "RECODING", dying)
        answer = await send(square, await square.people.account(), saved(plain()))
        assert answer.status_code == 415


async def test_the_export_holds_ones_photos(square: Square) -> None:
    author = await square.people.account()
    made = await photo(square, author)
    (exported,) = (await square.get("/me/export", author))["photos"]
    assert exported["url"] == made["sources"][-1]["url"]
    assert (await square.client.get(exported["url"], headers=author.headers)).is_success
