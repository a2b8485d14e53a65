"""The Atom feeds (RFC 4287): new proposals, and the departments' answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from xml.etree import ElementTree

import msgspec
from litestar import Request, get
from litestar.types import ASGIApp

from backend.city import City
from backend.language import text
from backend.proposals import queries
from backend.responses.latest import latest_answers
from pwa.readers import Made, Reader
from pwa.shared_pages import shared

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MOST_ENTRIES = 50
# A feed must say when it last changed, also before anything has happened.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. ``id`` is the same for ever, ``link`` is where people read it; ``summary`` is
    text or HTML."""

    id: str
    link: str
    title: str
    language: str
    author: str
    published: datetime
    updated: datetime
    summary: str
    summary_type: str = "text"


@get("/feed/proposals.atom", who="anyone")
async def proposals_feed(request: Request[Any, Any, Any]) -> ASGIApp:
    """The proposals published last. What is hidden or withdrawn is gone from it at once."""
    return await shared(
        request, request.url.path, partial(_proposals, request), media_type=MEDIA_TYPE
    )


async def _proposals(request: Request[Any, Any, Any], _reader: Reader) -> Made:
    settings, language = request.app.state.settings, request.state.language
    page = await queries.feed(
        sort="new", limit=MOST_ENTRIES, caller=None, settings=settings, now=request.state.now
    )
    entries = [
        Entry(
            id=f"{settings.origin}/proposals/{proposal.number}",
            link=f"{settings.origin}/proposals/{proposal.number}",
            title=proposal.title or "",
            language=proposal.language,
            author=proposal.author.name or text(language, "author-gone"),
            published=proposal.published_at or proposal.updated_at,
            updated=proposal.updated_at,
            summary=proposal.excerpt or "",
        )
        for proposal in page.items
    ]
    return _feed(request, text(language, "atom-proposals"), "/", entries)


@get("/feed/responses.atom", who="anyone")
async def responses_feed(request: Request[Any, Any, Any]) -> ASGIApp:
    """The answers published last, each corrected version as an entry of its own."""
    return await shared(
        request, request.url.path, partial(_responses, request), media_type=MEDIA_TYPE
    )


async def _responses(request: Request[Any, Any, Any], _reader: Reader) -> Made:
    language = request.state.language
    city: City = request.app.state.city
    origin = request.app.state.settings.origin
    entries = [
        Entry(
            id=f"{origin}/proposals/{given.number}#answer-{given.department}-{given.version}",
            link=f"{origin}/proposals/{given.number}#answer",
            title=f"{text(language, f'decision-{given.decision}')}: {given.title}",
            language=given.language,
            author=city.department(given.department).name(language),
            published=given.published_at,
            updated=given.published_at,
            summary=given.body_html,
            summary_type="html",
        )
        for given in await latest_answers(limit=MOST_ENTRIES)
    ]
    return _feed(request, text(language, "atom-responses"), "/?sort=answered", entries)


def _feed(request: Request[Any, Any, Any], title: str, page: str, entries: Iterable[Entry]) -> Made:
    """The document. ``page`` is where people read the same."""
    entries = list(entries)
    origin, language = request.app.state.settings.origin, request.state.language
    site = text(language, "site-name", city=request.app.state.city.name(language))
    ElementTree.register_namespace("", NAMESPACE)
    feed = ElementTree.Element(f"{{{NAMESPACE}}}feed", {XML_LANG: language})
    _add(feed, "id", f"{origin}{request.url.path}")
    _add(feed, "title", f"{title} · {site}")
    _add(feed, "updated", max((one.updated for one in entries), default=BEGINNING).isoformat())
    _add(feed, "link", rel="self", type=MEDIA_TYPE, href=f"{origin}{request.url.path}")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{origin}{page}")
    for one in entries:
        entry = _add(feed, "entry")
        entry.set(XML_LANG, one.language)
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(_add(entry, "author"), "name", one.author)
        _add(entry, "published", one.published.isoformat())
        _add(entry, "updated", one.updated.isoformat())
        _add(entry, "link", rel="alternate", type="text/html", href=one.link)
        _add(entry, "summary", one.summary, type=one.summary_type)
    return Made(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(
    parent: ElementTree.Element, name: str, content: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = content
    return element
