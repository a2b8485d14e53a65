"""The service worker: its scripts, and the list of what it keeps from the start.

Browsers ask for ``/service-worker.js`` anew with every page. It is a line that names the version;
all the rest lies under an address of that version and never changes, so that nothing else is asked
for until there is a new one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from litestar.types import ASGIApp

from backend.city.city import City
from backend.errors import NotFound
from backend.language import text
from backend.language.catalogue import LOCALES
from pwa.assets import FOR_EVER, HERE, MEDIA_TYPES, Asset, File, asset, assets, made

SCRIPT = MEDIA_TYPES[".js"]

# What visitors' pages load, and the page that stands where another cannot be had.
READING = tuple(f"scripts/{name}.js" for name in ("app", "forms", "share", "live", "offline_page"))
IMPORT = re.compile(r'^import (?:[^"]* from )?"\./([^"]+)";$', re.MULTILINE)
ICONS = ("icons/favicon.svg", "icons/icon-192.png")
# What stands in a phone's own bar beside a notification.
BADGE = "icons/badge-96.png"


class Worker(msgspec.Struct, frozen=True):
    """A version of the worker: what is registered, and all that this imports, by path."""

    version: str
    start: Asset
    files: dict[str, Asset]


@get("/service-worker.js", who="anyone", include_in_schema=False, sync_to_thread=False)
def service_worker(request: Request[Any, Any, Any]) -> ASGIApp:
    """What pages register."""
    return File(_worker_of(request.app.state.city).start, "no-cache")


PATH = "/worker/{asked:str}/{path:path}"


@get(PATH, who="anyone", include_in_schema=False, sync_to_thread=False)
def worker_file(
    request: Request[Any, Any, Any], asked: FromPath[str], path: FromPath[str]
) -> ASGIApp:
    """A file of the worker. While two versions serve side by side, one has nothing of the other's:
    half of a worker must not be joined with half of another.
    """
    worker = _worker_of(request.app.state.city)
    found = worker.files.get(path.lstrip("/"))
    if found is None or asked != worker.version:
        raise NotFound
    return File(found, FOR_EVER)


def worker_files(city: City) -> dict[str, File]:
    """Every file of the worker by its address, to be sent without looking for a route."""
    worker = _worker_of(city)
    return {
        f"/worker/{worker.version}/{path}": File(found, FOR_EVER)
        for path, found in worker.files.items()
    }


def _worker_of(city: City) -> Worker:
    # In one order, whichever a process keeps its sets in: all processes serve the same version.
    return _worker(msgspec.json.encode(city, order="deterministic"))


@cache
def _worker(city: bytes) -> Worker:
    version = _version(city)
    files = {path: file for path, file in assets().items() if path.startswith("scripts/")}
    files["service_worker.js"] = made((HERE / "service_worker.js").read_bytes(), SCRIPT)
    files["shell.js"] = _shell(version, city)
    start = f'import "/worker/{version}/service_worker.js";\n'
    return Worker(version, made(start.encode(), SCRIPT), files)


def _shell(version: str, city: bytes) -> Asset:
    """What the worker keeps, in the order in which it is needed, and the name of this very set."""
    first = {"styles/app.css", *ICONS, *_with_imports(READING)}
    rest = {path for path in assets() if path.startswith("scripts/")} | {BADGE}
    text = (
        f'export const VERSION = "{version}";\n'
        f"export const FIRST = {_listed(first, '/offline')};\n"
        f"export const REST = {_listed(rest - first, '/outbox')};\n"
        f"export const NEWS = {msgspec.json.encode(_news(city)).decode()};\n"
    )
    return made(text.encode(), SCRIPT)


def _news(city: bytes) -> dict[str, tuple[str, str]]:
    """What a push says that the worker cannot read, in each language: title and sentence."""
    described = msgspec.json.decode(city, type=City)
    return {
        locale: (
            text(locale, "site-name", city=described.name(locale)),
            text(locale, "push-unread"),
        )
        for locale in described.locales
    }


def _listed(files: set[str], page: str) -> str:
    """Files and a page as JavaScript. A file is known by its tag, so that one that did not change
    need not be fetched again."""
    entries: list[tuple[str, str | None]] = [
        (asset(path), assets()[path].tag) for path in sorted(files)
    ]
    return msgspec.json.format(msgspec.json.encode([*entries, (page, None)])).decode()


def _with_imports(scripts: Iterable[str]) -> set[str]:
    """These scripts and all that they import."""
    found: set[str] = set()
    waiting = list(scripts)
    while waiting:
        path = waiting.pop()
        found.add(path)
        imported = {f"scripts/{name}" for name in IMPORT.findall(assets()[path].body.decode())}
        waiting += imported - found
    return found


def _version(city: bytes) -> str:
    """A digest of all that the worker and its shell are made of: the assets, the worker, the
    templates, the texts and the city; twelve hexadecimal digits.
    """
    digest = hashlib.sha256(asset("styles/app.css").encode() + city)
    for file in (
        HERE / "service_worker.js",
        *sorted((HERE / "templates").rglob("*.html")),
        *sorted(LOCALES.glob("*.ftl")),
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
