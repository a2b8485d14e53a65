"""Pages of people who are signed in: made once for all who ask at one moment and see the same.

Theirs are current, so that nothing is kept (see ``http.together``).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Hashable

from backend.http.compression import LEVEL
from backend.http.together import Together
from pwa.pages_of_many import Key, PageOfMany
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

    def __init__(self, key: Key, body: bytes) -> None:
        self.key = key
        self.tag = tag_of(body)
        self.parts = body.split(PERSON.encode())
        self.packed = [_packed(part) for part in self.parts]

    def copy(self, person: str) -> Copy:
        """The copy of that person's."""
        return Copy(self, person)


class Copy(PageOfMany):
    """One person's copy of a page of many."""

    def __init__(self, page: CommonPage, person: str) -> None:
        self._page = page
        self._name = person.encode()
        tag = tag_of(f"{page.tag} {person}".encode())
        super().__init__(page.key, tag, (b"madang-person", self._name))

    def plain(self) -> bytes:
        """As it would have been made for them alone."""
        return self._name.join(self._page.parts)

    def compressed(self) -> bytes:
        """The same as a file of gzip."""
        plain, name = self.plain(), self._name
        stored = struct.pack("<BHH", 0, len(name), len(name) ^ 0xFFFF) + name
        end = struct.pack("<II", zlib.crc32(plain), len(plain))
        return b"".join((_HEAD, stored.join(self._page.packed), _LAST, end))


def _packed(part: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


class CommonPages:
    """The pages that are being made in this process."""

    def __init__(self) -> None:
        self._pages: Together[CommonPage] = Together()

    async def made(self, key: Key, alike: Hashable, make: Make) -> CommonPage:
        """The page that ``make`` makes for many, its making begun after this call.

        Those who ask for the same ``key`` and are ``alike`` must see the same, whoever of them is
        asked to make it. Raises what ``make`` raises.
        """

        async def common() -> CommonPage:
            return CommonPage(key, (await make(MANY)).body)

        return await self._pages.made((key, alike), common)
