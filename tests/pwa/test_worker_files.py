"""The service worker's files, and the pages that are there before a network is missed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from pwa.assets import assets
from tests.conftest import CHECKOUT
from tests.people import People

IMPORT = re.compile(r'^import (?:.* from )?"([^"]+)";$', re.MULTILINE)


async def folder_of(client: httpx.AsyncClient) -> str:
    """Where the files of the present worker lie."""
    (started,) = IMPORT.findall((await client.get("/service-worker.js")).text)
    return urljoin(started, ".")


async def shell_of(client: httpx.AsyncClient) -> list[tuple[str, str | None]]:
    """What the worker keeps: addresses and the tags they must have."""
    source = (await client.get(f"{await folder_of(client)}shell.js")).text
    lists = re.findall(r"^export const (?:FIRST|REST) = (.*?);$", source, re.MULTILINE | re.DOTALL)
    assert len(lists) == 2
    return [(address, tag) for listed in lists for address, tag in json.loads(listed)]


async def test_the_worker_is_asked_for_anew_each_time_and_what_it_imports_is_kept(
    client: httpx.AsyncClient,
) -> None:
    first = await client.get("/service-worker.js")
    assert first.headers["cache-control"] == "no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    assert (await client.get("/service-worker.js", headers=known)).status_code == 304
    folder = await folder_of(client)
    waiting, seen = [f"{folder}service_worker.js"], set()
    while waiting:
        address = waiting.pop()
        seen.add(address.removeprefix(folder))
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"].endswith("immutable")
        imported = {urljoin(address, path) for path in IMPORT.findall(answer.text)}
        waiting += [one for one in imported if one.removeprefix(folder) not in seen]
    assert {"shell.js", "scripts/kept_pages.js", "scripts/outbox.js"} <= seen


def test_the_worker_can_be_read_on_one_screen() -> None:
    assert len(Path("pwa/service_worker.js").read_text().splitlines()) <= 100


def test_every_process_serves_the_same_version() -> None:
    ask = (
        "from backend.city.load import load_city;"
        "from pwa.worker_files import _worker_of;"
        "print(_worker_of(load_city(None)).version)"
    )
    versions = {
        subprocess.run(
            [sys.executable, "-c", ask],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=CHECKOUT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(versions) == 1


async def test_no_file_of_one_version_is_given_for_another(client: httpx.AsyncClient) -> None:
    answer = await client.get("/worker/000000000000/scripts/kept_pages.js")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["nothing.js", "styles/app.css", "%2e%2e/pages.py", "pages.py", ""]
)
async def test_nothing_but_the_workers_files_is_at_their_address(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(f"{await folder_of(client)}{path}")).status_code == 404


async def test_everything_in_the_shell_is_there_under_its_tag(client: httpx.AsyncClient) -> None:
    shell = await shell_of(client)
    assert {"/offline", "/outbox"} <= {address for address, tag in shell if tag is None}
    for address, tag in shell:
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert tag is None or answer.headers["etag"] == tag
        assert answer.headers["cache-control"].startswith("public")


async def test_every_script_and_the_style_are_in_the_shell(client: httpx.AsyncClient) -> None:
    listed = {address.split("/", 3)[3] for address, tag in await shell_of(client) if tag}
    assert {path for path in assets() if path.startswith(("scripts/", "styles/"))} <= listed


async def test_the_pages_of_the_shell_are_the_same_for_everybody(
    client: httpx.AsyncClient, people: People
) -> None:
    person = await people.resident()
    for address, tag in await shell_of(client):
        if tag is not None:
            continue
        ours = await client.get(address, headers={"Accept-Language": "ko"})
        theirs = await client.get(address, headers=person.headers | {"Accept-Language": "ko"})
        assert ours.text == theirs.text
        assert "data-person" not in ours.text
