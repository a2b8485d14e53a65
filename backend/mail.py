"""Mail: through the city's server, or shown in the terminal where there is none."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
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


class Mailer:
    """Sends plain-text mail from the city's contact address."""

    def __init__(self, settings: Settings, city: City) -> None:
        self.server = SmtpServer.of(settings.smtp_url) if settings.smtp_url else None
        self.folder = settings.data_dir / "mail"
        self.city = city

    async def send(self, *, to: str, subject: str, body: str) -> None:
        """Hand one mail over. Raises ``MailUnavailable`` or ``AddressRefused``."""
        message = self._message(to, subject, body)
        if self.server is None:
            await asyncio.to_thread(_show, message, body, self.folder)
            return
        server = self.server
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.tls,
                start_tls=server.starttls,
                timeout=PATIENCE,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            MAILS.labels("refused").inc()
            # 4xx is for now only (a full or greylisting mailbox), 5xx is for good.
            if all(recipient.code >= 500 for recipient in error.recipients):
                raise AddressRefused from error
            raise MailUnavailable from error
        except (aiosmtplib.SMTPException, OSError) as error:
            MAILS.labels("failed").inc()
            log.error("mail server", exception=type(error).__name__)
            raise MailUnavailable from error
        MAILS.labels("sent").inc()

    def _message(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        name = self.city.name(self.city.language)
        message["From"] = Address(display_name=name, addr_spec=self.city.contact)
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=self.city.contact.rpartition("@")[2])
        # So that no holiday reply comes back (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message


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
