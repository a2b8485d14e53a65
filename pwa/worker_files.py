"""The service worker: its script, what it imports, and the list of what it keeps from the start.

It and its imports lie at addresses that never change, and browsers ask for them anew each time:
where one differs by a byte, the new worker is installed beside the old one.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from backend.errors import NotFound
from backend.language.catalogue import LOCALES
from pwa.assets import HERE, MEDIA_TYPES, Asset, asset, assets, made, sent

ASKED_ANEW = "no-cache"
SCRIPT = MEDIA_TYPES[".js"]

# Pages that are the same for everybody, and are there without a network from the first visit on.
PAGES = ("/offline", "/outbox")
ICONS = ("icons/favicon.svg", "icons/icon-192.png")


@get("/service-worker.js", who="anyone", include_in_schema=False, sync_to_thread=False)
def service_worker(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The worker's own script."""
    return sent(request, _worker(msgspec.json.encode(request.app.state.city)), ASKED_ANEW)


@get("/scripts/{path:path}", who="anyone", include_in_schema=False, sync_to_thread=False)
def worker_script(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """A script that the worker imports: the same file that pages load from ``/assets``."""
    found = assets().get("scripts" + path)
    if found is None:
        raise NotFound
    return sent(request, found, ASKED_ANEW)


@get("/shell.js", who="anyone", include_in_schema=False, sync_to_thread=False)
def shell(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What the worker fetches before it begins to work, and the name of this very set of files."""
    return sent(request, _shell(msgspec.json.encode(request.app.state.city)), ASKED_ANEW)


@cache
def _worker(city: bytes) -> Asset:
    # Its last line names the version: Chromium cannot start a worker of modules of which only an
    # imported one differs, and other browsers may not look at those at all.
    script = (HERE / "service_worker.js").read_text("utf-8")
    return made(f"{script}\n// {_version(city)}\n".encode(), SCRIPT)


@cache
def _shell(city: bytes) -> Asset:
    files = [
        path
        for path in assets()
        if path == "styles/app.css" or path.startswith("scripts/") or path in ICONS
    ]
    # A file is known by its tag, so that one that did not change need not be fetched again.
    entries: list[tuple[str, str | None]] = [(asset(path), assets()[path].tag) for path in files]
    entries += [(page, None) for page in PAGES]
    listed = msgspec.json.format(msgspec.json.encode(entries)).decode()
    text = f'export const VERSION = "{_version(city)}";\nexport const SHELL = {listed};\n'
    return made(text.encode(), SCRIPT)


def _version(city: bytes) -> str:
    """A digest of all that the shell is made of: the files, the worker, the templates, the texts
    and the city; twelve hexadecimal digits.
    """
    digest = hashlib.sha256(asset("styles/app.css").encode() + city)
    for file in (
        HERE / "service_worker.js",
        *sorted((HERE / "templates").rglob("*.html")),
        *sorted(LOCALES.glob("*.ftl")),
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
