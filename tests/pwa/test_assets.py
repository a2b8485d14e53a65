"""Styles, scripts and icons, as browsers get and keep them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx
import pytest

from pwa.assets import asset, assets
from tests.people import People
from tests.square import Square


async def test_a_style_sheet_comes_compressed_and_may_be_kept_for_a_year(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(asset("styles/app.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"].lower().count("accept-encoding") == 1
    assert answer.content == Path("pwa/styles/app.css").read_bytes()


async def test_who_takes_no_gzip_gets_the_plain_file(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        asset("styles/app.css"), headers={"Accept-Encoding": "gzip;q=0, identity"}
    )
    assert "content-encoding" not in answer.headers
    assert answer.content == Path("pwa/styles/app.css").read_bytes()


async def test_an_old_address_gives_the_present_file_but_is_not_kept(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/assets/000000000000/styles/app.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["nothing.css", "../pages.py", "%2e%2e/pages.py", "templates/layout.html", ""]
)
async def test_nothing_but_assets_can_be_fetched(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/assets/000000000000/{path}")
    assert answer.status_code == 404


def test_a_template_cannot_name_a_file_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        asset("styles/nothing.css")


async def test_a_first_visit_of_a_proposal_stays_within_its_budget(
    client: httpx.AsyncClient, people: People, square: Square
) -> None:
    author = await people.resident()
    number = await square.proposal(author)
    for headers in ({}, author.headers):
        page = (await client.get(f"/proposals/{number}", headers=headers)).text
        waiting = re.findall(r'<script type="module" src="/assets/[^/]+/([^"]+)"', page)
        assert "scripts/app.js" in waiting
        scripts: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in scripts:
                scripts.add(path)
                source = assets()[path].body.decode()
                imported = re.findall(r'^import\b[^;]*?"\./([^"]+)"', source, re.MULTILINE)
                waiting += [f"scripts/{name}" for name in imported]
        assert sum(len(gzip.compress(assets()[path].body, 9)) for path in scripts) <= 20_000
    assert len(gzip.compress(assets()["styles/app.css"].body, 9)) <= 14_000
