"""Reading a ``city.toml``, and saying where and why one is wrong."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import msgspec

from backend.city.city import OTHER_TOPIC, City


class CityError(Exception):
    """A ``city.toml`` that cannot hold. The text is one sentence that says where and why."""


def load_city(path: Path | None = None) -> City:
    """Read a city from a file, or the packaged Seoul where none is given.

    Raises ``CityError`` for a file that can't be read, isn't TOML, doesn't have the shape of
    ``City``, or contradicts itself, such as a topic with a department that isn't there.
    """
    name = str(path) if path else "city.toml"
    try:
        file = path or resources.files("backend.city").joinpath("city.toml")
        source = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CityError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CityError(f"{name} is not UTF-8 text.") from error
    try:
        city = msgspec.convert(tomllib.loads(source), City)
    except tomllib.TOMLDecodeError as error:
        raise CityError(f"{name} is not valid TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise CityError(f"{name}: {_where(str(error), source)}.") from error
    for problem in _contradictions(city):
        raise CityError(f"{name}: {_where(problem, source)}.")
    return city


def _where(problem: str, source: str) -> str:
    """Add the line to a problem that quotes something, where one line only can be meant.

    A problem reads "what is wrong - at `$.key.path`"; TOML readers keep no line numbers, so the
    line is the only one that holds the quoted word, or else the path's last key.
    """
    found = re.match(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", problem, re.DOTALL)
    what, path = (found["what"], found["path"]) if found else (problem, None)
    # "Expected `int`, got `str`" quotes types, which are not in the file.
    words = [] if what.startswith("Expected") else re.findall(r"`([^`]+)`", what)
    words += re.findall(r"[^\W\d][\w-]*", path or "")[-1:]
    text = f"`{path}`: {what}" if path else what
    for word in words:
        pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
        lines = [
            number
            for number, line in enumerate(source.splitlines(), 1)
            if re.search(pattern, line.split("#")[0])
        ]
        if len(lines) == 1:
            return f"{text} (line {lines[0]})"
    return text


def _contradictions(city: City) -> Iterator[str]:
    """What a shape can't say: the problems that appear between the parts of a city."""
    try:
        _ = city.zone
    except (KeyError, ValueError, OSError):
        yield f"`{city.time_zone}` is not a known time zone - at `$.time_zone`"
    for locale in _repeated(city.locales):
        yield f"the locale `{locale}` is listed twice - at `$.locales`"
    yield from _names(city)

    departments = {department.id for department in city.departments}
    topics = {topic.id for topic in city.topics}
    areas = {area.id for area in city.areas}
    for number, topic in enumerate(city.topics):
        if topic.department not in departments:
            yield _unknown("department", topic.department, f"topics[{number}].department")
    if OTHER_TOPIC not in topics:
        yield f"there is no topic `{OTHER_TOPIC}` - at `$.topics`"
    for value, area in city.residency.areas.items():
        if area not in areas:
            yield _unknown("area", area, f"residency.areas.{value}")
    for category, topic_id in city.imports.categories.items():
        if topic_id not in topics:
            yield _unknown("topic", topic_id, f"import.categories.{category}")
    for kind in _repeated(rule.kind for rule in city.rules.thresholds):
        yield f"the kind `{kind}` has two rules - at `$.rules.thresholds`"
    for number, rule in enumerate(city.rules.thresholds):
        path = f"rules.thresholds[{number}]"
        if rule.owed_by != "topic" and rule.owed_by not in departments:
            yield _unknown("department", rule.owed_by, f"{path}.owed_by")
        if rule.interim_note_day and rule.interim_note_day >= rule.days:
            yield f"an interim note comes before the last day - at `$.{path}.interim_note_day`"


def _names(city: City) -> Iterator[str]:
    """Names that are missing in a locale, and ids that are used twice."""
    if missing := set(city.locales) - city.names.keys():
        yield f"the name in `{min(missing)}` is missing - at `$.name`"
    for part in ("areas", "departments", "topics"):
        things = getattr(city, part)
        for id in _repeated(thing.id for thing in things):
            yield f"the id `{id}` is used twice - at `$.{part}`"
        for number, thing in enumerate(things):
            if missing := set(city.locales) - thing.names.keys():
                yield (
                    f"`{thing.id}` has no name in `{min(missing)}` - at `$.{part}[{number}].name`"
                )


def _repeated(values: Iterator[str] | tuple[str, ...]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _unknown(kind: str, id: str, path: str) -> str:
    return f"there is no {kind} `{id}` - at `$.{path}`"
