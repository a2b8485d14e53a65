"""How many bytes a browser fetches for the first page that somebody opens."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
import msgspec

# What a browser fetches unasked: a link of another kind is for others, or for later.
FETCHED = {"stylesheet", "icon", "manifest", "modulepreload", "preload"}

IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;]*?["'](\.{0,2}/[^"']+)["']""", re.MULTILINE)
IN_STYLE = re.compile(r"""(?:@import\s+|url\()["']?((?!data:)[^"')]+)""")


class FirstVisit(msgspec.Struct):
    """Bytes of the bodies as they were sent, compressed where they were, by kind."""

    html: int
    scripts: int
    styles: int
    rest: int

    @property
    def everything(self) -> int:
        """All of it."""
        return self.html + self.scripts + self.styles + self.rest


def first_visit(url: str) -> FirstVisit:
    """Fetch a page and whatever it makes a browser fetch, each thing once."""
    found = FirstVisit(0, 0, 0, 0)
    seen = {url}
    waiting = [url]
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        while waiting:
            address = waiting.pop()
            with client.stream("GET", address) as answer:
                answer.raise_for_status()
                answer.read()
                size = answer.num_bytes_downloaded
            match answer.headers["content-type"].partition(";")[0]:
                case "text/html":
                    found.html += size
                    links = _linked(answer.text)
                case "text/javascript" | "application/javascript":
                    found.scripts += size
                    links = IMPORT.findall(answer.text)
                case "text/css":
                    found.styles += size
                    links = IN_STYLE.findall(answer.text)
                case _:
                    found.rest += size
                    links = []
            fresh = {urljoin(address, link) for link in links} - seen
            seen |= fresh
            waiting += fresh
    return found


def _linked(html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    return parser.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "link" and FETCHED & set((named.get("rel") or "").split()):
            self.found.append(named.get("href") or "")
        elif tag in ("script", "img") and named.get("src"):
            self.found.append(named["src"] or "")
