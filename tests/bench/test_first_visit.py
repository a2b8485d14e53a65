"""The bytes of a first visit: what a browser fetches, each thing once, as it was sent."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.bench.first_visit import first_visit

PAGE = """
<link rel="stylesheet" href="/app.css"><link rel="alternate" href="/nowhere">
<link rel="manifest" href="/manifest"><script type="module" src="/a.js"></script>
<script type="module" src="/a.js"></script><img src="/photo"><a href="/nowhere">…</a>
"""
SITE = {
    "/": ("text/html; charset=utf-8", PAGE),
    "/app.css": ("text/css", "@import '/more.css'; a { background: url(data:x) }"),
    "/more.css": ("text/css", "b { background: url(/photo) }"),
    "/manifest": ("application/manifest+json", "{}"),
    "/a.js": ("text/javascript", 'import { b } from "./b.js";\nconst path = "/nowhere";'),
    "/b.js": ("text/javascript", "export const b = 1;"),
    "/photo": ("image/png", "a picture"),
}


def sent(path: str) -> bytes:
    return gzip.compress(SITE[path][1].encode(), mtime=0)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = sent(self.path)
        self.send_response(200)
        self.send_header("Content-Type", SITE[self.path][0])
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_everything_that_a_browser_fetches_counts_once_and_compressed(url: str) -> None:
    visit = first_visit(url)
    assert visit.html == len(sent("/"))
    assert visit.scripts == len(sent("/a.js")) + len(sent("/b.js"))
    assert visit.styles == len(sent("/app.css")) + len(sent("/more.css"))
    assert visit.rest == len(sent("/manifest")) + len(sent("/photo"))
    assert visit.everything == sum(map(len, map(sent, SITE)))
