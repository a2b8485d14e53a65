"""What a text must be like before it becomes a proposal or a draft of this city."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from backend.city.city import City
from backend.errors import FieldError, InvalidInput
from backend.http.callers import Caller
from backend.proposals.schemas import DraftChange, NewDraft, NewProposal, Place, ProposalChange
from backend.text import clean_line

SHORTEST_TITLE = 5


def fitting_proposal(data: NewProposal, *, caller: Caller, city: City) -> NewProposal:
    """``data`` as it is stored: the title on one line, the language known.

    Raises ``InvalidInput`` that names every field which doesn't fit this city.
    """
    title = clean_line(data.title)
    errors = _errors(data, city)
    if len(title) < SHORTEST_TITLE:
        errors["title"] = FieldError("too-short", least=SHORTEST_TITLE, length=len(title))
    if errors:
        raise InvalidInput(errors)
    return replace(
        data,
        title=title,
        place=_tidy(data.place),
        language=data.language or _language_of(caller, city),
    )


def fitting_draft(data: NewDraft, *, caller: Caller, city: City) -> NewDraft:
    """The same for a draft, which may lack anything, but names nothing that the city hasn't."""
    errors = _errors(data, city)
    if errors:
        raise InvalidInput(errors)
    return replace(
        data,
        title=clean_line(data.title),
        place=_tidy(data.place),
        language=data.language or _language_of(caller, city),
    )


def given(change: ProposalChange | DraftChange) -> dict[str, Any]:
    """What of a change was named; null is a value too."""
    return {name: value for name, value in asdict(change).items() if value is not UNSET}


def stored(data: NewProposal | NewDraft) -> tuple[Any, ...]:
    """Title, body, topic, area, latitude, longitude and label, as the tables keep them."""
    place = data.place
    return (
        data.title,
        data.body,
        data.topic,
        data.area,
        place.latitude if place else None,
        place.longitude if place else None,
        place.label if place else None,
    )


def _errors(data: NewProposal | NewDraft, city: City) -> dict[str, FieldError]:
    known = {
        "topic": (data.topic, [topic.id for topic in city.topics]),
        "area": (data.area, [area.id for area in city.areas]),
        "language": (data.language, city.locales),
    }
    errors = {
        name: FieldError("choice", choices=", ".join(choices))
        for name, (value, choices) in known.items()
        if value is not None and value not in choices
    }
    if data.place is not None and not _is_somewhere(data.place):
        errors["place"] = FieldError("place")
    return errors


def _is_somewhere(place: Place) -> bool:
    """Whether both coordinates are there, or words and no coordinate."""
    if place.latitude is None or place.longitude is None:
        return place.latitude is place.longitude and bool(place.label.strip())
    return True


def _tidy(place: Place | None) -> Place | None:
    return None if place is None else replace(place, label=clean_line(place.label))


def _language_of(caller: Caller, city: City) -> str:
    return caller.language if caller.language in city.locales else city.language
