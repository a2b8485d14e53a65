"""What every page has: its head, its headers, its language."""

from __future__ import annotations

import httpx

from tests.people import People


async def test_a_visitors_page_may_be_shared_for_a_second(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "public, s-maxage=1, max-age=0"
    for name in ("cookie", "accept-language", "accept-encoding"):
        assert name in answer.headers["vary"].lower()
    assert "set-cookie" not in answer.headers


async def test_a_page_that_is_known_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = await client.get("/", headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    other = await client.get("/", headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


async def test_languages_do_not_share_a_tag(client: httpx.AsyncClient) -> None:
    korean = await client.get("/", headers={"Accept-Language": "ko"})
    english = await client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="ko">' in korean.text
    assert '<html lang="en">' in english.text
    assert korean.headers["content-language"] == "ko"
    assert korean.headers["etag"] != english.headers["etag"]


async def test_a_page_for_someone_is_not_shared(client: httpx.AsyncClient, people: People) -> None:
    resident = await people.resident()
    token = resident.headers["Authorization"].removeprefix("Bearer ")
    answer = await client.get("/", headers={"Cookie": f"__Host-madang={token}"})
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_page_names_its_address_its_languages_and_its_picture(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/departments?lang=en")).text
    origin = "http://127.0.0.1:8000"
    assert f'<link rel="canonical" href="{origin}/departments">' in page
    assert f'hreflang="ko" href="{origin}/departments?lang=ko"' in page
    assert '<meta property="og:image" content="http://127.0.0.1:8000/assets/' in page
    assert 'rel="manifest" href="/manifest.webmanifest?lang=en"' in page


async def test_an_address_that_does_not_exist_answers_with_a_page_that_helps(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/no/such/page", headers={"Accept-Language": "ko"})
    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert 'name="robots" content="noindex"' in answer.text
