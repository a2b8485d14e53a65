"""What nobody uses is removed, row and files; what is in something stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.database.engine import fetch_value
from backend.errors import Unavailable
from backend.photos.actions import remove_unused
from backend.photos.store import PhotoStore
from backend.settings import Settings
from tests.conftest import Clock
from tests.photos.pictures import file_of, photo, plain, saved, send
from tests.square import TEXT, Square

DAY = timedelta(days=1)


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    """The store that the application keeps its photos in."""
    return PhotoStore(settings)


def files(settings: Settings, made: Any) -> list[str]:
    """The files of a photo that are there."""
    return sorted(file.name for file in (settings.data_dir / "photos" / made["id"]).glob("*"))


async def photos() -> int:
    count: int = await fetch_value("SELECT count(*) FROM photo")
    return count


async def test_a_photo_that_nobody_used_within_a_day_goes_with_its_files(
    square: Square, store: PhotoStore, settings: Settings, clock: Clock
) -> None:
    author = await square.people.account()
    unused = await photo(square, author)
    drafted, shown = await photo(square, author), await photo(square, author)
    await square.post("/drafts", author, photos=[{"id": drafted["id"]}])
    await square.post("/proposals", author, **TEXT, photos=[{"id": shown["id"]}])
    assert await remove_unused(store=store, now=clock.now + DAY) == 0
    assert files(settings, unused) == ["240.webp", "480.webp", "640.webp"]
    assert await remove_unused(store=store, now=clock.now + DAY + timedelta(seconds=1)) == 1
    assert files(settings, unused) == []
    for kept in (drafted, shown):
        assert (await file_of(square, kept, author)).status_code == 200
    assert (await file_of(square, unused, author)).status_code == 404


async def test_a_photo_goes_with_the_draft_that_was_thrown_away(
    square: Square, store: PhotoStore, settings: Settings, clock: Clock
) -> None:
    author = await square.people.account()
    made = await photo(square, author)
    draft = await square.post("/drafts", author, photos=[{"id": made["id"]}])
    await square.call("DELETE", f"/drafts/{draft['id']}", author)
    assert await remove_unused(store=store, now=clock.now + 2 * DAY) == 1
    assert files(settings, made) == []


async def test_whoever_leaves_takes_along_what_they_did_not_publish(
    square: Square, store: PhotoStore, settings: Settings, clock: Clock
) -> None:
    author = await square.people.account()
    unused, drafted, shown = [await photo(square, author) for _ in range(3)]
    await square.post("/drafts", author, photos=[{"id": drafted["id"]}])
    await square.post("/proposals", author, **TEXT, photos=[{"id": shown["id"]}])
    assert (await square.call("DELETE", "/me", author)).status_code == 204
    assert await remove_unused(store=store, now=clock.now) == 2
    assert files(settings, unused) == files(settings, drafted) == []
    assert (await file_of(square, shown)).status_code == 200


async def test_a_photo_that_was_removed_is_made_anew_by_the_same_request(
    square: Square, store: PhotoStore, clock: Clock
) -> None:
    author = await square.people.account()
    file = saved(plain())
    first = (await send(square, author, file, key="photo")).json()
    clock.now += 7 * DAY
    await remove_unused(store=store, now=clock.now)
    again = (await send(square, author, file, key="photo")).json()
    assert again["id"] != first["id"]
    assert (await send(square, author, file, key="photo")).json() == again
    assert await photos() == 1
    chosen = [{"id": again["id"]}]
    assert await square.post("/proposals", author, **TEXT, photos=chosen)


async def test_where_files_cannot_be_removed_the_next_run_goes_on(
    square: Square,
    store: PhotoStore,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    author = await square.people.account()
    made = await photo(square, author)
    later = clock.now + 2 * DAY
    for name, value in (("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_REGION", "here")):
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "anything")
    lost = PhotoStore(
        Settings(
            data_dir=settings.data_dir, secret_key=settings.secret_key, photos_url="s3://nowhere"
        )
    )
    with pytest.raises(Unavailable):
        await remove_unused(store=lost, now=later)
    # It is gone for everybody from then on, though its files are still there.
    assert (await file_of(square, made, author)).status_code == 404
    refused = await square.refused(
        "POST", "/proposals", author, **TEXT, photos=[{"id": made["id"]}]
    )
    assert refused == (400, "invalid-input")
    assert await photos() == 1
    assert await remove_unused(store=store, now=later) == 1
    assert await photos() == 0
    assert files(settings, made) == []
