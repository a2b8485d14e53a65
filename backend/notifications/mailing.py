"""News by e-mail: at once, daily or weekly, as everybody chose, each once.

Nothing is written when something happens. The worker goes its rounds, every minute to who wants to
be told at once and every hour to whose hour has come, and finds in one statement who has news that
no mail told. Each of them is claimed, which settles what the mail tells; it is handed over, and
the claim becomes the new state. Where a worker ends in between, the same mail is made again, under
the same name.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Literal

import asyncpg
import structlog

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.mail import AddressRefused, Mailer, MailRefused, MailUnavailable, Send
from backend.notifications.actions import tell_what_is_due
from backend.notifications.hearing import heard_by
from backend.notifications.kinds import KINDS
from backend.notifications.letters import letter
from backend.notifications.schemas import DIGEST_HOUR
from backend.notifications.unsubscribing import end_mail
from backend.settings import Settings

log = structlog.get_logger()

Cadence = Literal["at_once", "digest"]
Outcome = Literal["sent", "refused", "failed", "given_up", "nothing"]

# What happened is stored with the moment at which its request came, and is there for others only
# once that is done: no mail covers the time that still may get something to tell.
SETTLED = timedelta(minutes=1)

# Who wants to hear at once gets what comes in quick succession in one mail.
PAUSE = timedelta(minutes=15)

# A digest comes once a day, also where somebody moves its hour. The shortest day has 23 hours.
SHORTEST_DAY = timedelta(hours=23)

# A mail that no worker finished for so long is handed over again, and given up after a day.
CLAIM_LASTS = timedelta(minutes=15)
GIVEN_UP = timedelta(days=1)

# So many people are claimed at a time, and so many mails may fail in a row until it is the mail
# server that fails.
BATCH = 50
FAILURES = 3

# One refusal may be a mistake of the mail server's; so many in a row mean that nobody is there.
REFUSALS = 3

# One row for each person and each piece of news that they do not hear of otherwise. Of a mail on
# its way it is what its own moments say.
_NEWS = f"""
FROM (
    SELECT n.account AS person, n.* FROM notification n WHERE n.account IS NOT NULL
    UNION ALL
    SELECT f.account, n.* FROM follow f JOIN notification n ON n.proposal = f.proposal
    WHERE n.account IS NULL
) n
JOIN account a ON a.id = n.person
JOIN proposal p ON p.number = n.proposal
JOIN unnest($3::text[], $4::text[]) AS usual (kind, email) ON usual.kind = n.kind
LEFT JOIN notification_preference chosen ON chosen.account = n.person AND chosen.kind = n.kind
LEFT JOIN notification_setting setting ON setting.account = n.person
LEFT JOIN notification_mark mark ON mark.account = n.person
LEFT JOIN mailing m ON m.account = n.person AND m.cadence = $5
CROSS JOIN LATERAL (
    SELECT coalesce(m.since, $1) AS since, coalesce(m.moment, $2) AS now,
           coalesce(setting.zone, $6) AS zone,
           make_interval(hours => coalesce(setting.digest_hour, {DIGEST_HOUR})) AS hour
) own
CROSS JOIN LATERAL (
    SELECT (date_trunc('day', own.now AT TIME ZONE own.zone - own.hour) + own.hour)
               AT TIME ZONE own.zone AS today,
           (date_trunc('week', own.now AT TIME ZONE own.zone - own.hour) + own.hour)
               AT TIME ZONE own.zone AS this_week
) digest
WHERE n.at > coalesce(mark.read_until, a.created_at)
  AND a.email IS NOT NULL AND NOT coalesce(setting.mail_ended, false)
  AND {heard_by("n.person")}
"""

# Nobody is told at once who did not ask for it, so that each minute begins with who did.
assert all(kind.email != "at_once" for kind in KINDS.values())

_DUE: dict[Cadence, str] = {
    "at_once": """
    AND chosen.email = 'at_once'
    AND n.at > greatest(m.until, own.since) AND n.at <= own.now
    AND (m.until IS NULL OR m.until <= own.now - $7::interval)
    """,
    # Days are those of the person's clock, and weeks begin on Monday. A digest looks back over its
    # time twice, so that it makes up for one that could not come.
    "digest": """
    AND (m.until IS NULL OR m.until <= digest.today - $7::interval)
    AND CASE coalesce(chosen.email, usual.email)
        WHEN 'daily' THEN digest.today > own.since
            AND n.at > greatest(m.until, digest.today - interval '2 days')
            AND n.at <= digest.today
        WHEN 'weekly' THEN digest.this_week > own.since
            AND n.at > greatest(m.weekly_until, digest.this_week - interval '14 days')
            AND n.at <= digest.this_week
        ELSE false END
    """,
}

# What is surely too old is not even looked at.
_RECENT: dict[Cadence, str] = {
    "at_once": "AND n.at > $1",
    "digest": "AND n.at > $2 - interval '21 days'",
}


async def mail_news(
    cadence: Cadence,
    *,
    mailer: Mailer,
    settings: Settings,
    city: City,
    clock: Callable[[], datetime],
    stop: asyncio.Event,
) -> Counter[str]:
    """Go one round, and finish the mails of earlier ones that nobody finished. Answer what became
    of the mails: ``sent``, ``refused`` for good, ``failed`` for now, ``given_up``, and ``nothing``
    where there was nothing left to tell. Once ``stop`` is set, the next round goes on.

    Rounds at the same time do not disturb one another.
    """
    now = clock()
    # What the clock brings about is told with the moment at which it did.
    await tell_what_is_due(now)
    until = now - SETTLED
    since = await _last_round(cadence, until)
    people = await _people(cadence, city, since, until, now)
    done: Counter[str] = Counter()
    in_a_row = 0
    async with mailer.connection() as send:
        for start in range(0, len(people), BATCH):
            now = clock()
            claimed = await _claim(cadence, people[start : start + BATCH], since, until, now)
            news = await _news(cadence, claimed, city)
            for account in claimed:
                if stop.is_set():
                    return done
                told = news.get(account, [])
                outcome = await _tell(account, cadence, told, send, settings, city, now)
                done[outcome] += 1
                in_a_row = in_a_row + 1 if outcome == "failed" else 0
                if in_a_row == FAILURES:
                    # The round is not over: the next one begins where this one began.
                    log.warning("mail server fails", cadence=cadence, **done)
                    return done
    await execute(
        "UPDATE mailing_round SET until = greatest(until, $2) WHERE cadence = $1", cadence, until
    )
    return done


async def _last_round(cadence: Cadence, until: datetime) -> datetime:
    """Since when there may be something to tell. Before the first round there is nothing."""
    last: datetime = await fetch_value(
        """
        INSERT INTO mailing_round AS last (cadence, until) VALUES ($1, $2)
        ON CONFLICT (cadence) DO UPDATE SET until = last.until RETURNING until
        """,
        cadence,
        until,
    )
    # Somebody may have been in the pause after their last mail.
    return last - PAUSE if cadence == "at_once" else last


async def _people(
    cadence: Cadence, city: City, since: datetime, until: datetime, now: datetime
) -> list[int]:
    """Those who are to be told something, and those whose mail somebody left unfinished."""
    rows = await fetch(
        f"""
        SELECT DISTINCT n.person {_NEWS} {_DUE[cadence]} {_RECENT[cadence]} AND m.moment IS NULL
        UNION SELECT account FROM mailing WHERE cadence = $5 AND claimed_at <= $8
        ORDER BY person
        """,
        *_arguments(cadence, city, since, until),
        now - CLAIM_LASTS,
    )
    return [row["person"] for row in rows]


async def _claim(
    cadence: Cadence, people: Sequence[int], since: datetime, until: datetime, now: datetime
) -> list[int]:
    """Those of them that nobody else is mailing at this moment."""
    rows = await fetch(
        """
        INSERT INTO mailing AS m (account, cadence, since, moment, claimed_at)
        SELECT id, $1, $3, $4, $5 FROM account WHERE id = ANY ($2) ORDER BY id
        ON CONFLICT (account, cadence) DO UPDATE
            SET since = coalesce(m.since, excluded.since),
                moment = coalesce(m.moment, excluded.moment), claimed_at = excluded.claimed_at
            WHERE m.claimed_at IS NULL OR m.claimed_at <= $6
        RETURNING account
        """,
        cadence,
        people,
        since,
        until,
        now,
        now - CLAIM_LASTS,
    )
    return [row["account"] for row in rows]


async def _news(
    cadence: Cadence, people: Sequence[int], city: City
) -> dict[int, list[asyncpg.Record]]:
    """What is to be told to those who were claimed, newest first."""
    rows = await fetch(
        f"""
        SELECT n.*, p.title, p.language AS title_language, p.hidden_at, true AS unread, a.email,
               a.language, m.cadence, m.moment, digest.today, digest.this_week
        {_NEWS} {_DUE[cadence]} AND n.person = ANY ($8) ORDER BY n.person, n.at DESC, n.id DESC
        """,
        *_arguments(cadence, city, None, None),
        people,
    )
    return {person: list(told) for person, told in groupby(rows, itemgetter("person"))}


async def _tell(
    account: int,
    cadence: Cadence,
    news: Sequence[asyncpg.Record],
    send: Send,
    settings: Settings,
    city: City,
    now: datetime,
) -> Outcome:
    """Hand one mail over, where there is anything to tell, and keep what became of it."""
    outcome: Outcome = "nothing"
    if news and news[0]["moment"] < now - GIVEN_UP:
        outcome = "given_up"
    elif news:
        try:
            await send(letter(news, account=account, settings=settings, city=city))
            outcome = "sent"
        except (AddressRefused, MailRefused):
            outcome = "refused"
        except MailUnavailable:
            # The claim stands, so that the same mail is tried again.
            return "failed"
    await _keep(account, cadence, news, outcome)
    return outcome


async def _keep(
    account: int, cadence: Cadence, news: Sequence[asyncpg.Record], outcome: Outcome
) -> None:
    """End the claim. What was told, or refused for good, is not told again."""
    until = weekly_until = None
    if news and cadence == "at_once":
        until = news[0]["moment"]
    elif news:
        until, weekly_until = news[0]["today"], news[0]["this_week"]
    async with transaction():
        refusals = await fetch_value(
            """
            UPDATE mailing SET since = NULL, moment = NULL, claimed_at = NULL,
                until = coalesce($3, until), weekly_until = coalesce($4, weekly_until),
                refusals = CASE $5 WHEN 'refused' THEN refusals + 1 WHEN 'sent' THEN 0
                           ELSE refusals END
            WHERE account = $1 AND cadence = $2 RETURNING refusals
            """,
            account,
            cadence,
            until,
            weekly_until,
            outcome,
        )
        if outcome == "refused" and refusals >= REFUSALS:
            await end_mail(account)
            log.warning("mail ended, since its address refuses it")


def _arguments(
    cadence: Cadence, city: City, since: datetime | None, until: datetime | None
) -> tuple[object, ...]:
    return (
        since,
        until,
        list(KINDS),
        [kind.email for kind in KINDS.values()],
        cadence,
        city.time_zone,
        PAUSE if cadence == "at_once" else SHORTEST_DAY,
    )
