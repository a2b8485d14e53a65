"""Mails of news that come back later, as mail servers say it (RFC 3464).

Anybody may write such a notification. What it says counts only for the mail that it names, and a
mail's name proves that we sent it, to whom and to which address: it is sealed under the server's
key, and nobody has seen it but whom it was mailed to and the servers on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from email.policy import compat32
from typing import Literal, NamedTuple

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from backend.database.engine import fetch_value
from backend.notifications.unsubscribing import end_mail
from backend.settings import Settings

log = structlog.get_logger()

Bounced = Literal["ended", "kept", "unknown"]

# Nobody has this address, its host takes no mail, or the mailbox is closed (RFC 3463). A full one,
# or a server that takes us for somebody else, says nothing about the address.
NOBODY_THERE = re.compile(r"5\.(?:1\.\d{1,3}|2\.1)")

_NAME = re.compile(r"<([0-9a-f]{80})@[^<>@\s]+>")
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")


class Bounce(NamedTuple):
    """The ``name`` of a mail that failed for good, as the notification has it, and why."""

    name: str
    status: str


def mail_name(
    settings: Settings, *, account: int, email: str, cadence: str, moment: datetime
) -> str:
    """The name of a mail of news (see ``Mail``): the same for the same mail. 80 hex digits, since
    some servers change the case of letters."""
    mail = settings.keyed_hash("mail of news", f"{cadence} {moment.timestamp()}".encode())[:8]
    told = account.to_bytes(8, "big") + _digest(settings, email) + mail
    # It seals the same in the same way each time, and needs no room for what is random.
    return _cipher(settings).encrypt(told, None).hex()


async def mail_bounced(raw: bytes, settings: Settings) -> Bounced:
    """Take one notification as it was mailed. Where nobody is at the address any more, mail of
    news to its account ends as if its owner had ended it; whatever else comes changes nothing."""
    bounce = bounce_of(raw)
    account = None if bounce is None else await _addressee(settings, bounce.name)
    if bounce is None or account is None:
        log.info("bounce of no mail of ours")
        return "unknown"
    if not NOBODY_THERE.fullmatch(bounce.status):
        log.warning("mail came back", status=bounce.status)
        return "kept"
    await end_mail(account)
    log.warning("mail ended, since it came back", status=bounce.status)
    return "ended"


def bounce_of(raw: bytes) -> Bounce | None:
    """What a notification tells of a failure for good, if it is one and names its mail."""
    parts = list(message_from_bytes(raw, policy=compat32).walk())
    failed = (
        _STATUS.match(str(part.get("Status", "")).strip())
        for part in parts
        if str(part.get("Action", "")).strip().lower() == "failed"
    )
    named = (_NAME.search(str(mail.get("Message-ID", ""))) for mail in _returned(parts))
    status, name = next(filter(None, failed), None), next(filter(None, named), None)
    return Bounce(name[1], status[1]) if status and name else None


def _returned(parts: list[Message]) -> Iterator[Message]:
    """The mail that came back, whole or its headers alone (RFC 6522)."""
    for part in parts:
        content = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(content, list):
            yield from (mail for mail in content if isinstance(mail, Message))
        elif part.get_content_type() == "text/rfc822-headers" and isinstance(content, str):
            yield message_from_string(content, policy=compat32)


async def _addressee(settings: Settings, name: str) -> int | None:
    """The account that such a mail was for, if it still has that address."""
    try:
        told = _cipher(settings).decrypt(bytes.fromhex(name), None)
    except InvalidTag:
        return None
    account = int.from_bytes(told[:8], "big")
    email = await fetch_value("SELECT email FROM account WHERE id = $1", account)
    return account if email and _digest(settings, email) == told[8:16] else None


def _digest(settings: Settings, email: str) -> bytes:
    return settings.keyed_hash("mail address", email.encode())[:8]


def _cipher(settings: Settings) -> AESSIV:
    return AESSIV(settings.keyed_hash("mail name"))
