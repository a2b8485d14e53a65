"""What other apps share to Madang, where no service worker takes it."""

from __future__ import annotations

import httpx
import pytest

from backend.language import text
from backend.proposals.tables import Draft

FROM_A_PHONE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
PHOTO = ("photos", ("a.jpg", b"\xff\xd8\xff" + b"x" * 300_000, "image/jpeg"))


def field(name: str, words: str) -> tuple[str, tuple[None, bytes]]:
    """A text of a form with files."""
    return name, (None, words.encode())


async def test_shared_words_stand_in_the_form_and_nothing_is_stored(
    client: httpx.AsyncClient,
) -> None:
    before = await Draft.count()
    answer = await client.post(
        "/share",
        files=[
            field("title", "동네 <소식>"),
            field("text", "가로등이 꺼져 있어요."),
            field("url", "https://news.example/7"),
        ],
        headers=FROM_A_PHONE,
    )
    assert answer.status_code == 200
    assert 'value="동네 &lt;소식&gt;"' in answer.text
    assert "가로등이 꺼져 있어요.\n\nhttps://news.example/7</textarea>" in answer.text
    assert 'action="/proposals/new"' in answer.text
    assert text("ko", "shared-photos-left-out") not in answer.text
    assert await Draft.count() == before


async def test_an_address_that_the_text_holds_already_is_not_repeated(
    client: httpx.AsyncClient,
) -> None:
    shared = [
        field("text", "https://news.example/7 보세요"),
        field("url", "https://news.example/7"),
    ]
    answer = await client.post("/share", files=shared)
    assert answer.text.count("https://news.example/7") == 1


async def test_photos_are_left_out_with_a_sentence_however_large(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/share", files=[field("text", "여기가 어두워요."), PHOTO, PHOTO], headers=FROM_A_PHONE
    )
    assert answer.status_code == 200
    assert "여기가 어두워요.</textarea>" in answer.text
    assert text("ko", "shared-photos-left-out") in answer.text


@pytest.mark.parametrize(
    "media_type", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]
)
async def test_what_is_no_form_with_files_is_refused(
    client: httpx.AsyncClient, media_type: str
) -> None:
    answer = await client.post("/share", content=b"text=1", headers={"Content-Type": media_type})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "sent", [b"", b"--", b"--b", b"--b\r\n\r\n", b'--b\r\nname="\xff"\r\n\r\n\xff']
)
async def test_a_broken_form_is_an_empty_one(client: httpx.AsyncClient, sent: bytes) -> None:
    answer = await client.post(
        "/share", content=sent, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 200


async def test_no_other_form_is_taken_from_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.post("/proposals/new", data={"title": "안녕"}, headers=FROM_A_PHONE)
    assert answer.status_code == 403
