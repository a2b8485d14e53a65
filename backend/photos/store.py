"""Where the files of photos are kept: a folder, or a store that speaks S3.

Both are the same to whoever uses them. The library is loaded when the first photo is asked for,
so that a process which never sees one doesn't carry it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

from backend.errors import NotFound, Unavailable
from backend.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

log = structlog.get_logger()

# Seconds for one attempt, and for all of them: somebody waits for the answer.
ATTEMPT = "10s"
ALL_ATTEMPTS = 20


class PhotoStore:
    """The files of photos, by the photo's id and the file's width.

    Every method raises ``Unavailable`` where the store cannot be reached or refuses to work.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def put(self, id: str, width: int, file: bytes) -> None:
        """Keep a file; one that was there under the same names is replaced."""
        from obstore import put_async

        with _reaching():
            await put_async(self._files, _name(id, width), file)

    async def get(self, id: str, width: int) -> bytes:
        """The file. Raises ``NotFound`` where there is none."""
        from obstore import get_async

        with _reaching(may_be_missing=True):
            found = await get_async(self._files, _name(id, width))
            return bytes(await found.bytes_async())

    async def remove(self, id: str, widths: list[int]) -> None:
        """Remove files, of which some may be gone already."""
        from obstore import delete_async

        for width in widths:
            with suppress(NotFound), _reaching(may_be_missing=True):
                await delete_async(self._files, _name(id, width))

    @cached_property
    def _files(self) -> ObjectStore:
        from obstore.store import LocalStore, S3Store

        url = self._settings.photos_url
        if url is None:
            return LocalStore(
                self._settings.data_dir / "photos", mkdir=True, automatic_cleanup=True
            )
        # Keys, region and endpoint come from the variables that every tool for S3 knows.
        return S3Store.from_url(
            url,
            client_options={"timeout": ATTEMPT, "allow_http": True},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=ALL_ATTEMPTS)},
        )


def _name(id: str, width: int) -> str:
    return f"{id}/{width}.webp"


@contextmanager
def _reaching(*, may_be_missing: bool = False) -> Iterator[None]:
    """Turn what the library raises into problems of ours.

    A bucket that is not there reads as a file that is not, so only some take it for an answer.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        if may_be_missing and isinstance(error, FileNotFoundError):
            raise NotFound from error
        log.error("photo store unavailable", exception=type(error).__name__, exc_info=error)
        raise Unavailable from error
