"""The manifest, by which a phone installs Madang and other apps share to it."""

from __future__ import annotations

import json
from typing import Any

import httpx

from pwa.assets import assets


async def manifest_in(client: httpx.AsyncClient, language: str) -> dict[str, Any]:
    answer = await client.get(f"/manifest.webmanifest?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest: dict[str, Any] = json.loads(answer.text)
    return manifest


async def test_a_phone_installs_in_the_readers_language(client: httpx.AsyncClient) -> None:
    english, korean = await manifest_in(client, "en"), await manifest_in(client, "ko")
    assert (english["lang"], korean["lang"]) == ("en", "ko")
    assert english["name"] != korean["name"]
    # In whichever language it was installed, it is the same app.
    assert (
        (english["id"], english["start_url"]) == (korean["id"], korean["start_url"]) == ("/", "/")
    )


async def test_its_icons_are_there_in_the_sizes_that_phones_ask_for(
    client: httpx.AsyncClient,
) -> None:
    icons = (await manifest_in(client, "en"))["icons"]
    assert {(icon["sizes"], icon.get("purpose")) for icon in icons} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        assert icon["src"].split("/", 3)[3] in assets()


async def test_every_place_that_it_names_can_be_opened(client: httpx.AsyncClient) -> None:
    manifest = await manifest_in(client, "en")
    shortcuts = {shortcut["url"] for shortcut in manifest["shortcuts"]}
    assert shortcuts == {"/proposals/new", "/outbox"}
    for url in (manifest["start_url"], *shortcuts):
        assert (await client.get(url)).status_code == 200


async def test_other_apps_share_to_a_form_that_is_taken(client: httpx.AsyncClient) -> None:
    target = (await manifest_in(client, "en"))["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    fields = [(target["params"][name], (None, b"x")) for name in ("title", "text", "url")]
    assert (await client.post(target["action"], files=fields)).status_code == 200
