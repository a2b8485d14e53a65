"""Pictures as phones, scanners and mischief make them, and what came of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
from PIL import Image, ImageCms

from tests.people import Person
from tests.square import Square

Colour = tuple[int, int, int]

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 200, 30), (30, 30, 220), (128, 128, 128)


def saved(image: Image.Image, form: str = "JPEG", **words: Any) -> bytes:
    """The picture as a file of that format."""
    if form == "JPEG":
        words = {"quality": 95, "subsampling": 0} | words
    out = BytesIO()
    image.save(out, form, **words)
    return out.getvalue()


def plain(width: int = 640, height: int = 480, colour: Colour = RED) -> Image.Image:
    """One colour all over."""
    return Image.new("RGB", (width, height), colour)


def quarters(width: int = 640, height: int = 480) -> Image.Image:
    """Red, green, blue and grey: which way is up can be seen."""
    image = plain(width, height, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(GREY, (width // 2, height // 2, width, height))
    return image


def corners(image: Image.Image) -> list[Colour]:
    """The colour in the middle of each quarter, as ``quarters`` lists them."""
    w, h = image.size
    middles = [
        (w // 4, h // 4),
        (3 * w // 4, h // 4),
        (w // 4, 3 * h // 4),
        (3 * w // 4, 3 * h // 4),
    ]
    return [pixel(image, at) for at in middles]


def pixel(image: Image.Image, at: tuple[int, int]) -> Colour:
    """The colour there."""
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    red, green, blue = map(int, found)
    return red, green, blue


def alike(one: Colour, other: Colour) -> bool:
    """Whether two colours differ by no more than what compressing does."""
    return all(abs(a - b) < 14 for a, b in zip(one, other, strict=True))


def swapped_profile() -> bytes:
    """A profile in which red means blue, and blue red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, tags = profile[:128], profile[128:]
    assert tags.count(b"rXYZ") == tags.count(b"bXYZ") == 1
    return head + tags.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")


async def send(
    square: Square, by: Person | None, file: bytes, *, key: str | None = None
) -> httpx.Response:
    """A file sent as a photo; what it is called is not to be believed."""
    headers = {"Content-Type": "image/jpeg"} | (by.headers if by else {})
    if key is not None:
        headers["Idempotency-Key"] = key
    return await square.client.post("/api/v1/photos", content=file, headers=headers)


async def photo(square: Square, by: Person, file: bytes | None = None) -> Any:
    """A photo just taken in."""
    answer = await send(square, by, saved(plain()) if file is None else file)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def seen(square: Square, made: Any, by: Person | None = None) -> Image.Image:
    """The largest file of a photo, as that reader gets it."""
    answer = await file_of(square, made, by)
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.content))


async def file_of(
    square: Square, made: Any, by: Person | None = None, **headers: str
) -> httpx.Response:
    """The answer to asking for a photo's largest file."""
    url = made["sources"][-1]["url"]
    return await square.client.get(url, headers=headers | (by.headers if by else {}))
