"""A real mail server on loopback, which keeps what it takes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope


class Postbox:
    """Takes every mail but those to ``refused@…`` and ``later@…``, and those about spam.

    ``peers`` are the connections that mail came by; ``most`` is how many mails one may bring.
    With as many as ``waits_after`` it is ``waiting`` to say that it took the last, until ``go_on``.
    """

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.peers: list[Any] = []
        self.most: int | None = None
        self.waits_after: int | None = None
        self.waiting = threading.Event()
        self.go_on = threading.Event()

    @property
    def mails(self) -> list[EmailMessage]:
        """All that was taken, in order."""
        return [
            message_from_bytes(envelope.content, EmailMessage, policy=default)
            for envelope in self.envelopes
            if isinstance(envelope.content, bytes)
        ]

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "450 4.2.0 try again"
        if self.most is not None and self.peers.count(session.peer) == self.most:
            return "421 4.7.0 too many in one connection"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if b"Subject: spam" in envelope.content:
            return "554 5.7.1 not here"
        self.peers.append(session.peer)
        self.envelopes.append(envelope)
        if len(self.envelopes) == self.waits_after:
            self.waiting.set()
            await asyncio.to_thread(self.go_on.wait)
        return "250 OK"


@contextlib.contextmanager
def serving(postbox: Postbox) -> Iterator[str]:
    """The address of a server for that postbox, which wants a user and a password."""

    def admit(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (b"city", b"pass word")
        # Unhandled: the server is to say the refusal itself.
        return AuthResult(success=right, handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(
        postbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=admit,
        auth_required=True,
        auth_require_tls=False,
    )
    server.start()
    try:
        yield f"smtp://city:pass%20word@127.0.0.1:{port}"
    finally:
        server.stop()
