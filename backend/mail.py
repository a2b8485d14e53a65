"""Mail: through the city's server, or shown in the terminal where there is none."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec
import structlog

from backend.city.city import City
from backend.errors import FieldError, InvalidInput, Unavailable
from backend.http.metrics import MAILS
from backend.settings import Settings, SettingsError

log = structlog.get_logger()

# Somebody waits before the screen for most of our mail.
PATIENCE = 10.0


class MailUnavailable(Unavailable):
    """The mail server does not answer, or refuses us."""

    slug = "mail-unavailable"
    retry_after = 60


class AddressRefused(InvalidInput):
    """The mail server knows that nobody has this address."""

    slug = "address-refused"

    def __init__(self) -> None:
        super().__init__({"email": FieldError("address")})


class MailRefused(MailUnavailable):
    """The mail server will never take this mail, whoever it is for."""


class SmtpServer(msgspec.Struct, frozen=True):
    """A mail server. ``starttls`` is None where encryption is used if it is offered."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    starttls: bool | None

    @classmethod
    def of(cls, url: str) -> SmtpServer:
        """``smtp://user:password@host:port``, ``smtps://…`` or ``smtp://…?starttls``.

        Raises ``SettingsError`` for anything else.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            # The address may hold a password, so it isn't repeated here.
            raise SettingsError(
                "MADANG_SMTP_URL is no mail server's address; set it to one such as "
                "smtp://user:password@mail.example:587?starttls."
            )
        tls = parts.scheme == "smtps"
        must = "starttls" in parse_qs(parts.query, keep_blank_values=True)
        return cls(
            host=parts.hostname,
            port=port or (465 if tls else 587 if must else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            starttls=False if tls else True if must else None,
        )


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one address. ``html`` says the same as ``body``, for who reads it so.

    ``name`` (letters and digits) stays the same where a mail may be handed over twice, so that
    what receives it can tell. ``unsubscribe`` is the address that ends mail of this kind.
    """

    to: str
    subject: str
    body: str
    html: str | None = None
    name: str | None = None
    unsubscribe: str | None = None


Send = Callable[[Mail], Awaitable[None]]


class Mailer:
    """Sends mail from the city's contact address."""

    def __init__(self, settings: Settings, city: City) -> None:
        self.server = SmtpServer.of(settings.smtp_url) if settings.smtp_url else None
        self.folder = settings.data_dir / "mail"
        self.city = city

    async def send(self, *, to: str, subject: str, body: str) -> None:
        """Hand one mail over. Raises ``MailUnavailable`` or ``AddressRefused``."""
        async with self.connection() as send:
            await send(Mail(to=to, subject=subject, body=body))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Send]:
        """Hand many mails over through one connection, made for the first of them.

        Each call raises ``MailUnavailable`` or ``AddressRefused`` for its own mail; the next one
        may go well, and makes the connection anew where the server has ended it.
        """
        if self.server is None:
            yield self._show
            return
        server = self.server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            timeout=PATIENCE,
        )
        try:
            yield partial(self._hand_over, client)
        except asyncio.CancelledError:
            # Nobody waits for a farewell any more.
            client.close()
            raise
        finally:
            if client.is_connected:
                with suppress(aiosmtplib.SMTPException, OSError):
                    await client.quit()
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, mail: Mail) -> None:
        try:
            if not client.is_connected:
                await client.connect()
            await client.send_message(self._message(mail))
        except aiosmtplib.SMTPRecipientsRefused as error:
            MAILS.labels("refused").inc()
            # 4xx is for now only (a full or greylisting mailbox), 5xx is for good.
            if all(recipient.code >= 500 for recipient in error.recipients):
                raise AddressRefused from error
            raise MailUnavailable from error
        except aiosmtplib.SMTPDataError as error:
            MAILS.labels("refused").inc()
            log.error("mail refused", code=error.code)
            raise (MailRefused if error.code >= 500 else MailUnavailable) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            MAILS.labels("failed").inc()
            log.error("mail server", exception=type(error).__name__)
            raise MailUnavailable from error
        MAILS.labels("sent").inc()

    async def _show(self, mail: Mail) -> None:
        await asyncio.to_thread(_show, self._message(mail), mail.body, self.folder)

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=_POLICY)
        name = self.city.name(self.city.language)
        message["From"] = Address(display_name=name, addr_spec=self.city.contact)
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        domain = self.city.contact.rpartition("@")[2]
        message["Message-ID"] = f"<{mail.name or secrets.token_hex(16)}@{domain}>"
        # So that no holiday reply comes back (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if mail.unsubscribe is not None:
            contact = f"<mailto:{self.city.contact}?subject=unsubscribe>"
            message["List-Unsubscribe"] = f"<{mail.unsubscribe}>, {contact}"
            # One request to that address is enough, without a page in between (RFC 8058).
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.body)
        if mail.html is not None:
            message.add_alternative(mail.html, subtype="html")
        return message


class _Addresses(UnstructuredHeader, BaseHeader):
    """A header of addresses in one line: folded, a long one would be encoded and lead nowhere."""

    max_count = 1

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Words(UnstructuredHeader, BaseHeader):
    """A header of words, whose blanks survive where a long one is cut: the library loses some."""

    max_count = 1

    def fold(self, *, policy: Any) -> str:
        words = Header(str(self), header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {words}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Words)
_HEADERS.map_to_type("list-unsubscribe", _Addresses)
_POLICY = EmailPolicy(header_factory=_HEADERS)


def _show(message: EmailMessage, body: str, folder: Path) -> None:
    """Print a mail for whoever runs this, and keep it as a file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    file = folder / f"{stamp}-{secrets.token_hex(4)}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(message))
    lines = [f"To: {message['To']}", f"Subject: {message['Subject']}", "", *body.splitlines()]
    shown = "\n".join(f"│ {line}".rstrip() for line in lines)
    print(f"\n┌ mail\n{shown}\n└ {file}\n", flush=True)
