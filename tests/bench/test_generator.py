"""The load generator: every answer is looked at, and every request counts once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from backend.bench.generator import Load, WrongAnswer, measure

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


class Answering:
    """A server that answers every request with the same pieces, and remembers the requests."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.requests: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        # A generator that saw something wrong hangs up.
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            while line := lines.readline():
                while lines.readline() != b"\r\n":
                    pass
                self.requests.append(line.split()[1].decode())
                for piece in self.pieces:
                    connection.sendall(piece)
                if not self.pieces:
                    return


@contextmanager
def answering(*pieces: bytes) -> Iterator[Answering]:
    server = Answering(list(pieces))
    threading.Thread(target=server.listen, daemon=True).start()
    try:
        yield server
    finally:
        server.listener.close()


def test_every_request_is_sent_once_and_every_answer_waited_for() -> None:
    paths = [f"/{number}" for number in range(100)]
    with answering(OK) as server:
        measured = measure(
            Load(port=server.port, requests=[(path, None) for path in paths], connections=8)
        )
        assert measured.requests == 100
        assert sorted(server.requests) == sorted(paths)


def test_requests_begin_anew_for_as_long_as_is_said() -> None:
    with answering(OK) as server:
        measured = measure(
            Load(
                port=server.port,
                requests=[("/a", None), ("/b", None)],
                connections=4,
                seconds=0.2,
                repeated=True,
            )
        )
        assert measured.requests == len(server.requests) > 4
        assert set(server.requests) == {"/a", "/b"}


def test_an_answer_may_come_in_pieces() -> None:
    with answering(*(OK[place : place + 7] for place in range(0, len(OK), 7))) as server:
        load = Load(port=server.port, requests=[("/", None)] * 20, connections=2, containing="fine")
        assert measure(load).requests == 20


def test_an_answer_without_a_body_ends_with_its_head() -> None:
    with answering(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n") as server:
        load = Load(port=server.port, requests=[("/", None)] * 20, connections=2, status=304)
        assert measure(load).requests == 20


@pytest.mark.parametrize(
    ("answer", "status", "containing"),
    [(OK, 204, ""), (OK, 200, "better"), (b"", 200, ""), (b"HTTP/1.1 200 OK\r\n\r\n", 200, "")],
    ids=["another status", "another body", "none", "no length"],
)
def test_a_wrong_answer_fails_the_run(answer: bytes, status: int, containing: str) -> None:
    with answering(*filter(None, [answer])) as server:
        load = Load(
            port=server.port, requests=[("/", None)] * 20, status=status, containing=containing
        )
        with pytest.raises(WrongAnswer):
            measure(load)
