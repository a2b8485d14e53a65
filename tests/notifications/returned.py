"""What a mail server mails back where it cannot deliver a mail."""

from __future__ import annotations

NOTIFICATION = """\
From: MAILER-DAEMON@mail.example
To: contact@madang.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Nobody has this address.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; somebody@madang.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--part
Content-Type: {kind}

From: contact@madang.example
Message-ID: <{name}@madang.example>
Subject: News

{text}--part--
"""


def notification(
    name: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "message/rfc822",
    text: str = "What the mail said.\n",
) -> bytes:
    return NOTIFICATION.format(
        action=action, status=status, kind=kind, name=name, text=text
    ).encode()
