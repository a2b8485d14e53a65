"""The load generator: a process of its own that keeps connections busy and looks at every answer.

Each connection sends its next request as soon as the answer to the last is there. Blocking on
``epoll`` with requests made beforehand costs as little as the kernel lets it (see decision 13):
it shares two cores with what it measures.
"""

from __future__ import annotations

import os
import resource
import select
import socket
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import cycle

import msgspec

from backend.bench.processes import HOST, module

# The largest part of an answer that is read at once, in bytes: more than most answers, and little
# enough for memory that need not be fetched from the kernel each time.
AT_ONCE = 1 << 15

# An answer that takes this long, in seconds, will not come any more.
PATIENCE = 30.0

BODILESS = (204, 304)


class WrongAnswer(Exception):
    """What was answered is not what is measured. The text shows the beginning of it."""


class Load(msgspec.Struct, kw_only=True):
    """What to ask: ``requests`` are a path each and the bearer token it is asked with, if any.

    They are sent in this order, once; over and over until ``seconds`` have passed where
    ``repeated``. Every answer must have ``status`` and hold ``containing``.
    """

    port: int
    requests: list[tuple[str, str | None]]
    method: str = "GET"
    headers: dict[str, str] = {}
    status: int = 200
    containing: str = ""
    connections: int = 64
    seconds: float = PATIENCE
    repeated: bool = False


class Measured(msgspec.Struct, kw_only=True):
    """What a load came to: ``rate`` in requests a second, percentiles in milliseconds.

    ``own_cpu`` is the share of one core that the generator took. What another tool measured has
    no more than a rate.
    """

    requests: int
    rate: float
    p50: float | None = None
    p99: float | None = None
    own_cpu: float | None = None


def measure(load: Load) -> Measured:
    """Put a load on a server from another process. Raises ``WrongAnswer``."""
    result = subprocess.run(
        module("backend.bench.generator"), input=msgspec.json.encode(load), capture_output=True
    )
    if result.returncode:
        raise WrongAnswer(result.stderr.decode(errors="replace").strip())
    return msgspec.json.decode(result.stdout, type=Measured)


def run(load: Load) -> Measured:
    """Put a load on a server from this process. Raises ``WrongAnswer``.

    Whatever was sent is waited for, so that exactly the counted requests reached the server.
    """
    prepared = [_request(load, path, token) for path, token in load.requests]
    requests: Iterator[bytes] = cycle(prepared) if load.repeated else iter(prepared)
    latencies = array("d")
    clock = time.perf_counter
    with select.epoll() as events:
        sockets = [socket.create_connection((HOST, load.port)) for _ in range(load.connections)]
        sent: dict[int, float] = {}
        received: dict[int, bytes] = {}
        for connection in sockets:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            events.register(connection.fileno(), select.EPOLLIN)
        used = _cpu_seconds()
        began = clock()
        ends = began + load.seconds
        for connection, request in zip(sockets, requests, strict=False):
            sent[connection.fileno()] = clock()
            connection.sendall(request)
        while sent:
            ready = events.poll(PATIENCE)
            if not ready:
                raise WrongAnswer(f"no answer within {PATIENCE:.0f} s")
            for descriptor, _ in ready:
                data = os.read(descriptor, AT_ONCE)
                answer = received.pop(descriptor, b"") + data
                if not _whole(answer, load):
                    if not data:
                        raise WrongAnswer(f"the connection was closed after {answer[:200]!r}")
                    received[descriptor] = answer
                    continue
                now = clock()
                latencies.append(now - sent.pop(descriptor))
                if now < ends and (following := next(requests, None)) is not None:
                    sent[descriptor] = now
                    os.write(descriptor, following)
        elapsed = clock() - began
        used = _cpu_seconds() - used
        for connection in sockets:
            connection.close()
    ordered = sorted(latencies)
    return Measured(
        requests=len(latencies),
        rate=len(latencies) / elapsed,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[len(ordered) * 99 // 100] * 1000,
        own_cpu=used / elapsed,
    )


def _request(load: Load, path: str, token: str | None) -> bytes:
    head = [f"{load.method} {path} HTTP/1.1", f"Host: {HOST}:{load.port}"]
    head += [f"{name}: {value}" for name, value in load.headers.items()]
    if token is not None:
        head.append(f"Authorization: Bearer {token}")
    if load.method != "GET":
        head.append("Content-Length: 0")
    return "\r\n".join([*head, "", ""]).encode()


def _whole(answer: bytes, load: Load) -> bool:
    """Whether all of an answer is there. Raises ``WrongAnswer`` where it is another."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    # "HTTP/1.1 " comes before the status.
    if int(answer[9:12]) != load.status:
        raise WrongAnswer(f"{load.status} was expected: {answer[:400]!r}")
    if load.status not in BODILESS:
        _, _, rest = answer[:end].lower().partition(b"\r\ncontent-length: ")
        if not rest:
            raise WrongAnswer(f"no length: {answer[:400]!r}")
        if len(answer) < end + 4 + int(rest.partition(b"\r\n")[0]):
            return False
    if load.containing.encode() not in answer:
        raise WrongAnswer(f"{load.containing} was expected: {answer[:2000]!r}")
    return True


def _cpu_seconds() -> float:
    """What this process has taken of the processor so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Read a load from standard input, put it on, and print what it came to."""
    try:
        measured = run(msgspec.json.decode(sys.stdin.buffer.read(), type=Load))
    except WrongAnswer as wrong:
        sys.exit(str(wrong))
    sys.stdout.buffer.write(msgspec.json.encode(measured))


if __name__ == "__main__":
    main()
