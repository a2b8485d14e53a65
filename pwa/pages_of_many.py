"""How a page goes out that many get: bytes alone, without the framework's answer around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from litestar.types import Receive, Scope, Send

from backend.http.compression import takes_gzip
from backend.http.origin import Headers
from pwa.pages import VARY, keeping
from pwa.tags import is_known


class Key(NamedTuple):
    """What tells one page of many from another."""

    address: str
    language: str
    said: str
    media_type: str


class PageOfMany(ABC):
    """A page as it is sent to one reader or to all. An ASGI application that sends it, or 304.

    ``head`` is what stands in its head beside what caches obey.
    """

    def __init__(self, key: Key, tag: str, *head: tuple[bytes, bytes]) -> None:
        self._tag = tag.encode()
        self._head = [
            (b"vary", VARY.encode()),
            (b"content-language", key.language.encode()),
            (b"etag", self._tag),
            *head,
        ]
        charset = "; charset=utf-8" if key.media_type.startswith("text/") else ""
        self._content_type = (b"content-type", (key.media_type + charset).encode())

    @abstractmethod
    def compressed(self) -> bytes:
        """The page as a file of gzip."""

    @abstractmethod
    def plain(self) -> bytes:
        """The page as it was made."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in the form that this request takes."""
        sent: Headers = scope["state"]["headers"]
        status, body = 200, b""
        head = [*self._head, (b"cache-control", keeping(sent).encode())]
        if is_known(self._tag, sent):
            status = 304
        else:
            if takes_gzip(sent.get(b"accept-encoding", b"")):
                body = self.compressed()
                head.append((b"content-encoding", b"gzip"))
            else:
                body = self.plain()
            head += (self._content_type, (b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body, "more_body": False})
