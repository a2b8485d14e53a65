"""A mail of news: the same in plain text and as a page, in the language of who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import asyncpg
import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.city.city import City
from backend.language import text
from backend.mail import Mail
from backend.notifications.bounces import mail_name
from backend.notifications.queries import notification_of
from backend.notifications.unsubscribing import unsubscribe_address
from backend.notifications.words import sentence
from backend.settings import Settings

# So many pieces of news stand in one mail; what is older is counted and found in the inbox.
MOST = 10

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Entry(msgspec.Struct, frozen=True):
    """One thing that happened, and where it is seen."""

    words: str
    address: str


class Part(msgspec.Struct, frozen=True):
    """What happened to one proposal. ``language`` is that of its title."""

    title: str
    language: str
    entries: list[Entry]


def letter(news: Sequence[asyncpg.Record], *, account: int, settings: Settings, city: City) -> Mail:
    """The mail that tells ``news``, newest first; each is a row of ``notification`` with what
    ``notification_of`` needs, with the ``title_language``, the ``email`` and ``language`` of who
    gets it, the mail's ``moment`` and its ``cadence``.
    """
    first = news[0]
    language = first["language"] or city.language
    parts = _parts(news, language, settings, city)
    written = sum(len(part.entries) for part in parts)
    site = text(language, "site-name", city=city.name(language))
    address = unsubscribe_address(settings, account)
    words = {
        "title": text(language, "news-mail-title"),
        "more": text(language, "news-mail-more", count=len(news) - written),
        "why": text(language, "news-mail-why", site=site),
        "choose": text(language, "news-mail-choose"),
        "end": text(language, "news-mail-end"),
    }
    links = {
        "inbox": f"{settings.base_url}/inbox",
        "choose": f"{settings.base_url}/me/notifications",
        "end": address,
    }
    left_out = len(news) > written
    if len(news) == 1:
        (part,) = parts
        subject = f"{part.entries[0].words} · {part.title}"
    else:
        subject = text(language, "news-mail-subject", count=len(news), site=site)
    return Mail(
        to=first["email"],
        subject=subject,
        body=_plain(parts, words, links, left_out),
        html=_environment.get_template("letter.html").render(
            parts=parts, t=words, links=links, left_out=left_out, site=site, language=language
        ),
        name=mail_name(
            settings,
            account=account,
            email=first["email"],
            cadence=first["cadence"],
            moment=first["moment"],
        ),
        unsubscribe=address,
    )


def _parts(
    news: Sequence[asyncpg.Record], language: str, settings: Settings, city: City
) -> list[Part]:
    """The newest news by the proposals that they are about, the latest of these first."""
    parts: dict[int, Part] = {}
    for row in news[:MOST]:
        one = notification_of(row)
        if one.proposal not in parts:
            parts[one.proposal] = Part(
                title=one.title or text(language, "hidden-title"),
                language=row["title_language"] if one.title else language,
                entries=[],
            )
        words = sentence(one, language, city, row["moment"])
        parts[one.proposal].entries.append(Entry(words, f"{settings.base_url}{one.path}"))
    return list(parts.values())


def _plain(
    parts: Sequence[Part], words: dict[str, str], links: dict[str, str], left_out: bool
) -> str:
    """The mail for who reads no pages: every address stands below what it is for."""
    lines: list[str] = []
    for part in parts:
        lines += [part.title, ""]
        for entry in part.entries:
            lines += [f"- {entry.words}", f"  {entry.address}"]
        lines.append("")
    if left_out:
        lines += [words["more"], links["inbox"], ""]
    lines += ["-- ", words["why"], f"{words['choose']}: {links['choose']}"]
    return "\n".join([*lines, f"{words['end']}: {links['end']}", ""])
