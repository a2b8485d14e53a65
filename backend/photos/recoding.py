"""One picture made safe to show: ``python -I recoding.py``, the file on standard input.

A process of its own, and nothing of Madang in it. A decoder is the likeliest part of a server to
be broken by what a stranger sends; here it has no key, no database and no address to reach, its
memory and its time are bounded, and all that it took goes when it ends. Every pixel is computed
anew, so that nothing else of the file survives: no place, no camera, no preview, no hidden text.

Writes a first line with the verdict (``made``, or the slug of the problem) and, where it is
``made``, for each size a line with width, height and length in bytes, followed by the WebP file.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

# What a phone's camera makes today. A JPEG of that size is decoded at a fraction of it; whatever
# cannot be may have fewer pixels, since each takes four bytes.
MOST_PIXELS = 50_000_000
MOST_DECODED = 24_000_000

# Pixels. A phone's screen is about 400 points wide, of two or three pixels each; 240 is for a card
# in a list, 1600 for looking closely. A picture is never made larger, and a very tall one is only
# as wide as fits.
WIDTHS = (240, 480, 960, 1600)
MOST_HEIGHT = 3200
QUALITY = 80

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20

Size = tuple[int, int]

_ORIENTATION = 0x0112
_LYING = 5  # From this orientation on width and height change places.


class Refused(Exception):
    """A file that is not taken; the text is the slug of the problem."""


def recode(file: BinaryIO) -> list[tuple[Size, bytes]]:
    """The picture in every width, the smallest first: its size and the WebP file.

    Raises ``Refused``.
    """
    # The pixels are counted below, by rules of our own, before any of them is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(file, formats=FORMATS)
        _bound_decoding(image)
        ImageOps.exif_transpose(image, in_place=True)
        picture = _in_srgb(image)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused("picture-too-large") from error
    # Decoders tell of a broken file by whatever they stumbled over.
    except Exception as error:
        raise Refused("not-a-picture") from error
    largest = picture.resize(_fitting(picture.size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return [_webp(largest, width) for width in _widths(largest.width)]


def _bound_decoding(image: Image.Image) -> None:
    """Refuse what would take too much, by the size that the file states; nothing is decoded yet.

    A JPEG is set to be decoded at a half, a quarter or an eighth, as long as that is enough.
    """
    if image.width * image.height > MOST_PIXELS:
        raise Refused("picture-too-large")
    if image.format == "JPEG":
        lying = image.getexif().get(_ORIENTATION, 1) >= _LYING
        width, height = _fitting(image.size[::-1] if lying else image.size)
        image.draft(None, (height, width) if lying else (width, height))
    if image.width * image.height > MOST_DECODED:
        raise Refused("picture-too-large")


def _fitting(size: Size) -> Size:
    """The size at which a picture is kept at most."""
    width, height = size
    scale = min(1.0, WIDTHS[-1] / width, MOST_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _widths(own: int) -> list[int]:
    """The widths in which a picture of this one is kept: its own, and those clearly smaller."""
    return [*(width for width in WIDTHS if width < 0.8 * own), own]


def _in_srgb(image: Image.Image) -> Image.Image:
    """Decode the first frame into the colours that every screen knows, on white."""
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey; converting would cut off all that is brighter than the lowest.
        return image.convert("F").point(lambda value: value / 257).convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        ground.info = image.info
        image = ground
    image = _from_profile(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _from_profile(image: Image.Image) -> Image.Image:
    """The colours that an embedded profile means; a profile that means nothing is passed over."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        converted = ImageCms.profileToProfile(
            image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except ImageCms.PyCMSError:
        return image
    assert converted is not None
    return converted


def _webp(image: Image.Image, width: int) -> tuple[Size, bytes]:
    size = (width, max(1, round(image.height * width / image.width)))
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    # A new one, which has never heard of the file's own words.
    clean = Image.new("RGB", size)
    clean.paste(image)
    out = BytesIO()
    clean.save(out, "WEBP", quality=QUALITY, method=4)
    return size, out.getvalue()


def main() -> None:
    """Bound this process, and say what became of the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = sys.stdout.buffer
    try:
        made = recode(sys.stdin.buffer)
    except Refused as refused:
        out.write(f"{refused}\n".encode())
        return
    out.write(b"made\n")
    for (width, height), data in made:
        out.write(b"%d %d %d\n" % (width, height, len(data)))
        out.write(data)


if __name__ == "__main__":
    main()
