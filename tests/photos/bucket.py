"""A small store on loopback that speaks as much of S3 as photos need: objects are put, got and
deleted, one or several at once, and signatures are checked (AWS Signature Version 4 in the header,
as AWS describes it).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ACCESS_KEY, SECRET_KEY, REGION = "madang", "a secret of no use elsewhere", "here"

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>(?P<day>\d{8})/(?P<region>[^/]+)/s3"
    r"/aws4_request), ?SignedHeaders=(?P<signed>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


class Bucket:
    """What the store holds, by path, and where it is; ``failing`` makes it answer 503."""

    def __init__(self) -> None:
        self.url = ""
        self.objects: dict[str, bytes] = {}
        self.failing = False

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which its clients find it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        }


@contextlib.contextmanager
def bucket() -> Iterator[Bucket]:
    """The store, while the block lasts."""
    kept = Bucket()

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            with contextlib.suppress(ConnectionError):
                super().handle_one_request()

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._allowed():
                kept.objects[self.path] = body
                self._answer(200)

        def do_GET(self) -> None:
            if self._allowed():
                found = kept.objects.get(self.path)
                self._answer(200, found) if found is not None else self._answer(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            place, _, asked = self.path.partition("?")
            if self._allowed() and asked == "delete":
                keys = re.findall("<Key>(.*?)</Key>", body)
                for key in keys:
                    kept.objects.pop(f"{place}/{key}", None)
                gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

        def _allowed(self) -> bool:
            if kept.failing:
                self._answer(503)
            elif not self._signed():
                self._answer(403)
            else:
                return True
            return False

        def _signed(self) -> bool:
            said = _AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
            if said is None or said["key"] != ACCESS_KEY or said["region"] != REGION:
                return False
            names = said["signed"].split(";")
            parts = urlsplit(self.path)
            request = "\n".join(
                [
                    self.command,
                    parts.path,
                    # A name without a value is signed as one with an empty value.
                    f"{parts.query}=" if parts.query else "",
                    *(f"{name}:{self.headers.get(name, '').strip()}" for name in names),
                    "",
                    said["signed"],
                    self.headers["x-amz-content-sha256"],
                ]
            )
            digest = hashlib.sha256(request.encode()).hexdigest()
            text = "\n".join(
                ["AWS4-HMAC-SHA256", self.headers["x-amz-date"], said["scope"], digest]
            )
            key = f"AWS4{SECRET_KEY}".encode()
            for part in (said["day"], REGION, "s3", "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            return hmac.compare_digest(
                hmac.digest(key, text.encode(), "sha256").hex(), said["signature"]
            )

        def _answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"tag"')
            self.send_header("Last-Modified", "Sun, 22 Nov 2026 03:00:00 GMT")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
