"""Files that come as photos, made safe to show by a process of their own (``photos.recoding``)."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

import structlog

from backend.errors import Problem, Unavailable
from backend.http.metrics import PHOTOS

log = structlog.get_logger()

RECODING = Path(__file__).with_name("recoding.py")

# Seconds. The process bounds its own time of computing; this is for one that does nothing at all.
PATIENCE = 60

# What a picture does to a decoder that it breaks, or that it keeps busy for ever. The same picture
# would do it again, so it is refused; any other end may be the machine's doing.
DEADLY = {
    signal.SIGSEGV,
    signal.SIGBUS,
    signal.SIGABRT,
    signal.SIGILL,
    signal.SIGFPE,
    signal.SIGXCPU,
}

# One picture at a time for each server process: each takes a core and up to some hundred megabytes
# for a second. The others wait as files on the disk.
_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recoding")


class NotAPicture(Problem):
    """A file that is no JPEG, PNG, WebP or GIF, whatever it is called, or a broken one."""

    status = 415
    slug = "not-a-picture"


class PictureTooLarge(Problem):
    """More bytes or pixels than a photo of a phone has."""

    status = 413
    slug = "picture-too-large"


class File(NamedTuple):
    """A WebP file and its size in pixels."""

    width: int
    height: int
    data: bytes


_REFUSALS: dict[bytes, type[Problem]] = {
    kind.slug.encode(): kind for kind in (NotAPicture, PictureTooLarge)
}


async def recoded(file: IO[bytes]) -> list[File]:
    """The picture in the widths in which it is kept, the smallest first.

    ``file`` is one of the system's, as it came. Raises ``NotAPicture``, ``PictureTooLarge``, and
    ``Unavailable`` where the process for it failed.
    """
    loop = asyncio.get_running_loop()
    verdict, _, made = (await loop.run_in_executor(_one_at_a_time, _run, file)).partition(b"\n")
    if verdict in _REFUSALS:
        PHOTOS.labels("refused").inc()
        raise _REFUSALS[verdict]
    files = _files(made)
    PHOTOS.labels("taken").inc()
    return files


def _run(file: IO[bytes]) -> bytes:
    """What the process says. Raises ``Unavailable``."""
    file.seek(0)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(RECODING)],
            stdin=file,
            capture_output=True,
            # Nothing of what the server knows, its key least of all.
            env={},
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(type(error).__name__) from error
    if -done.returncode in DEADLY:
        log.warning("photo killed its decoder", signal=-done.returncode)
        return NotAPicture.slug.encode()
    if done.returncode:
        raise _failed(done.stderr[-500:].decode("utf-8", "replace"))
    return done.stdout


def _failed(said: str) -> Unavailable:
    log.error("photo not re-encoded", said=said)
    PHOTOS.labels("failed").inc()
    return Unavailable()


def _files(made: bytes) -> list[File]:
    files = []
    stream = BytesIO(made)
    while head := stream.readline():
        width, height, length = map(int, head.split())
        files.append(File(width, height, stream.read(length)))
    return files
