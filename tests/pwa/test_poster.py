"""The poster of a proposal: one sheet that leads back to the page."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from backend.language import text
from pwa.screens.poster import qr_code
from tests.conftest import Clock
from tests.people import People
from tests.pwa.reader import page_of
from tests.square import Square, hide


async def test_a_poster_says_what_it_is_about_and_until_when(
    client: httpx.AsyncClient, square: Square, clock: Clock
) -> None:
    number = await square.proposal()
    seen = await square.get(f"/proposals/{number}")
    assert f'href="/proposals/{number}/poster"' in await page_of(client, number)
    answer = await client.get(f"/proposals/{number}/poster")
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public")
    assert seen["title"] in answer.text
    assert f"127.0.0.1:8000/proposals/{number}</span>" in answer.text
    assert 'name="robots" content="noindex"' in answer.text
    # It hangs for weeks, so it tells the day and not how many are left.
    first = re.search('<p class="poster-when">(.*?)</p>', answer.text, re.DOTALL)
    clock.now += timedelta(days=3)
    again = (await client.get(f"/proposals/{number}/poster")).text
    later = re.search('<p class="poster-when">(.*?)</p>', again, re.DOTALL)
    assert first is not None and later is not None and first[1] == later[1]


async def test_a_poster_speaks_the_readers_language(
    client: httpx.AsyncClient, square: Square
) -> None:
    number = await square.proposal()
    page = (await client.get(f"/proposals/{number}/poster?lang=en")).text
    assert text("en", "poster-open") in page.replace("&#39;", "'")


@pytest.mark.parametrize("taken_away", ["hidden", "withdrawn", "never there"])
async def test_what_was_taken_away_has_no_poster(
    client: httpx.AsyncClient, people: People, square: Square, clock: Clock, taken_away: str
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    if taken_away == "hidden":
        await hide(number, clock.now)
    elif taken_away == "withdrawn":
        await square.call("POST", f"/proposals/{number}/withdrawal", author)
    else:
        number = 999_999_999
    answer = await client.get(f"/proposals/{number}/poster", headers=author.headers)
    assert answer.status_code == 404
    if taken_away != "never there":
        page = await page_of(client, number, author)
        assert f"/proposals/{number}/poster" not in page


def test_a_code_is_black_on_white_with_a_quiet_border_and_no_style_of_its_own() -> None:
    code = qr_code("https://madang.example/proposals/12")
    assert 'fill="#fff"' in code and 'stroke="#000"' in code
    assert "style" not in code
    # The pattern in its corner begins after four quiet modules.
    assert re.search(r'd="M4 4\.5h7', code)
