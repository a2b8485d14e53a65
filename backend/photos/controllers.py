"""Photos over HTTP: taking them in, and their files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from litestar import Controller, Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath

from backend.errors import BadRequest, NotFound, TooMany, Unavailable
from backend.http.callers import caller_of, once_of
from backend.http.origin import Headers
from backend.photos import actions, queries
from backend.photos.pictures import NotAPicture, PictureTooLarge
from backend.photos.queries import Audience
from backend.photos.schemas import Photo

# What a phone's camera writes at its best; our own pages send far less.
MOST_BYTES = 15 * 1024 * 1024

# Files never change, but a proposal may be hidden. Whoever saw a photo may see it from their own
# browser for a day; what many share asks again after a minute.
CACHING: dict[Audience, str] = {
    "everyone": "public, max-age=86400, s-maxage=60",
    "owner": "private, no-cache",
    "moderators": "no-store",
}


@dataclass
class TakesPicture(Operation):
    """An operation whose body is a picture, which Litestar cannot tell from the handler."""

    request_body: RequestBody | None = field(
        default_factory=lambda: RequestBody(
            required=True,
            description="The file as it is: JPEG, PNG, WebP, or GIF (its first picture). Its bytes "
            "say which; the content type is not believed. At most 15 MB.",
            content={
                "image/*": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
                )
            },
        )
    )


class PhotoController(Controller):
    """One's own photos, before they are put into something."""

    path = "/photos"
    tags = ("Photos",)

    @post(
        who="account",
        summary="Send a photo",
        request_max_body_size=MOST_BYTES,
        operation_class=TakesPicture,
        problems=(NotAPicture, PictureTooLarge, TooMany, Unavailable),
    )
    async def take(self, request: Request[Any, Any, Any]) -> Photo:
        """Turned upright, freed of everything but the picture, in a few widths. Name its id
        in a proposal or a draft within a day; after that it is removed, and the same request makes
        it anew. At most a hundred a day, and twenty that are in nothing yet."""
        caller = caller_of(request)
        with TemporaryFile() as file:
            digest = await _received(request, file)
            id = await actions.take(
                caller=caller,
                file=file,
                store=request.app.state.photos,
                now=request.state.now,
                once=await once_of(request, digest),
            )
        return await queries.photo(id, caller)


async def _received(request: Request[Any, Any, Any], file: IO[bytes]) -> bytes:
    """Write the body to ``file`` as it comes, so that many at once take no memory; answer its
    digest. Raises ``PictureTooLarge``."""
    digest = hashlib.sha256()
    try:
        async for part in request.stream():
            digest.update(part)
            file.write(part)
    except HTTPException as error:
        if error.status_code == 413:
            raise PictureTooLarge from error
        # Whoever hung up in the midst of it is no failure of ours.
        raise BadRequest from error
    file.flush()
    return digest.digest()


@get("/photos/{photo:str}/{name:str}", who="anyone", include_in_schema=False)
async def serve_photo(
    request: Request[Any, Any, Any], photo: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """A file of a photo, for whoever may see it now; for others there is none."""
    named = re.fullmatch(r"([0-9a-f]{32})/([1-9][0-9]{0,4})\.webp", f"{photo}/{name}")
    if named is None:
        raise NotFound
    id, width = named[1], int(named[2])
    caller = request.state.caller
    audience = await queries.audience(id, width, caller)
    tag = f'"{id}-{width}"'
    headers = {"Cache-Control": CACHING[audience], "ETag": tag}
    if audience == "owner":
        headers["Vary"] = "Cookie, Authorization"
        headers["Madang-Person"] = caller.person
    sent: Headers = request.scope["state"]["headers"]
    if tag.encode() in sent.get(b"if-none-match", b""):
        return Response(b"", status_code=304, headers=headers, media_type="image/webp")
    file = await request.app.state.photos.get(id, width)
    return Response(file, headers=headers, media_type="image/webp")
