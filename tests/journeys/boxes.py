"""An outbox without the rest of the app: its own module in a browser, and a server that answers
as a test wants it to.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from playwright.async_api import Browser, BrowserContext, Page

from tests.journeys.answering import Answering, answering

PERSON = "0123456789abcdef"


class Box:
    """The outbox of one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def call(self, script: str, *arguments: Any) -> Any:
        """Evaluate an expression that uses the module as ``box`` and the database as ``store``."""
        return await self.page.evaluate(
            """async ([script, given]) => {
              const box = await import("/scripts/outbox.js");
              const store = await import("/scripts/database.js");
              const evaluate = new Function("box", "store", "given", `return (${script})`);
              return await evaluate(box, store, given);
            }""",
            [script, arguments],
        )

    async def add(
        self,
        path: str,
        *,
        method: str = "POST",
        place: str = "/proposals/1",
        body: Any = None,
        **more: Any,
    ) -> Any:
        """Store one intention."""
        kind = "comment" if method == "POST" else "support"
        request = {"method": method, "path": path} | ({"body": body} if body else {})
        return await self.call(
            "box.add(given[0])",
            {"person": PERSON, "kind": kind, "place": place, "words": "", "request": request}
            | more,
        )

    async def send(self) -> int:
        """Send what is due; answers when the next one is."""
        due: int = await self.call("box.send()")
        return due

    async def entries(self) -> list[dict[str, Any]]:
        """What is in it."""
        found: list[dict[str, Any]] = await self.call("box.entries()")
        return found

    async def states(self) -> list[str]:
        """How each of its entries stands."""
        return [entry["state"] for entry in await self.entries()]


class Setting(NamedTuple):
    """A server, and a tab whose person is signed in."""

    server: Answering
    box: Box
    context: BrowserContext

    async def tab(self) -> Box:
        """One more tab of the same phone."""
        page = await self.context.new_page()
        await page.goto(self.server.url)
        return Box(page)


@contextlib.asynccontextmanager
async def set_up(browser: Browser) -> AsyncIterator[Setting]:
    """See ``Setting``; the person is ``PERSON``."""
    async with answering() as server:
        context = await browser.new_context()
        found = Setting(server, Box(await context.new_page()), context)
        await found.box.page.goto(server.url)
        await found.box.call("box.arrive(given[0])", PERSON)
        yield found
        await context.close()
