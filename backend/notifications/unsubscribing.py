"""Ending all mail of news by the address that stands in each of them, without signing in."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from backend.database.engine import execute
from backend.errors import NotFound
from backend.settings import Settings

# Whoever presses the button in a mail of years ago means it.
PATH = "/unsubscribe/"


def unsubscribe_address(settings: Settings, account: int) -> str:
    """Where all mail to that account ends: always the same, for ever, and tells nothing of it."""
    sealed = _cipher(settings).encrypt(account.to_bytes(8, "big"), None)
    return f"{settings.base_url}{PATH}{urlsafe_b64encode(sealed).decode()}"


def account_of(settings: Settings, token: str) -> int:
    """The account that such an address ends with ``token`` for. Raises ``NotFound``."""
    try:
        sealed = urlsafe_b64decode(token.encode("ascii"))
        return int.from_bytes(_cipher(settings).decrypt(sealed, None), "big")
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise NotFound from error


async def end_mail(account: int) -> None:
    """Mail no news to that account, until its owner wants them again. Sign-in codes go on.

    Twice is once; for somebody who has left there is nothing to end.
    """
    await execute(
        """
        INSERT INTO notification_setting (account, mail_ended)
        SELECT id, true FROM account WHERE id = $1
        ON CONFLICT (account) DO UPDATE SET mail_ended = true
        """,
        account,
    )


def _cipher(settings: Settings) -> AESSIV:
    # It seals the same number in the same way each time, and needs no room for what is random.
    return AESSIV(settings.keyed_hash("unsubscribing"))
