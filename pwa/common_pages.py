"""Pages of people who are signed in: made once for all who ask at one moment and see the same.

Theirs are current, so that nothing is kept. Whoever asks while such a page is being made gets the
next one, whose making begins after they asked: nobody who comes alone waits, and a crowd costs one
page at a time.
"""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Hashable

from backend.http.compression import LEVEL
from pwa.readers import MANY, PERSON, Make
from pwa.tags import tag_of

# What begins a file of gzip (RFC 1952, section 2.3.1) without a name or a time, and the empty last
# block that ends its data (RFC 1951, section 3.2.6).
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST = b"\x03\x00"


class CommonPage:
    """A page of many, of which everybody gets a copy with their own name for their device in it.

    It is compressed once. What stands between these names is packed so that it can be read
    whatever is before it; the names go between uncompressed (RFC 1951, section 3.2.4).
    """

    def __init__(self, body: bytes) -> None:
        self._parts = body.split(PERSON.encode())
        self._packed = [_packed(part) for part in self._parts]
        self._tag = tag_of(body)

    def tag(self, person: str) -> str:
        """The ``ETag`` of that person's copy."""
        return tag_of(f"{self._tag} {person}".encode())

    def plain(self, person: str) -> bytes:
        """The copy of that person's."""
        return person.encode().join(self._parts)

    def compressed(self, person: str) -> bytes:
        """The same as a file of gzip."""
        plain, name = self.plain(person), person.encode()
        stored = struct.pack("<BHH", 0, len(name), len(name) ^ 0xFFFF) + name
        end = struct.pack("<II", zlib.crc32(plain), len(plain))
        return b"".join((_HEAD, stored.join(self._packed), _LAST, end))


def _packed(part: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


class CommonPages:
    """The pages that are being made in this process."""

    def __init__(self) -> None:
        self._begun: dict[Hashable, asyncio.Task[CommonPage]] = {}
        self._next: dict[Hashable, asyncio.Task[CommonPage]] = {}

    async def made(self, key: Hashable, make: Make) -> CommonPage:
        """The page that ``make`` makes for many, its making begun after this call.

        Those who ask under the same ``key`` must see the same, whoever of them is asked to make
        it. Raises what ``make`` raises.
        """
        task = self._next.get(key)
        if task is None:
            # In a task of its own: the others wait on when the first one hangs up.
            task = self._next[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(task)

    async def _make(self, key: Hashable, make: Make) -> CommonPage:
        before = self._begun.get(key)
        if before is not None:
            await asyncio.wait([before])
        # Whoever asks from here on could miss what changes from here on.
        self._begun[key] = self._next.pop(key)
        try:
            return CommonPage((await make(MANY)).body)
        finally:
            # The next one waits for this, so that it is still this one.
            del self._begun[key]
