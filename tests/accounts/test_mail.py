"""Mail through a real server on loopback, and into the terminal without one."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from backend.city.city import City
from backend.mail import AddressRefused, Mailer, MailUnavailable, SmtpServer
from backend.settings import Settings, SettingsError
from tests.accounts.mailbox import mails_to


class Inbox:
    """Takes every mail but those to ``refused@…`` and ``later@…``."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "450 4.2.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp_url(inbox: Inbox) -> Iterator[str]:
    """A mail server that wants a user and a password."""

    def admit(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (b"city", b"pass word")
        # Unhandled: the server is to say the refusal itself.
        return AuthResult(success=right, handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(
        inbox,
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


def mailer(settings: Settings, city: City, smtp_url: str | None) -> Mailer:
    return Mailer(msgspec.structs.replace(settings, smtp_url=smtp_url), city)


async def test_a_mail_arrives_whole(
    settings: Settings, city: City, inbox: Inbox, smtp_url: str
) -> None:
    await mailer(settings, city, smtp_url).send(
        to="reader@madang.example", subject="123456 마당", body="안녕하세요.\n\n번호예요."
    )
    (envelope,) = inbox.envelopes
    assert envelope.rcpt_tos == ["reader@madang.example"]
    assert envelope.mail_from == city.contact
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["Subject"] == "123456 마당"
    assert city.contact in mail["From"]
    assert mail["Message-ID"] and mail["Date"]
    assert mail.get_content().replace("\r\n", "\n") == "안녕하세요.\n\n번호예요.\n"


async def test_a_refused_address_is_told_from_a_server_that_wants_time(
    settings: Settings, city: City, smtp_url: str
) -> None:
    mail = {"subject": "s", "body": "b"}
    with pytest.raises(AddressRefused):
        await mailer(settings, city, smtp_url).send(to="refused@madang.example", **mail)
    with pytest.raises(MailUnavailable):
        await mailer(settings, city, smtp_url).send(to="later@madang.example", **mail)


async def test_a_wrong_password_or_no_server_is_unavailable(
    settings: Settings, city: City, smtp_url: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    for url in (smtp_url.replace("pass%20word", "wrong"), nobody, f"{smtp_url}?starttls"):
        with pytest.raises(MailUnavailable):
            await mailer(settings, city, url).send(to="a@madang.example", subject="s", body="b")


async def test_somebody_who_asks_while_the_server_is_down_is_told(
    client: httpx.AsyncClient,
    settings: Settings,
    city: City,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application = client._transport.app.app  # type: ignore[attr-defined]
    nowhere = mailer(settings, city, "smtp://127.0.0.1:9")
    monkeypatch.setattr(application.state, "mailer", nowhere)
    answer = await client.post("/api/v1/auth/codes", json={"email": "a@madang.example"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert answer.json()["type"] == "/problems/mail-unavailable"


async def test_without_a_server_a_mail_is_shown_and_kept_for_its_owner_only(
    settings: Settings, city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = msgspec.structs.replace(settings, data_dir=tmp_path)
    await mailer(own, city, None).send(
        to="reader@madang.example", subject="123456 마당", body="번호는 123456이에요."
    )
    shown = capsys.readouterr().out
    assert "To: reader@madang.example" in shown
    assert "번호는 123456이에요." in shown
    (mail,) = mails_to(own, "reader@madang.example")
    assert mail["Subject"] == "123456 마당"
    folder = tmp_path / "mail"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())


def test_addresses_of_mail_servers_are_understood() -> None:
    plain = SmtpServer.of("smtp://mail.example")
    assert (plain.port, plain.tls, plain.starttls) == (25, False, None)
    submission = SmtpServer.of("smtp://u%40x:p%3Aw@mail.example?starttls")
    assert (submission.port, submission.starttls) == (587, True)
    assert (submission.username, submission.password) == ("u@x", "p:w")
    tls = SmtpServer.of("smtps://mail.example")
    assert (tls.port, tls.tls, tls.starttls) == (465, True, False)


@pytest.mark.parametrize("url", ["post.example", "http://post.example", "smtp://", "smtp://a:b"])
def test_what_is_no_mail_servers_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError) as error:
        SmtpServer.of(url)
    assert "MADANG_SMTP_URL" in str(error.value)
    assert url == "smtp://" or url not in str(error.value)
