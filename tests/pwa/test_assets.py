"""Styles, scripts and icons, as browsers get and keep them."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest

from pwa.assets import asset, assets


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


def test_a_first_visit_stays_within_its_budget() -> None:
    sizes = {path: len(gzip.compress(one.body, 9)) for path, one in assets().items()}
    scripts = sum(size for path, size in sizes.items() if path.startswith("scripts/"))
    styles = sum(size for path, size in sizes.items() if path.startswith("styles/"))
    assert scripts <= 20_000
    assert styles <= 14_000
