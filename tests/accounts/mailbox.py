"""The mail that Madang shows in the terminal and keeps in its data folder."""

from __future__ import annotations

import email.policy
import re
from email.message import EmailMessage
from email.parser import BytesParser

from backend.settings import Settings


def mails_to(settings: Settings, address: str) -> list[EmailMessage]:
    """All that was sent to that address, in order."""
    files = sorted((settings.data_dir / "mail").glob("*.eml"), key=lambda f: f.stat().st_mtime_ns)
    parser = BytesParser(EmailMessage, policy=email.policy.default)
    mails = [parser.parsebytes(file.read_bytes()) for file in files]
    return [mail for mail in mails if mail["To"] == address]


def code_in(mail: EmailMessage) -> str:
    """The code of a mail, which its subject begins with."""
    found = re.match(r"(\d{6}) ", mail["Subject"])
    assert found, mail["Subject"]
    return found[1]
