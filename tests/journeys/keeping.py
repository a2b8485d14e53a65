"""Looking at what a phone keeps, and standing at the server's port in its place."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.async_api import Page

from tests.waiting import until_in

# All that is kept: the addresses in each cache, in the order in which they were put.
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    kept[name] = requests.map(({ url }) => url.slice(location.origin.length));
  }
  return kept;
}"""

HAS_KEPT = """async ([address, start]) => {
  const names = (await caches.keys()).filter((name) => name.startsWith(start));
  const found = names.map((cacheName) => caches.match(address, { cacheName, ignoreVary: true }));
  return (await Promise.all(found)).some(Boolean);
}"""


async def ready(page: Page, address: str) -> None:
    """Open a page, once the worker has it in its hands."""
    await page.goto(address)
    await until_in(page, "navigator.serviceWorker.controller !== null")


async def read(page: Page, address: str, store: str = "pages-") -> None:
    """Open a page and see it kept."""
    await ready(page, address)
    await until_in(page, HAS_KEPT, arg=[address, store])


async def kept(page: Page) -> dict[str, list[str]]:
    """The addresses in each cache."""
    found: dict[str, list[str]] = await page.evaluate(KEPT)
    return found


async def everything_kept(page: Page) -> set[str]:
    """The addresses in all caches together."""
    return {address for addresses in (await kept(page)).values() for address in addresses}


async def personal(page: Page) -> set[str]:
    """Whose pages are kept, by the names of their caches."""
    return {name for name in await kept(page) if name.startswith("pages-")} - {"pages-public"}


@contextlib.contextmanager
def answering(port: int, status: int | None, html: str = "") -> Iterator[None]:
    """Something else at that port: it answers everything so, or, without a status, never."""
    over = threading.Event()

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if status is None:
                over.wait()
                return
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Stranger) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            server.shutdown()
