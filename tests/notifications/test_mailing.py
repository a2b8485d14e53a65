"""News by e-mail: through a real mail server, to whom and when they chose, each once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from backend.city.city import City
from backend.database.engine import execute, fetch_value
from backend.language import text
from backend.mail import Mailer
from backend.notifications.bounces import mail_bounced
from backend.notifications.kinds import KINDS, Email
from backend.notifications.mailing import mail_news
from backend.notifications.untold import Cadence
from backend.settings import Settings
from tests.accounts.mailbox import mails_to
from tests.conftest import Clock
from tests.mail_server import Postbox, serving
from tests.notifications.returned import notification
from tests.people import People, Person
from tests.responses.answering import answer
from tests.square import Square

# Monday, eight in the morning in Seoul, and half an hour before it.
MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
BEFORE = MONDAY - timedelta(minutes=30)
MINUTES = timedelta(minutes=2)


class Worker:
    """Goes rounds as the worker does, with a mail server that keeps what it gets."""

    def __init__(self, settings: Settings, city: City, clock: Clock, postbox: Postbox) -> None:
        self.settings = settings
        self.city = city
        self.clock = clock
        self.postbox = postbox
        self.stop = asyncio.Event()

    async def round(self, cadence: Cadence) -> dict[str, int]:
        return await mail_news(
            cadence,
            mailer=Mailer(self.settings, self.city),
            settings=self.settings,
            city=self.city,
            clock=self.clock,
            stop=self.stop,
        )

    async def until(self, moment: datetime) -> None:
        """Let the time pass, with a round of digests for every half hour."""
        while self.clock.now < moment:
            self.clock.now = min(moment, self.clock.now + timedelta(minutes=30))
            await self.round("digest")

    def to(self, person: Person) -> list[Any]:
        """The mails that somebody got, in order."""
        return [mail for mail in self.postbox.mails if mail["To"] == person.email]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def smtp_url(postbox: Postbox) -> Iterator[str]:
    with serving(postbox) as url:
        yield url


@pytest.fixture
async def worker(
    people: People, settings: Settings, city: City, clock: Clock, postbox: Postbox, smtp_url: str
) -> Worker:
    """One that has gone its first rounds, half an hour before the week's digests."""
    own = Worker(msgspec.structs.replace(settings, smtp_url=smtp_url), city, clock, postbox)
    # Whoever has just come is told nothing of what happened before: all have been here for a day.
    people.clock = lambda: clock.now - timedelta(days=1)
    clock.now = BEFORE - timedelta(days=1)
    await execute("DELETE FROM mailing_round")
    for cadence in ("at_once", "digest"):
        assert await own.round(cadence) == {}  # type: ignore[arg-type]
    return own


async def choose(square: Square, person: Person, email: Email, **others: Any) -> None:
    """Take every kind of news by mail in the same way."""
    kinds = {name: {"push": False, "email": email} for name in KINDS}
    chosen = await square.call("PUT", "/notifications/preferences", person, kinds=kinds, **others)
    assert chosen.status_code == 200, chosen.text


async def follower(square: Square, number: int, language: str | None = None) -> Person:
    """Somebody who follows that proposal."""
    person = await square.people.person(language=language)
    await square.call("PUT", f"/proposals/{number}/follow", person)
    return person


def parts(mail: Any) -> tuple[str, str]:
    """Plain text and page."""
    plain, page = mail.iter_parts()
    return plain.get_content(), page.get_content()


def ending(mail: Any) -> str:
    """The address that ends mail, as a mail program reads it."""
    found = re.match("<(https?://[^>]+)>", mail["List-Unsubscribe"])
    assert found
    return found[1]


async def test_whoever_chose_nothing_gets_the_week_s_answers_on_monday_morning_once(
    square: Square, worker: Worker
) -> None:
    number = await square.proposal()
    reader, foreigner = await follower(square, number), await follower(square, number, "en")
    worker.clock.now += timedelta(minutes=5)
    await answer(square, number)
    await worker.until(MONDAY)
    assert worker.postbox.mails == []
    await worker.until(MONDAY + timedelta(days=8))
    (mail,) = worker.to(reader)
    assert mail["Subject"].startswith("보행정책과가 답했어요: 채택")
    assert mail["Subject"].endswith("역마다 실내 자전거 주차장을")
    plain, page = parts(mail)
    told = text("ko", "decision-adopted")
    for words in (plain, page):
        assert f"http://127.0.0.1:8000/proposals/{number}#answer" in words
        assert told in words and "역마다 실내 자전거 주차장을" in words
        assert ending(mail) in words
    assert '<html lang="ko">' in page and "src=" not in page
    (mail,) = worker.to(foreigner)
    assert "answered: Adopted" in mail["Subject"]
    plain, page = parts(mail)
    assert '<html lang="en">' in page and '<h2 lang="ko"' in re.sub(r' style="[^"]*"', "", page)
    assert text("en", "news-mail-end") in plain


async def test_whoever_wants_it_at_once_gets_it_at_once_and_a_storm_in_one_mail(
    square: Square, worker: Worker
) -> None:
    author, other = await square.people.account(), await square.people.account()
    await choose(square, author, "at_once")
    number = await square.proposal(author)
    await square.comment(number)
    # What is younger than a minute may have company that is still being written.
    assert await worker.round("at_once") == {}
    worker.clock.now += MINUTES
    assert await worker.round("at_once") == {"sent": 1}
    assert await worker.round("at_once") == {}
    for _ in range(3):
        worker.clock.now += MINUTES
        await square.comment(number, other)
        assert await worker.round("at_once") == {}
    worker.clock.now += timedelta(minutes=15)
    assert await worker.round("at_once") == {"sent": 1}
    first, second = worker.to(author)
    assert text("ko", "notification-comment", count=4) in parts(second)[0]
    assert first["Message-ID"] != second["Message-ID"]
    await worker.until(MONDAY + timedelta(days=8))
    assert len(worker.postbox.mails) == 2


async def test_a_digest_comes_at_everybody_s_own_hour_by_their_own_clock(
    square: Square, worker: Worker
) -> None:
    number = await square.proposal()
    seoul, london = await follower(square, number), await follower(square, number)
    await choose(square, seoul, "daily", digest_hour=18)
    await choose(square, london, "daily", digest_hour=7, time_zone="Europe/London")
    await answer(square, number)
    came: dict[str, datetime] = {}
    while worker.clock.now < MONDAY + timedelta(days=1):
        await worker.until(worker.clock.now + timedelta(minutes=30))
        for name, person in (("seoul", seoul), ("london", london)):
            if worker.to(person):
                came.setdefault(name, worker.clock.now)
    # Rounds are half an hour apart here, and what is told is a minute old.
    assert came == {
        "london": datetime(2026, 11, 22, 7, 30, tzinfo=UTC),
        "seoul": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    }
    assert len(worker.to(seoul)) == len(worker.to(london)) == 1


async def test_nobody_gets_more_than_one_digest_a_day(square: Square, worker: Worker) -> None:
    number, official = await square.proposal(), await square.people.official("pedestrian")
    reader = await follower(square, number)
    await answer(square, number, official)
    mails = []
    for hour in (9, 12, 15):
        await choose(square, reader, "daily", digest_hour=hour)
        await worker.until(worker.clock.now + timedelta(hours=3))
        await square.post(
            f"/proposals/{number}/milestones",
            official,
            state="started",
            date="2026-11-22",
            note="x",
        )
        mails.append(len(worker.to(reader)))
    assert mails == [1, 1, 1]
    # What came meanwhile is in the next one.
    await worker.until(worker.clock.now + timedelta(days=1))
    assert len(worker.to(reader)) == 2
    assert worker.to(reader)[1]["Subject"].startswith(
        text("ko", "news-mail-subject", count=3, site="서울 마당")
    )


async def test_nothing_is_mailed_to_whom_it_is_no_news(square: Square, worker: Worker) -> None:
    author = await square.people.account()
    number = await square.proposal(author)
    never, muted, read, gone, ended, before = [await follower(square, number) for _ in range(6)]
    for person in (author, never, muted, read, gone, ended, before):
        await choose(square, person, "never" if person is never else "daily")
    await execute("UPDATE account SET email = NULL WHERE id = $1", before.account)
    await square.call("PUT", f"/proposals/{number}/mute", muted)
    await execute(
        "UPDATE notification_setting SET mail_ended = true WHERE account = $1", ended.account
    )
    await square.post(f"/proposals/{number}/addenda", author, body="덧붙입니다.")
    worker.clock.now += MINUTES
    await square.call("POST", "/notifications/read", read, until=worker.clock.now.isoformat())
    await square.call("DELETE", f"/proposals/{number}/follow", gone)
    witness = await follower(square, number)
    await choose(square, witness, "daily")
    await worker.until(MONDAY + timedelta(days=8))
    assert [mail["To"] for mail in worker.postbox.mails] == [witness.email]


async def test_whoever_begins_to_follow_is_not_mailed_what_happened_before(
    square: Square, worker: Worker
) -> None:
    number = await square.proposal()
    reader, later = await follower(square, number), await square.people.account()
    for person in (reader, later):
        await choose(square, person, "at_once")
    await answer(square, number)
    worker.clock.now += MINUTES
    assert await worker.round("at_once") == {"sent": 1}
    worker.clock.now += timedelta(minutes=30)
    await worker.round("at_once")
    await square.call("PUT", f"/proposals/{number}/follow", later)
    worker.clock.now += MINUTES
    assert await worker.round("at_once") == {}


async def test_a_worker_that_was_away_makes_up_for_it(square: Square, worker: Worker) -> None:
    number = await square.proposal()
    prompt, weekly = await follower(square, number), await follower(square, number)
    await choose(square, prompt, "at_once")
    await answer(square, number)
    worker.clock.now = MONDAY + timedelta(days=2)
    assert await worker.round("at_once") == {"sent": 1}
    # The author follows it too.
    assert await worker.round("digest") == {"sent": 2}
    assert len(worker.to(prompt)) == len(worker.to(weekly)) == 1


async def has_device(person: Person, last_success_at: datetime | None) -> None:
    """Let somebody have a device that took a push message then, or never."""
    await execute(
        """
        WITH key AS (
            INSERT INTO push_key (sealed_private, public, made_at)
            VALUES ('', decode(repeat('04', 65), 'hex'), $2) RETURNING id
        )
        INSERT INTO push_subscription
            (account, session, endpoint, p256dh, auth, key, created_at, last_success_at)
        SELECT account, session.id, 'https://push.example/' || account,
               decode(repeat('04', 65), 'hex'), decode(repeat('00', 16), 'hex'), key.id, $2, $3
        FROM session, key WHERE account = $1
        """,
        person.account,
        BEFORE,
        last_success_at,
    )


async def test_what_is_important_and_reached_no_device_for_three_days_does_not_wait_for_monday(
    square: Square, worker: Worker
) -> None:
    number, official = await square.proposal(), await square.people.official("pedestrian")
    silent, reached, deviceless, never = [await follower(square, number) for _ in range(4)]
    await choose(square, never, "never")
    await worker.until(MONDAY + timedelta(hours=3))
    await answer(square, number, official)
    for person in (silent, never):
        await has_device(person, worker.clock.now - timedelta(hours=1))
    await has_device(reached, worker.clock.now + timedelta(hours=1))
    await worker.until(MONDAY + timedelta(days=2))
    # This is not important, but comes along.
    await square.post(
        f"/proposals/{number}/milestones", official, state="started", date="2026-11-22", note="x"
    )
    await worker.until(MONDAY + timedelta(days=3, hours=3))
    assert worker.postbox.mails == []
    await worker.until(MONDAY + timedelta(days=4, hours=1))
    assert [mail["To"] for mail in worker.postbox.mails] == [silent.email]
    assert text("ko", "decision-adopted") in parts(worker.to(silent)[0])[0]
    assert text("ko", "milestone-started") in parts(worker.to(silent)[0])[0]
    await worker.until(MONDAY + timedelta(days=8))
    assert [len(worker.to(person)) for person in (silent, reached, deviceless, never)] == [
        1,
        1,
        1,
        0,
    ]


async def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(
    square: Square, worker: Worker
) -> None:
    number = await square.proposal()
    await choose(square, await follower(square, number), "at_once")
    await answer(square, number)
    worker.clock.now += MINUTES
    worker.stop.set()
    assert await worker.round("at_once") == {}
    worker.stop.clear()
    worker.clock.now += timedelta(minutes=15)
    assert await worker.round("at_once") == {"sent": 1}


async def test_a_long_digest_ends_with_how_much_more_there_is(
    square: Square, worker: Worker
) -> None:
    reader, official = await square.people.account(), await square.people.official("pedestrian")
    numbers = []
    for _ in range(12):
        numbers.append(await square.proposal())
        await square.call("PUT", f"/proposals/{numbers[-1]}/follow", reader)
        worker.clock.now += timedelta(minutes=1)
        await answer(square, numbers[-1], official)
    await worker.until(MONDAY + timedelta(hours=1))
    (mail,) = worker.to(reader)
    plain, page = parts(mail)
    assert mail["Subject"] == text("ko", "news-mail-subject", count=12, site="서울 마당")
    for words in (plain, page):
        assert text("ko", "news-mail-more", count=2) in words
        assert "http://127.0.0.1:8000/inbox" in words
        found = [int(number) for number in re.findall(r"/proposals/(\d+)#answer", words)]
        assert found == numbers[:1:-1]


async def test_mails_of_a_round_share_one_connection(square: Square, worker: Worker) -> None:
    number = await square.proposal()
    for _ in range(3):
        await follower(square, number)
    await answer(square, number)
    await worker.until(MONDAY + timedelta(hours=1))
    assert len(worker.postbox.envelopes) == 4 and len(set(worker.postbox.peers)) == 1


async def test_an_address_that_refuses_three_mails_gets_no_more(
    square: Square, worker: Worker
) -> None:
    number, official = await square.proposal(), await square.people.official("pedestrian")
    reader = await follower(square, number)
    await execute(
        "UPDATE account SET email = 'refused@madang.example' WHERE id = $1", reader.account
    )
    await choose(square, reader, "at_once")
    await answer(square, number, official)
    for outcome in ({"refused": 1}, {"refused": 1}, {"refused": 1}, {}):
        worker.clock.now += timedelta(minutes=20)
        assert await worker.round("at_once") == outcome
        assert await worker.round("at_once") == {}
        chosen = await square.get("/notifications/preferences", reader)
        worker.clock.now += timedelta(minutes=20)
        await square.post(
            f"/proposals/{number}/milestones",
            official,
            state="started",
            date="2026-11-22",
            note="x",
        )
    assert chosen["email_ended"]


async def test_an_address_from_which_a_mail_comes_back_later_gets_no_more(
    square: Square, worker: Worker
) -> None:
    number, official = await square.proposal(), await square.people.official("pedestrian")
    reader = await follower(square, number)
    await choose(square, reader, "at_once")
    await answer(square, number, official)
    worker.clock.now += timedelta(minutes=20)
    assert await worker.round("at_once") == {"sent": 1}
    (mail,) = worker.to(reader)
    name = mail["Message-ID"].strip("<>").partition("@")[0]
    assert await mail_bounced(notification(name), worker.settings) == "ended"
    await square.post(
        f"/proposals/{number}/milestones", official, state="started", date="2026-11-22", note="x"
    )
    worker.clock.now += timedelta(minutes=20)
    assert await worker.round("at_once") == {}
    assert (await square.get("/notifications/preferences", reader))["email_ended"]


async def test_a_mail_server_that_fails_gets_the_same_mails_later(
    square: Square, worker: Worker
) -> None:
    number = await square.proposal()
    readers = [await follower(square, number) for _ in range(4)]
    for reader in readers:
        await choose(square, reader, "at_once")
    await execute(
        "UPDATE account SET email = 'later@madang.example' WHERE id = $1", readers[0].account
    )
    await answer(square, number)
    worker.clock.now += MINUTES
    there, worker.settings = (
        worker.settings,
        msgspec.structs.replace(worker.settings, smtp_url="smtp://127.0.0.1:9"),
    )
    # It is not asked a fourth time.
    assert await worker.round("at_once") == {"failed": 3}
    worker.settings = there
    worker.clock.now += timedelta(minutes=15)
    assert await worker.round("at_once") == {"sent": 3, "failed": 1}
    worker.clock.now += timedelta(minutes=15)
    assert await worker.round("at_once") == {"failed": 1}
    # A mailbox that takes nothing for a day has missed it.
    worker.clock.now += timedelta(days=1)
    assert await worker.round("at_once") == {"given_up": 1}
    worker.clock.now += timedelta(days=1)
    assert await worker.round("at_once") == {}
    assert len(worker.postbox.mails) == 3


async def test_one_request_from_anywhere_ends_all_mail_and_opening_its_address_ends_nothing(
    client: httpx.AsyncClient, square: Square, worker: Worker
) -> None:
    number, official = await square.proposal(), await square.people.official("pedestrian")
    reader, other = await follower(square, number), await follower(square, number)
    await answer(square, number, official)
    await worker.until(MONDAY + timedelta(hours=1))
    (mail,) = worker.to(reader)
    address = ending(mail)
    assert address != ending(worker.to(other)[0])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = await client.get(address)
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert text("ko", "unsubscribe-really") in page.text and reader.email not in page.text
    assert not (await square.get("/notifications/preferences", reader))["email_ended"]
    for _ in range(2):
        done = await client.post(
            address,
            content="List-Unsubscribe=One-Click",
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": "https://mail.example",
                "Sec-Fetch-Site": "cross-site",
            },
        )
        assert done.status_code == 200 and text("ko", "unsubscribe-done") in done.text
    assert (await square.get("/notifications/preferences", reader))["email_ended"]
    await square.post(
        f"/proposals/{number}/milestones", official, state="started", date="2026-11-22", note="x"
    )
    await worker.until(MONDAY + timedelta(days=8))
    assert (len(worker.to(reader)), len(worker.to(other))) == (1, 2)
    # A code to sign in is no such mail.
    asked = await client.post("/api/v1/auth/codes", json={"email": reader.email})
    assert asked.status_code == 202 and len(mails_to(worker.settings, reader.email)) == 1
    # Whoever has left has ended it too, and whoever guesses learns nothing.
    await square.call("DELETE", "/me", other)
    assert (await client.post(ending(worker.postbox.mails[-1]))).status_code == 200
    for wrong in (address[:-4] + "AAAA", address.rpartition("/")[0] + "/1", address + "é"):
        assert (await client.post(wrong)).status_code == 404


@pytest.fixture
async def lasting(
    lasting_people: People,
    visitor: httpx.AsyncClient,
    settings: Settings,
    city: City,
    clock: Clock,
    postbox: Postbox,
    smtp_url: str,
) -> AsyncIterator[tuple[Worker, Square, list[Person]]]:
    """A worker, and people to whom it has something to tell at once; all of it really there."""
    worker = Worker(msgspec.structs.replace(settings, smtp_url=smtp_url), city, clock, postbox)
    lasting_people.clock = lambda: clock.now - timedelta(days=1)
    square = Square(visitor, lasting_people)
    await execute("DELETE FROM mailing_round")
    await worker.round("at_once")
    number = await square.proposal()
    readers = [await follower(square, number) for _ in range(8)]
    for reader in readers:
        await choose(square, reader, "at_once")
    await answer(square, number)
    clock.now += MINUTES
    yield worker, square, readers


async def test_two_workers_at_once_mail_everybody_once(
    lasting: tuple[Worker, Square, list[Person]],
) -> None:
    worker, _, readers = lasting
    done = await asyncio.gather(*(worker.round("at_once") for _ in range(3)))
    assert sum(one.get("sent", 0) for one in done) == len(readers)
    assert sorted(mail["To"] for mail in worker.postbox.mails) == sorted(
        reader.email for reader in readers
    )


async def test_a_worker_that_ends_between_sending_and_writing_repeats_one_mail_under_its_name(
    lasting: tuple[Worker, Square, list[Person]],
) -> None:
    worker, square, readers = lasting
    worker.postbox.waits_after = 3
    round_ = asyncio.create_task(worker.round("at_once"))
    await asyncio.to_thread(worker.postbox.waiting.wait, 10)
    round_.cancel()
    with pytest.raises(asyncio.CancelledError):
        await round_
    worker.postbox.go_on.set()
    # What happens meanwhile is in a mail of its own.
    await square.comment(await square.proposal(readers[2]))
    worker.clock.now += timedelta(minutes=16)
    await worker.round("at_once")
    names = [mail["Message-ID"] for mail in worker.postbox.mails]
    assert len(names) == len(readers) + 2 and len(set(names)) == len(readers) + 1
    assert await fetch_value("SELECT count(*) FROM mailing WHERE moment IS NOT NULL") == 0
    again = [mail for mail in worker.postbox.mails if names.count(mail["Message-ID"]) == 2]
    assert parts(again[0]) == parts(again[1])
