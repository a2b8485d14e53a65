"""Photos of a text that is being written, for phones whose browser runs no scripts."""

from __future__ import annotations

import re
from typing import Any, Literal

from litestar import Request, Response, post

from backend.errors import BadRequest, FieldError, InvalidInput, Problem
from backend.http.callers import caller_of
from backend.photos import actions, queries
from backend.photos.schemas import MOST_PHOTOS
from pwa.forms import submitted_with_files
from pwa.screens.writing import FormPhoto, photos_of, with_photos, writing_page

# Five of a phone's camera. They come through files, not through memory.
MOST_BYTES = 40 * 1024 * 1024

FORMS: dict[str, Literal["new", "draft", "edit"]] = {
    r"/proposals/new": "new",
    r"/drafts/[1-9]\d{0,8}": "draft",
    r"/proposals/[1-9]\d{0,8}/edit": "edit",
}


@post("/writing/photos", who="anyone", request_max_body_size=MOST_BYTES)
async def attach_photos(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The form that was sent, with the chosen photos in it; nothing else of it is stored.

    ``at`` names the form. Raises ``BadRequest`` where there is none such.
    """
    values, files = await submitted_with_files(request, "photos")
    action = values.get("at", "")
    kind = next((kind for at, kind in FORMS.items() if re.fullmatch(at, action, re.ASCII)), None)
    if kind is None:
        raise BadRequest
    photos = photos_of(values)
    refused: Problem | None = None
    try:
        caller = caller_of(request)
        wanted = len(photos) + len(files)
        if wanted > MOST_PHOTOS:
            raise InvalidInput({"photos": FieldError("too-many", most=MOST_PHOTOS, length=wanted)})
        for file in files:
            id = await actions.take(
                caller=caller,
                file=file,
                store=request.app.state.photos,
                now=request.state.now,
            )
            photos.append(FormPhoto.of(await queries.photo(id, caller)))
    except Problem as problem:
        refused = problem
    return writing_page(request, kind, with_photos(values, photos), problem=refused, action=action)
