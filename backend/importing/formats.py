"""The two formats that a file may have, line by line; docs/import.md describes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from backend.city.calendar import end_of_day
from backend.city.city import City, Slug
from backend.text import BodyFormat, clean_line, clean_text

PETITIONS = "petitions"
"""The source id of what comes in the petitions format."""

# The statuses of the petitions board: ended, and answered by the government.
ANSWERED = "브리핑"

OLDEST_YEAR = 1900

Supports = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]


class LineRefused(Exception):
    """A line that can't be imported. The text says why, for whoever mends the file."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line of a file, as it is going to be stored."""

    source: str
    source_number: str
    board: str
    language: str
    title: str
    body: str
    body_format: BodyFormat
    topic: str
    area: str | None
    published_at: datetime
    closes_at: datetime
    answered_at: datetime | None
    imported_supports: int


class Line(Struct, forbid_unknown_fields=True, kw_only=True):
    """A line in our own format."""

    source: Slug
    number: Annotated[str, Meta(min_length=1, max_length=100)] | Annotated[int, Meta(ge=0)]
    title: str
    body: str
    format: BodyFormat = "plain"
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}\Z")] | None = None
    topic: str | None = None
    category: str | None = None
    area: str | None = None
    published_at: Moment
    closes_at: Moment
    answered_at: Moment | None = None
    supports: Supports = 0

    def entry(self, city: City) -> Entry:
        """The line as an entry of this city's."""
        topic = self.topic or city.imports.topic_of(self.category or "")
        _known("topic", topic, [topic.id for topic in city.topics])
        if self.area is not None:
            _known("area", self.area, [area.id for area in city.areas])
        return Entry(
            source=self.source,
            source_number=clean_line(str(self.number)),
            board=_board(self.source, city),
            language=self.language or city.language,
            title=clean_line(self.title),
            body=clean_text(self.body),
            body_format=self.format,
            topic=topic,
            area=self.area,
            published_at=self.published_at.astimezone(UTC),
            closes_at=self.closes_at.astimezone(UTC),
            answered_at=self.answered_at and self.answered_at.astimezone(UTC),
            imported_supports=self.supports,
        )


class Petition(Struct, kw_only=True):
    """A line in the format of Korea's national petition board, whose archive has more keys."""

    petition_idx: Annotated[str, Meta(min_length=1, max_length=100)]
    title: str
    content: str
    category: str
    begin: date
    end: date
    num_agree: Supports
    status: Literal["청원종료", "브리핑"]

    def entry(self, city: City) -> Entry:
        """The petition as an entry of this city's: for the whole of it, open for whole days."""
        closes_at = end_of_day(self.end, city.zone)
        return Entry(
            source=PETITIONS,
            source_number=clean_line(self.petition_idx),
            board=_board(PETITIONS, city),
            language="ko",
            title=clean_line(self.title),
            body=clean_text(self.content),
            body_format="plain",
            topic=city.imports.topic_of(self.category),
            area=None,
            published_at=datetime.combine(self.begin, time(), city.zone).astimezone(UTC),
            closes_at=closes_at,
            # The archive doesn't say when the answer came; it came after the window closed.
            answered_at=closes_at if self.status == ANSWERED else None,
            imported_supports=self.num_agree,
        )


def read_line(line: bytes, *, city: City, now: datetime) -> Entry:
    """What a line of either format says. Raises ``LineRefused``."""
    try:
        values = msgspec.json.decode(line)
        if not isinstance(values, dict):
            raise LineRefused("it is not a JSON object")
        kind: type[Petition | Line] = Petition if "petition_idx" in values else Line
        entry = msgspec.convert(values, kind).entry(city)
    except msgspec.ValidationError as error:
        raise LineRefused(str(error).replace("`$.", "`")) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LineRefused(f"it is not JSON in UTF-8: {error}") from error
    except OverflowError as error:
        raise LineRefused("its dates are out of range") from error
    for reason in _contradictions(entry, now):
        raise LineRefused(reason)
    return entry


def _board(source: str, city: City) -> str:
    _known("source", source, list(city.imports.boards))
    return city.imports.boards[source]


def _known(kind: str, id: str, ids: list[str]) -> None:
    if id not in ids:
        raise LineRefused(f"the {kind} `{id}` is not in the city's file")


def _contradictions(entry: Entry, now: datetime) -> list[str]:
    """What doesn't fit together in an entry whose fields are right one by one."""
    answered_at = entry.answered_at or entry.closes_at
    problems = {
        "it has no title": not entry.title,
        "it has no number": not entry.source_number,
        "it was published before 1900": entry.published_at.year < OLDEST_YEAR,
        "it was published in the future": entry.published_at > now,
        "it closes before it is published": entry.closes_at < entry.published_at,
        "it is answered before it is published": answered_at < entry.published_at,
        "it is answered in the future": entry.answered_at is not None and answered_at > now,
    }
    return [reason for reason, holds in problems.items() if holds]
