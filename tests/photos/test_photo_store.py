"""One way to keep files, in a folder or in a store that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from backend.app import create_app
from backend.errors import NotFound, Unavailable
from backend.photos.store import PhotoStore
from backend.settings import Settings, SettingsError, read_settings
from tests.conftest import BASE_URL, Clock
from tests.people import People
from tests.photos.bucket import Bucket, bucket
from tests.photos.pictures import file_of, photo
from tests.square import TEXT, Square

ID = "6f1c9a0e4b7d42c58e3f0a9b7c6d5e4f"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A store on loopback, which this process knows by its variables."""
    with bucket() as kept:
        for name, value in kept.environment.items():
            monkeypatch.setenv(name, value)
        yield kept


@pytest.fixture
def in_bucket(settings: Settings, elsewhere: Bucket) -> Settings:
    """Settings by which photos are kept there."""
    return msgspec.structs.replace(settings, photos_url="s3://madang/photos")


@pytest.mark.parametrize("where", ["folder", "bucket"])
async def test_a_file_is_there_until_it_is_removed(
    settings: Settings, in_bucket: Settings, where: str
) -> None:
    store = PhotoStore(in_bucket if where == "bucket" else settings)
    with pytest.raises(NotFound):
        await store.get(ID, 480)
    await store.put(ID, 480, b"a file")
    await store.put(ID, 480, b"the file")
    assert await store.get(ID, 480) == b"the file"
    await store.remove(ID, [480, 960])
    await store.remove(ID, [480])
    with pytest.raises(NotFound):
        await store.get(ID, 480)


async def test_photos_live_in_the_bucket_and_nowhere_on_this_machine(
    rolled_back: None, in_bucket: Settings, elsewhere: Bucket, clock: Clock, tmp_path: Path
) -> None:
    told = msgspec.structs.replace(in_bucket, data_dir=tmp_path)
    transport = httpx.ASGITransport(app=create_app(told, database_url=None, clock=clock))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        square = Square(client, People(clock))
        author = await square.people.account()
        made = await photo(square, author)
        await square.post("/proposals", author, **TEXT, photos=[{"id": made["id"]}])
        assert sorted(elsewhere.objects) == [
            f"/madang/photos/{made['id']}/{source['width']}.webp" for source in made["sources"]
        ]
        assert (await file_of(square, made)).status_code == 200
        assert list(tmp_path.iterdir()) == []
        elsewhere.failing = True
        answer = await file_of(square, made)
        assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
        assert "retry-after" in answer.headers


async def test_a_store_that_does_not_know_us_is_unavailable(
    in_bucket: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    store = PhotoStore(in_bucket)
    with pytest.raises(Unavailable):
        await store.put(ID, 480, b"a file")
    with pytest.raises(Unavailable):
        await store.get(ID, 480)


@pytest.mark.parametrize(
    "url", ["madang/photos", "https://madang.example", "s3://", "s3:///photos"]
)
def test_an_address_that_is_no_bucket_is_told(url: str, tmp_path: Path) -> None:
    environment = {"MADANG_PHOTOS_URL": url, "MADANG_DATA_DIR": str(tmp_path)}
    with pytest.raises(SettingsError, match="s3://bucket/folder"):
        read_settings(environment)


@pytest.mark.parametrize(
    ("database", "elsewhere"),
    [
        (None, False),
        ("postgresql:///madang?host=/var/run/postgresql", False),
        ("postgresql://madang@127.0.0.1/madang", False),
        ("postgresql://madang@database.madang.example/madang", True),
    ],
)
def test_a_database_elsewhere_may_serve_several_machines(
    settings: Settings, database: str | None, elsewhere: bool
) -> None:
    told = msgspec.structs.replace(settings, database_url=database)
    assert told.database_elsewhere is elsewhere
