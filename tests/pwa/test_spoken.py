"""The language that people's own words are marked with."""

from __future__ import annotations

import httpx
import pytest

from pwa.spoken import spoken
from tests.people import People
from tests.pwa.reader import page_of, send
from tests.square import Square


@pytest.mark.parametrize(
    ("words", "page", "expected"),
    [
        ("횡단보도가 필요해요", "en", ' lang="ko"'),
        ("횡단보도가 필요해요", "ko", ""),
        ("Thank you for counting!", "ko", ' lang="en"'),
        ("Thank you 감사합니다", "en", ' lang="ko"'),
        ("2026!", "ko", ""),
        ("Спасибо, thanks", "ko", ""),
        (None, "ko", ""),
    ],
)
def test_words_say_their_language_where_the_page_speaks_another(
    words: str | None, page: str, expected: str
) -> None:
    assert spoken(words, page=page) == expected


async def test_a_korean_comment_is_marked_on_an_english_page(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    number, person = await square.proposal(), await people.account()
    await send(client, f"/proposals/{number}/comments", person, body="저도 그 길을 다녀요.")
    page = (await client.get(f"/proposals/{number}?lang=en")).text
    assert '<div class="prose" lang="ko"><p>저도 그 길을 다녀요.' in page
    assert '<div class="prose"><p>저도 그 길을 다녀요.' in await page_of(client, number)
