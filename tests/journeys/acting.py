"""What a resident does on a phone, and what the phone says of it."""

from __future__ import annotations

import httpx
from playwright.async_api import Page, expect

from tests.live import LiveServer
from tests.people import Person
from tests.waiting import until_in

COUNT = "a[data-outbox-count]"

# The phone's own view of its outbox, by the module that the page runs.
STATES = """async () => {
  const { src } = document.querySelector('script[src*="/forms.js"]');
  const { entries } = await import(src.replace("forms.js", "outbox.js"));
  return (await entries()).map((one) => one.state);
}"""


async def propose(live: LiveServer, author: Person, title: str) -> int:
    """The number of a proposal of that author's."""
    body = "정류장 옆 그늘막을 하나씩 늘려 주세요. 여름마다 어르신들이 힘들어해요."
    async with httpx.AsyncClient(base_url=live.base_url, headers=author.headers) as client:
        made = await client.post(
            "/api/v1/proposals", json={"title": title, "body": body, "topic": "transit"}
        )
    number: int = made.json()["number"]
    return number


async def remark(live: LiveServer, author: Person, number: int, body: str) -> int:
    """The id of a comment of that author's."""
    async with httpx.AsyncClient(base_url=live.base_url, headers=author.headers) as client:
        made = await client.post(f"/api/v1/proposals/{number}/comments", json={"body": body})
    id: int = made.json()["id"]
    return id


async def write(page: Page, words: str) -> None:
    """A comment, by the form of the page."""
    await page.locator("details.write > summary").click()
    await page.locator("details.write textarea").fill(words)
    await page.locator("details.write button.main").click()


async def comes_back(page: Page) -> None:
    """The phone finds a network again."""
    await page.evaluate("dispatchEvent(new Event('online'))")


async def arrived(page: Page) -> None:
    """Nothing waits any more."""
    # The count in the page is hidden at first, too, so that it proves nothing by itself.
    await until_in(page, f"async () => (await ({STATES})()).every((state) => state === 'sent')")
    await expect(page.locator(COUNT)).to_be_hidden()
