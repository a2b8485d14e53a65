"""Mail through a real server on loopback, and into the terminal without one."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar.types import ASGIApp

from backend.city.city import City
from backend.mail import (
    AddressRefused,
    Mail,
    Mailer,
    MailRefused,
    MailUnavailable,
    SmtpServer,
)
from backend.settings import Settings, SettingsError
from tests.accounts.mailbox import mails_to
from tests.conftest import framework
from tests.mail_server import Postbox, serving


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def smtp_url(postbox: Postbox) -> Iterator[str]:
    with serving(postbox) as url:
        yield url


def mailer(settings: Settings, city: City, smtp_url: str | None) -> Mailer:
    return Mailer(msgspec.structs.replace(settings, smtp_url=smtp_url), city)


async def test_a_mail_arrives_whole(
    settings: Settings, city: City, postbox: Postbox, smtp_url: str
) -> None:
    await mailer(settings, city, smtp_url).send(
        to="reader@madang.example", subject="123456 마당", body="안녕하세요.\n\n번호예요."
    )
    (envelope,) = postbox.envelopes
    assert envelope.rcpt_tos == ["reader@madang.example"]
    assert envelope.mail_from == city.contact
    (mail,) = postbox.mails
    assert mail["Subject"] == "123456 마당"
    assert city.contact in mail["From"]
    assert mail["Message-ID"] and mail["Date"]
    assert "List-Unsubscribe" not in mail
    assert mail.get_content().replace("\r\n", "\n") == "안녕하세요.\n\n번호예요.\n"


async def test_a_mail_of_two_parts_keeps_its_name_and_the_address_that_ends_it(
    settings: Settings, city: City, postbox: Postbox, smtp_url: str
) -> None:
    # Longer than a line of a mail, by which it must not become unreadable.
    address = f"https://{'long.' * 20}madang.example/unsubscribe/{'x' * 32}"
    subject = (
        "보행정책과가 답했어요: 채택 · 역마다 실내 자전거 주차장을 만들어 주세요 · " * 4 + "끝"
    )
    mail = Mail(
        to="reader@madang.example",
        subject=subject,
        body="답했어요.",
        html="<p>답했어요.",
        name="f" * 32,
        unsubscribe=address,
    )
    async with mailer(settings, city, smtp_url).connection() as send:
        await send(mail)
        await send(mail)
    first, second = postbox.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{'f' * 32}@seoul.example>"
    content = postbox.envelopes[0].content
    assert isinstance(content, bytes)
    both = f"List-Unsubscribe: <{address}>, <mailto:{city.contact}?subject=unsubscribe>"
    assert both.encode() in content
    assert first["Subject"] == subject
    lines = [line for line in content.split(b"\r\n") if b"=?utf-8?" in line]
    assert len(lines) > 5 and max(map(len, lines)) <= 78
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, page = first.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().strip() == "답했어요."
    assert page.get_content().strip() == "<p>답했어요."


async def test_many_mails_go_through_one_connection_and_a_refused_one_does_not_end_it(
    settings: Settings, city: City, postbox: Postbox, smtp_url: str
) -> None:
    def mail(to: str, subject: str = "s") -> Mail:
        return Mail(to=f"{to}@madang.example", subject=subject, body="b")

    async with mailer(settings, city, smtp_url).connection() as send:
        await send(mail("one"))
        with pytest.raises(AddressRefused):
            await send(mail("refused"))
        with pytest.raises(MailRefused):
            await send(mail("two", "spam"))
        await send(mail("three"))
    assert len(postbox.envelopes) == 2 and len(set(postbox.peers)) == 1


async def test_a_server_that_ends_the_connection_gets_the_next_mail_through_a_new_one(
    settings: Settings, city: City, postbox: Postbox, smtp_url: str
) -> None:
    postbox.most = 2
    mail = Mail(to="reader@madang.example", subject="s", body="b")
    async with mailer(settings, city, smtp_url).connection() as send:
        await send(mail)
        await send(mail)
        with pytest.raises(MailUnavailable):
            await send(mail)
        await send(mail)
    assert len(postbox.envelopes) == 3 and len(set(postbox.peers)) == 2


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
    app: ASGIApp,
    settings: Settings,
    city: City,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = mailer(settings, city, "smtp://127.0.0.1:9")
    monkeypatch.setattr(framework(app).state, "mailer", nowhere)
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
