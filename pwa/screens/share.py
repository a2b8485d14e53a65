"""What another app shares to Madang, where no service worker takes it: the form, filled with it.

Phones share by a form of their own, which carries no origin of ours. So this route takes it from
anywhere, and in return it stores nothing: what somebody else's page sends here is shown, no more.
"""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, post

from backend.errors import BadRequest
from backend.http.reading import cleaned
from pwa.screens.writing import writing_page

# Texts come before photos, in the order of the manifest; what comes after this much is not kept.
MOST_TEXT = 64 * 1024

# Photos of phones are large, and come along although they cannot be taken here.
MOST_BYTES = 100 * 1024 * 1024


@post(
    "/share",
    who="anyone",
    while_suspended=True,
    from_anywhere=True,
    request_max_body_size=MOST_BYTES,
)
async def take_shared(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The form for a new proposal with the shared words in it; photos are told to be left out.

    Raises ``BadRequest`` for what is no form with files.
    """
    boundary = re.fullmatch(
        r'multipart/form-data;\s*boundary="?([^";\s]{1,70})"?\s*',
        request.headers.get("content-type", ""),
        re.IGNORECASE,
    )
    if boundary is None:
        raise BadRequest
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk[: MOST_TEXT - len(sent)]
    texts, photos = _parts(bytes(sent), boundary[1].encode("latin-1"))
    words = {"title": texts.get("title", "").strip(), "body": _body(texts)}
    return writing_page(request, "new", words, action="/proposals/new", left_out=photos)


def _parts(sent: bytes, boundary: bytes) -> tuple[dict[str, str], bool]:
    """The texts of a form by their names, and whether there were files beside them.

    Source: RFC 7578.
    """
    texts: dict[str, str] = {}
    files = False
    for part in sent.split(b"--" + boundary):
        head, _, value = part.partition(b"\r\n\r\n")
        name = re.search(rb'\bname="([^"]*)"', head)
        if b'filename="' in head:
            files = True
        elif name is not None:
            text = value.removesuffix(b"\r\n").decode("utf-8", "replace")
            texts[name[1].decode("latin-1")] = cleaned(text)
    return texts, files


def _body(texts: dict[str, str]) -> str:
    """The text and the address, which many apps put into the text already."""
    text, url = texts.get("text", "").strip(), texts.get("url", "").strip()
    return "\n\n".join(filter(None, (text, url if url not in text else "")))
