"""The form in which a proposal is written: anew, as a draft, or once more after publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple

import msgspec
from litestar import Request, Response

from backend.errors import FieldError, InvalidInput, Problem
from backend.http.callers import Caller
from backend.http.problems import problem_headers
from backend.http.reading import read
from backend.photos.schemas import MOST_PHOTOS, Photo
from backend.proposals import queries
from backend.proposals.schemas import Draft, NewDraft, NewProposal, Proposal, ProposalSummary
from backend.text import clean_line, render_markdown
from pwa.forms import area_choices, explained, filled, key_after
from pwa.pages import page

FIELDS = ("title", "body", "topic", "area", "place", "latitude", "longitude", "version")

# A form that is sent twice finds what it made the first time; that is no reason to stop it. No
# more than these can be one's own of the last day.
JUST_NOW = timedelta(days=1)
OWN_LATEST = 10


class FormPhoto(NamedTuple):
    """A photo that was sent already, as a form carries it on."""

    id: str
    alt: str
    width: str

    @classmethod
    def of(cls, photo: Photo, alt: str = "") -> FormPhoto:
        """``width`` is that of its smallest file, which the form shows."""
        return cls(photo.id, alt, str(photo.sources[0].width))

    @property
    def url(self) -> str:
        """Its smallest file."""
        return f"/photos/{self.id}/{self.width}.webp"


def written(text: Draft | Proposal) -> dict[str, str]:
    """What a draft or a proposal holds, as the values of the form's fields."""
    place = text.place
    photos = [FormPhoto.of(photo, photo.alt) for photo in text.photos]
    return with_photos({}, photos) | {
        "version": str(text.version),
        "title": text.title or "",
        "body": text.body or "",
        "topic": text.topic or "",
        "area": text.area or "",
        "place": place.label if place else "",
        "latitude": _coordinate(place.latitude if place else None),
        "longitude": _coordinate(place.longitude if place else None),
    }


def photos_of(values: Mapping[str, str]) -> list[FormPhoto]:
    """The photos that a form carries, in its order, without those that are to be dropped."""
    return [
        FormPhoto(id, values.get(f"alt-{place}", ""), values.get(f"width-{place}", ""))
        for place in range(1, MOST_PHOTOS + 1)
        if (id := values.get(f"photo-{place}")) and f"drop-{place}" not in values
    ]


def with_photos(values: Mapping[str, str], photos: Sequence[FormPhoto]) -> dict[str, str]:
    """The form with these photos and no others."""
    others = {
        name: value
        for name, value in values.items()
        if name.partition("-")[0] not in ("photo", "alt", "width", "drop")
    }
    for place, (id, alt, width) in enumerate(photos, start=1):
        others |= {f"photo-{place}": id, f"alt-{place}": alt, f"width-{place}": width}
    return others


def new_proposal(values: Mapping[str, str]) -> NewProposal:
    """The form as a proposal to publish. Raises ``InvalidInput``."""
    return read(NewProposal, _given(values), strict=False)


def new_draft(values: Mapping[str, str]) -> NewDraft:
    """The form as a draft, which may lack anything. Raises ``InvalidInput``."""
    return read(NewDraft, _given(values), strict=False)


def without_point(values: Mapping[str, str]) -> dict[str, str]:
    """The form without the point on the map that its author takes back."""
    return dict(values) | {"latitude": "", "longitude": ""}


async def similar_to(request: Request[Any, Any, Any], title: str) -> list[ProposalSummary]:
    """Published proposals like the one being written, at most five."""
    if not title.strip():
        return []
    return await queries.similar(
        title,
        caller=request.state.caller,
        settings=request.app.state.settings,
        now=request.state.now,
    )


async def unseen(
    request: Request[Any, Any, Any], caller: Caller | None, values: Mapping[str, str]
) -> list[ProposalSummary]:
    """The similar ones, where the writer was not shown all of them yet; else none."""
    similar = await similar_to(request, values["title"])
    known = set(values.get("seen", "").split(","))
    if similar and caller is not None:
        own = await queries.mine(
            caller,
            settings=request.app.state.settings,
            now=request.state.now,
            limit=OWN_LATEST,
        )
        since = request.state.now - JUST_NOW
        known |= {
            str(proposal.number)
            for proposal in own.items
            if proposal.published_at and proposal.published_at > since
        }
    return similar if any(str(proposal.number) not in known for proposal in similar) else []


def writing_page(
    request: Request[Any, Any, Any],
    kind: Literal["new", "draft", "edit"],
    values: Mapping[str, str],
    *,
    problem: Problem | None = None,
    preview: bool = False,
    similar: Sequence[ProposalSummary] | None = None,
    checking: bool = False,
    action: str | None = None,
    left_out: bool = False,
    beside: int | None = None,
) -> Response[bytes]:
    """The form with what was written so far.

    ``similar`` is None while nobody looked for similar ones; ``checking`` stops before
    publication to show them. ``action`` is where it is sent, this page's own address by default;
    ``left_out`` says that photos were shared which could not be taken, ``beside`` names the draft
    whose other text was kept.
    """
    answer = page(
        request,
        "writing.html",
        status=problem.status if problem else 200,
        kind=kind,
        action=action or request.url.path,
        left_out=left_out,
        photos=photos_of(values),
        beside=beside,
        topics=_topics(request),
        areas=area_choices(request),
        values={name: values.get(name, "") for name in FIELDS},
        # What visitors get is the same for all of them, so that it can be kept.
        key=key_after(problem, values) if request.state.caller else "",
        problem=explained(request, problem) if problem else None,
        preview=render_markdown(values.get("body", "")) if preview else None,
        similar=similar,
        checking=checking,
    )
    if problem:
        answer.headers.update(problem_headers(request, problem))
    return answer


def _topics(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """The topics, each with the department that answers for it, so that nobody has to guess."""
    city, language = request.app.state.city, request.state.language
    return [
        (topic.id, f"{topic.name(language)} → {city.department(topic.department).name(language)}")
        for topic in city.topics
    ]


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    """The form's flat fields in the shape of the schemas."""
    if values.get("photos", "").strip():
        # Without scripts files travel only by the button that is for them; here came their name.
        raise InvalidInput({"photos": FieldError("photos-not-attached")})
    place: dict[str, str] = filled(values, "latitude", "longitude")
    if label := clean_line(values.get("place", "")):
        place["label"] = label
    text: dict[str, Any] = filled(values, "title", "body", "topic", "area")
    photos = [{"id": photo.id, "alt": photo.alt} for photo in photos_of(values)]
    return text | {"photos": photos} | ({"place": place} if place else {})


def _coordinate(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.5f}".rstrip("0").rstrip(".")


def as_named(data: msgspec.Struct) -> dict[str, Any]:
    """Every field of a text but its language, which stays what it was when it was begun."""
    return {
        name: value for name, value in msgspec.structs.asdict(data).items() if name != "language"
    }
