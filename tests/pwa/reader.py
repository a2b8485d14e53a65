"""What a reader's browser does without scripts: open a proposal, follow links, send a form."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx

from tests.people import Person


async def page_of(client: httpx.AsyncClient, number: int, by: Person | None = None) -> str:
    """The page of a proposal, as that person sees it, or as a visitor does."""
    answer = await client.get(f"/proposals/{number}", headers=by.headers if by else {})
    assert answer.status_code == 200
    return answer.text


async def send(client: httpx.AsyncClient, path: str, by: Person, **fields: str) -> httpx.Response:
    """A form of that person's."""
    return await client.post(path, data=fields, headers=by.headers)


class Links(HTMLParser):
    """The addresses that a page links to, in its order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.all.append(dict(attrs).get("href") or "")
