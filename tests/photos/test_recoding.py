"""Whatever comes as a picture goes out as one that is upright, small, and says nothing else."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from tests.photos.pictures import (
    BLUE,
    GREEN,
    GREY,
    RED,
    alike,
    corners,
    photo,
    pixel,
    plain,
    quarters,
    saved,
    seen,
    send,
    swapped_profile,
)
from tests.square import Square

SECRET = "37.5561, 126.9058 010-0000-0000"

# How a picture lies in the file whose EXIF says by which number it is to be turned.
LYING = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def chunks(webp: bytes) -> list[bytes]:
    """What a WebP file is made of."""

    def each() -> Iterator[bytes]:
        at = 12
        while at < len(webp):
            name, length = struct.unpack_from("<4sI", webp, at)
            yield name
            at += 8 + length + length % 2

    assert webp[:4] == b"RIFF" and webp[8:12] == b"WEBP"
    return list(each())


async def test_a_photo_comes_in_every_width_up_to_its_own(square: Square) -> None:
    author = await square.people.account()
    for own, widths in ((4000, [240, 480, 960, 1600]), (1100, [240, 480, 1100]), (100, [100])):
        made = await photo(square, author, saved(plain(own, own // 2)))
        assert [source["width"] for source in made["sources"]] == widths
        assert made["width"] == widths[-1]
        for source in made["sources"]:
            answer = await square.client.get(source["url"], headers=author.headers)
            image = Image.open(BytesIO(answer.content))
            assert image.format == "WEBP"
            assert image.size == (source["width"], source["height"])


async def test_what_is_very_tall_is_only_as_wide_as_fits(square: Square) -> None:
    made = await photo(square, await square.people.account(), saved(plain(500, 6000)))
    assert (made["width"], made["height"]) == (267, 3200)


@pytest.mark.parametrize("orientation", LYING)
async def test_a_photo_stands_upright_however_the_phone_was_held(
    square: Square, orientation: int
) -> None:
    author = await square.people.account()
    upright = quarters(1200, 800)
    turn = LYING[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = saved(upright if turn is None else upright.transpose(turn), exif=exif)
    made = await photo(square, author, file)
    assert (made["width"], made["height"]) == (1200, 800)
    image = await seen(square, made, author)
    assert all(map(alike, corners(image), (RED, GREEN, BLUE, GREY)))


async def test_nothing_but_the_picture_survives(square: Square) -> None:
    author = await square.people.account()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (37.0, 33.0, 21.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = SECRET
    file = saved(plain(), exif=exif, comment=SECRET, xmp=f"<x>{SECRET}</x>".encode())
    assert file.count(SECRET.encode()) == 4
    assert Image.open(BytesIO(file)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    made = await photo(square, author, file + SECRET.encode())
    for source in made["sources"]:
        kept = (await square.client.get(source["url"], headers=author.headers)).content
        assert chunks(kept) == [b"VP8 "]
        assert SECRET.encode() not in kept


async def test_colours_are_those_that_the_profile_means(square: Square) -> None:
    author = await square.people.account()
    for profile, colour in ((swapped_profile(), BLUE), (b"no profile at all", RED)):
        made = await photo(square, author, saved(plain(), icc_profile=profile))
        red, _, blue = pixel(await seen(square, made, author), (9, 9))
        assert (red > blue) == (colour is RED)


async def test_a_transparent_picture_lies_on_white(square: Square) -> None:
    author = await square.people.account()
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    clear.paste((*RED, 255), (0, 0, 150, 150))
    for file in (saved(clear, "PNG"), saved(clear.quantize(), "PNG"), saved(clear, "WEBP")):
        image = await seen(square, await photo(square, author, file), author)
        assert alike(pixel(image, (75, 75)), RED)
        assert alike(pixel(image, (225, 225)), (255, 255, 255))


async def test_sixteen_bits_of_grey_keep_their_shades(square: Square) -> None:
    author = await square.people.account()
    ramp = Image.frombytes("I;16", (256, 64), struct.pack("<256H", *range(0, 65536, 256)) * 64)
    image = await seen(square, await photo(square, author, saved(ramp, "PNG")), author)
    for at in (10, 128, 245):
        assert alike(pixel(image, (at, 30)), (at, at, at))


async def test_a_printers_colours_become_a_screens(square: Square) -> None:
    author = await square.people.account()
    cyan = Image.new("CMYK", (300, 300), (255, 0, 0, 0))
    image = await seen(square, await photo(square, author, saved(cyan)), author)
    assert alike(pixel(image, (9, 9)), (0, 255, 255))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
async def test_of_a_moving_picture_the_first_is_taken(square: Square, form: str) -> None:
    author = await square.people.account()
    file = saved(plain(), form, save_all=True, append_images=[plain(colour=BLUE)], duration=100)
    assert getattr(Image.open(BytesIO(file)), "n_frames", 1) == 2
    image = await seen(square, await photo(square, author, file), author)
    assert getattr(image, "n_frames", 1) == 1
    assert alike(pixel(image, (9, 9)), RED)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        "사진이 아니라 글입니다.".encode(),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        saved(plain(), "TIFF"),
        saved(quarters())[:2000],
        saved(quarters(), "PNG")[:600],
        random.Random(1).randbytes(20_000),
        b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(20_000),
    ],
    ids=["nothing", "text", "svg", "tiff", "cut jpeg", "cut png", "noise", "noise called jpeg"],
)
async def test_what_is_no_picture_is_refused_whatever_it_is_called(
    square: Square, file: bytes
) -> None:
    answer = await send(square, await square.people.account(), file)
    assert answer.status_code == 415
    assert answer.json()["type"] == "/problems/not-a-picture"
    assert "JPEG" in answer.json()["detail"]


def bomb() -> bytes:
    """A small file of 900 million pixels."""
    return saved(Image.new("1", (30_000, 30_000)), "PNG")


@pytest.mark.parametrize(
    "file",
    [bomb(), saved(Image.new("L", (7100, 7100))), saved(Image.new("L", (5000, 5000)), "PNG")],
    ids=["bomb", "jpeg of 50 million", "png of 25 million"],
)
async def test_more_pixels_than_a_phone_makes_are_refused(square: Square, file: bytes) -> None:
    assert len(file) < 2_000_000
    answer = await send(square, await square.people.account(), file)
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/picture-too-large"


async def test_more_bytes_than_a_phone_makes_are_refused(square: Square) -> None:
    author = await square.people.account()
    photo_of_a_camera = saved(plain())
    fitting = photo_of_a_camera + bytes(15 * 1024 * 1024 - len(photo_of_a_camera))
    assert (await send(square, author, fitting)).status_code == 201
    answer = await send(square, author, fitting + b"\0")
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/picture-too-large"


async def test_a_bomb_is_refused_before_it_is_decoded(square: Square) -> None:
    author = await square.people.account()
    # Only what states the size: whoever decodes it finds nothing, and says another thing.
    for file, problem in ((bomb(), "picture-too-large"), (saved(plain(), "PNG"), "not-a-picture")):
        answer = await send(square, author, file[:60])
        assert answer.json()["type"] == f"/problems/{problem}"
