"""News by e-mail: at once, daily or weekly, as everybody chose, each once.

Nothing is written when something happens. The worker goes its rounds, every minute to who wants to
be told at once and every half hour to whose hour has come, and asks who of them has news that no
mail told. Each of those is claimed, which settles what the mail tells; it is handed over, and the
claim becomes the new state. Where a worker ends in between, the same mail is made again, under the
same name.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import asyncpg
import structlog

from backend.city.city import City
from backend.database.engine import execute, fetch, fetch_value, transaction
from backend.mail import AddressRefused, Mailer, MailRefused, MailUnavailable, Send
from backend.notifications.actions import tell_what_is_due
from backend.notifications.letters import letter
from backend.notifications.unsubscribing import end_mail
from backend.notifications.untold import PAUSE, Cadence, news_of, people_to_tell
from backend.settings import Settings

log = structlog.get_logger()

Outcome = Literal["sent", "refused", "failed", "given_up", "nothing"]

# What happened is stored with the moment at which its request came, and is there for others only
# once that is done: no mail covers the time that still may get something to tell.
SETTLED = timedelta(minutes=1)

# A mail that no worker finished for so long is handed over again, and given up after a day.
CLAIM_LASTS = timedelta(minutes=15)
GIVEN_UP = timedelta(days=1)

# So many mails may fail in a row until it is the mail server that fails.
FAILURES = 3

# One refusal may be a mistake of the mail server's; so many in a row mean that nobody is there.
REFUSALS = 3


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
    done: Counter[str] = Counter()
    in_a_row = 0
    async with mailer.connection() as send:
        async for people in _people(cadence, city, since, until, now):
            now = clock()
            claimed = await _claim(cadence, people, since, until, now)
            news = await news_of(cadence, claimed, city=city)
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
) -> AsyncIterator[list[int]]:
    """In parts: those whose mail somebody began and did not finish, then who has news."""
    begun = await fetch(
        "SELECT account FROM mailing WHERE cadence = $1 AND claimed_at <= $2 ORDER BY account",
        cadence,
        now - CLAIM_LASTS,
    )
    yield [row["account"] for row in begun]
    async for people in people_to_tell(cadence, city=city, since=since, until=until):
        yield people


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
            news[0]["until"] if news else None,
            news[0]["weekly_until"] if news else None,
            outcome,
        )
        if outcome == "refused" and refusals >= REFUSALS:
            await end_mail(account)
            log.warning("mail ended, since its address refuses it")
