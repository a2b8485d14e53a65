"""Entity tags: what a browser keeps is not sent again while it is the same."""

from __future__ import annotations

import hashlib

from backend.http.origin import Headers


def tag_of(body: bytes) -> str:
    """The ``ETag`` of a body: weak, since the same one may travel compressed or not."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def is_known(tag: bytes, sent: Headers) -> bool:
    """Whether ``If-None-Match`` names the (weak) tag; GET compares all tags as weak ones."""
    known = sent.get(b"if-none-match")
    if known is None or known == tag:
        return known is not None
    return tag in {b"W/" + one.strip().removeprefix(b"W/") for one in known.split(b",")}
