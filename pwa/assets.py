"""Styles, scripts and icons: read once, compressed once, kept by browsers for a year.

All of them live under one address that changes with any of them,
``/assets/<version>/styles/app.css``. So scripts import each other by relative paths as they
stand, and nothing has to be rewritten or bundled.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from backend.errors import NotFound
from backend.http.compression import takes_gzip
from backend.http.origin import Headers
from pwa.tags import is_known, tag_of

HERE = Path(__file__).parent
FOLDERS = ("styles", "scripts", "icons")

# The machine's own table of types differs from one machine to the next.
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


FOR_EVER = "public, max-age=31536000, immutable"


class Asset(msgspec.Struct, frozen=True):
    """One file. ``compressed`` is None where gzip gains nothing; ``tag`` is its ``ETag``."""

    body: bytes
    compressed: bytes | None
    media_type: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its path under ``pwa/``, such as ``styles/app.css``."""
    files = [
        file
        for folder in FOLDERS
        for file in sorted((HERE / folder).rglob("*"))
        if file.suffix in MEDIA_TYPES
    ]
    return {file.relative_to(HERE).as_posix(): _read(file) for file in files}


def _read(file: Path) -> Asset:
    return made(file.read_bytes(), MEDIA_TYPES[file.suffix])


def made(body: bytes, media_type: str) -> Asset:
    """A file of that content, compressed once."""
    compressed = gzip.compress(body, 9, mtime=0)
    return Asset(
        body=body,
        compressed=compressed if len(compressed) < 0.9 * len(body) else None,
        media_type=media_type,
        tag=tag_of(body),
    )


@cache
def version() -> str:
    """A digest of all files and their names: twelve hexadecimal digits."""
    digest = hashlib.sha256()
    for path, one in assets().items():
        digest.update(f"{path}\0{len(one.body)}\0".encode())
        digest.update(one.body)
    return digest.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a file for templates. Raises ``KeyError`` for one that isn't there."""
    if path not in assets():
        raise KeyError(f"pwa/{path} is not an asset")
    return f"/assets/{version()}/{path}"


class File:
    """A file as it is sent with one ``Cache-Control``. An ASGI application that answers with it, or
    with 304 where the browser has it already."""

    def __init__(self, file: Asset, keeping: str) -> None:
        self._file = file
        self._tag = file.tag.encode()
        self._head = [
            (b"cache-control", keeping.encode()),
            (b"etag", self._tag),
            (b"vary", b"Accept-Encoding"),
        ]
        charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
        self._content_type = (b"content-type", (file.media_type + charset).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in the form that this request takes."""
        asked: Headers = scope["state"]["headers"]
        status, body, head = 304, b"", self._head
        if not is_known(self._tag, asked):
            status, body, head = 200, self._file.body, [*head, self._content_type]
            compressed = self._file.compressed
            if compressed is not None and takes_gzip(asked.get(b"accept-encoding", b"")):
                body = compressed
                head.append((b"content-encoding", b"gzip"))
            head.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body, "more_body": False})


PATH = "/assets/{asked:str}/{path:path}"


@get(PATH, who="anyone", include_in_schema=False, sync_to_thread=False)
def serve_asset(asked: FromPath[str], path: FromPath[str]) -> ASGIApp:
    """A file. While two versions serve side by side, a page of one may ask the other for its
    style: that answer is the present file, which then must not be kept under the old address.
    """
    found = assets().get(path.lstrip("/"))
    if found is None:
        raise NotFound
    return File(found, FOR_EVER if asked == version() else "no-cache")


def asset_files() -> dict[str, File]:
    """Every file of this version by its address, to be sent without looking for a route."""
    return {asset(path): File(found, FOR_EVER) for path, found in assets().items()}
