"""What the app fetches on nobody's request, in front of a real server that has no time for it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import httpx
from playwright.async_api import Request

from backend.http.edge import BUSY
from tests.journeys.conftest import Phone
from tests.journeys.keeping import HAS_KEPT, everything_kept, ready
from tests.live import LiveServer
from tests.waiting import until_in, until_waited_for

OLD = "<html><title>old</title>kept long ago"

# Keeps a page as if it had been read an hour ago.
KEEP_OLD = """async ([address, html]) => {
  const cache = await caches.open("pages-public");
  const then = new Date(Date.now() - 3600_000).toISOString();
  await cache.put(address, new Response(html, { headers: { "Madang-Kept": then } }));
}"""
KEPT_TEXT = "async (address) => (await caches.match(address, { ignoreVary: true })).text()"
ROUND_IS_OVER = "localStorage.getItem('madang-ahead') !== null"
TEN_MINUTES_LATER = "localStorage.removeItem('madang-ahead')"


@contextlib.asynccontextmanager
async def locked(live: LiveServer, table: str) -> AsyncIterator[None]:
    """Whoever reads this table waits while the block lasts."""
    connection = await asyncpg.connect(live.environment["MADANG_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def refusals(client: httpx.AsyncClient) -> int:
    """How often the server refused what was fetched ahead."""
    told = (await client.get("/metrics")).text
    found = re.search(r"^madang_refused_ahead_total (\d+)", told, re.MULTILINE)
    assert found is not None
    return int(found[1])


async def test_a_busy_server_is_left_alone_and_asked_again_another_time(
    phone: Phone, live: LiveServer, database: asyncpg.Connection
) -> None:
    somebody = await live.person("하나")
    page = await phone.open()
    marked: list[str] = []
    unmarked: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if request.headers.get("purpose") == "prefetch":
            marked.append(path)
        else:
            unmarked.append(path)

    page.on("request", note)
    async with (
        httpx.AsyncClient(base_url=live.base_url, timeout=60, headers=somebody.headers) as client,
        contextlib.AsyncExitStack() as held,
    ):
        items = (await client.get("/api/v1/proposals")).json()["items"]
        top = [f"/proposals/{item['number']}" for item in items]
        assert len(top) == 20
        before = await refusals(client)
        async with locked(live, "event"):
            await ready(page, "/about")
            await page.evaluate(KEEP_OLD, [top[1], OLD])
            # The round has come to the first proposal, and the server becomes busy meanwhile.
            await until_waited_for("event", database)
            await held.enter_async_context(locked(live, "draft"))
            others = [asyncio.create_task(client.get("/api/v1/drafts")) for _ in range(BUSY)]
            await until_waited_for("draft", database, by=BUSY)
        await until_in(page, ROUND_IS_OVER)

        # The second proposal was refused, and nothing more is asked for.
        asked = ["/", "/proposals/new", *top[:2]]
        await asyncio.sleep(1)
        assert marked == asked
        assert await refusals(client) == before + 1
        # What was kept is kept, that of which a present one was refused too.
        assert {"/about", *asked} <= await everything_kept(page)
        assert await page.evaluate(KEPT_TEXT, top[1]) == OLD
        # The page that somebody opened, and its copy for this device, are no such thing.
        assert unmarked.count("/about") == 2

        await held.aclose()
        assert {(await other).status_code for other in others} == {200}
        await page.evaluate(TEN_MINUTES_LATER)
        await page.reload()
        await until_in(page, ROUND_IS_OVER)
        assert marked == [*asked, "/", "/proposals/new", *top]
        for address in top:
            await until_in(page, HAS_KEPT, arg=[address, "pages-public"])
        assert await page.evaluate(KEPT_TEXT, top[1]) != OLD
        assert await refusals(client) == before + 1
