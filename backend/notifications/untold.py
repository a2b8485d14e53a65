"""What people are to be told by e-mail and were not told yet: one row for each person and each
piece of news, read in one statement."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Literal

import asyncpg

from backend.city.city import City
from backend.database.engine import fetch
from backend.notifications.hearing import heard_by
from backend.notifications.kinds import KINDS
from backend.notifications.schemas import DIGEST_HOUR

Cadence = Literal["at_once", "digest"]

# Who wants to hear at once gets what comes in quick succession in one mail.
PAUSE = timedelta(minutes=15)

# A digest comes once a day, also where somebody moves its hour. The shortest day has 23 hours.
SHORTEST_DAY = timedelta(hours=23)

# What is important and reached no device for so long does not wait for Monday.
_UNDELIVERED = "interval '3 days'"

# So many people are looked at in one statement.
BATCH = 100

# Nobody is told at once who did not ask for it, so that each minute begins with who did.
assert all(kind.email != "at_once" for kind in KINDS.values())

# Somebody's time zone, and the hour at which their day begins for digests.
_CLOCK = f"""
    coalesce(setting.zone, {{city}}) AS zone,
    make_interval(hours => coalesce(setting.digest_hour, {DIGEST_HOUR})) AS hour
"""

# Of a mail on its way all of it is what its own moments say, else what $1 (since) and $2 do.
_FROM = f"""
FROM (
    SELECT n.account AS person, n.* FROM notification n WHERE n.account IS NOT NULL
    UNION ALL
    SELECT f.account, n.* FROM follow f JOIN notification n ON n.proposal = f.proposal
    WHERE n.account IS NULL
) n
JOIN account a ON a.id = n.person
JOIN proposal p ON p.number = n.proposal
JOIN unnest($3::text[], $4::text[], $5::boolean[], $6::boolean[])
    AS usual (kind, email, push, important) ON usual.kind = n.kind
LEFT JOIN notification_preference chosen ON chosen.account = n.person AND chosen.kind = n.kind
LEFT JOIN notification_setting setting ON setting.account = n.person
LEFT JOIN notification_mark mark ON mark.account = n.person
LEFT JOIN mailing m ON m.account = n.person AND m.cadence = $7
CROSS JOIN LATERAL (
    SELECT coalesce(m.since, $1) AS since, coalesce(m.moment, $2) AS moment,
           {_CLOCK.format(city="$8")},
           coalesce(chosen.email, usual.email) AS email,
           coalesce(chosen.push, usual.push) AS push
) own
"""
_DAYS = """
CROSS JOIN LATERAL (
    SELECT (date_trunc('day', own.moment AT TIME ZONE own.zone - own.hour) + own.hour)
               AT TIME ZONE own.zone AS today,
           (date_trunc('week', own.moment AT TIME ZONE own.zone - own.hour) + own.hour)
               AT TIME ZONE own.zone AS this_week
) digest
"""
_HEARD = f"""
WHERE n.at > coalesce(mark.read_until, a.created_at)
  AND a.email IS NOT NULL AND NOT coalesce(setting.mail_ended, false)
  AND {heard_by("n.person")}
"""
_COLUMNS = """
    n.*, p.title, p.language AS title_language, p.hidden_at, true AS unread, a.email, a.language,
    m.cadence, own.moment
"""


def _at_once(which: str) -> str:
    return f"""
    SELECT {_COLUMNS}, own.moment AS until, NULL::timestamptz AS weekly_until
    {_FROM} {_HEARD} AND {which}
      AND chosen.email = 'at_once'
      AND n.at > greatest(m.until, own.since) AND n.at <= own.moment
      AND (m.until IS NULL OR m.until <= own.moment - $9::interval)
    """


def _digest(which: str) -> str:
    """Days are those of the person's clock, and weeks begin on Monday. A digest looks back over its
    time twice, so that it makes up for one that could not come. Where no device takes what is
    important, the digest of the week comes early, and tells of the week until then.
    """
    return f"""
    SELECT *, CASE WHEN early THEN until ELSE this_week END AS weekly_until
    FROM (
        SELECT {_COLUMNS}, digest.today AS until, digest.this_week,
               own.email = 'daily'
                   OR (digest.this_week > own.since AND n.at <= digest.this_week) AS regular,
               digest.today > own.since AND bool_or(
                   own.email = 'weekly' AND own.push AND usual.important
                   AND n.at <= digest.today - {_UNDELIVERED}
                   AND EXISTS (SELECT FROM push_subscription device
                               WHERE device.account = n.person)
                   AND NOT EXISTS (SELECT FROM push_subscription device
                                   WHERE device.account = n.person
                                     AND device.last_success_at > n.at)
               ) OVER (PARTITION BY n.person) AS early
        {_FROM} {_DAYS} {_HEARD} AND {which}
          AND n.at <= digest.today
          AND (m.until IS NULL OR m.until <= digest.today - $9::interval)
          AND CASE own.email
              WHEN 'daily' THEN digest.today > own.since
                  AND n.at > greatest(m.until, digest.today - interval '2 days')
              WHEN 'weekly' THEN
                  n.at > greatest(m.weekly_until, digest.this_week - interval '14 days')
              ELSE false END
    ) week
    WHERE regular OR early
    """


# Who may have to be told: who asked for it at once, and whose hour came since the last look.
_WHOSE_TURN: dict[Cadence, str] = {
    "at_once": """
    SELECT DISTINCT account FROM notification_preference
    WHERE email = 'at_once' AND account > $1 ORDER BY account LIMIT $2
    """,
    "digest": f"""
    SELECT a.id AS account FROM account a
    LEFT JOIN notification_setting setting ON setting.account = a.id
    CROSS JOIN LATERAL (SELECT $4::timestamptz AS moment, {_CLOCK.format(city="$5")}) own {_DAYS}
    WHERE a.id > $1 AND a.email IS NOT NULL AND digest.today > $3 ORDER BY a.id LIMIT $2
    """,
}


async def people_to_tell(
    cadence: Cadence, *, city: City, since: datetime, until: datetime
) -> AsyncIterator[list[int]]:
    """The accounts that have something to be told, as it is at ``until`` where everybody was looked
    at ``since``; not those to whom a mail is on its way. They come in parts, so that no
    statement is larger in a larger city.
    """
    within = "n.person = ANY ($10) AND m.moment IS NULL"
    sql = _at_once(f"{within} AND n.at > $1") if cadence == "at_once" else _digest(within)
    clock = (since, until, city.time_zone) if cadence == "digest" else ()
    last = 0
    while rows := await fetch(_WHOSE_TURN[cadence], last, BATCH, *clock):
        last = rows[-1]["account"]
        found = await fetch(
            f"SELECT DISTINCT person FROM ({sql}) untold ORDER BY person",
            *_arguments(cadence, city, since, until),
            [row["account"] for row in rows],
        )
        yield [row["person"] for row in found]


async def news_of(
    cadence: Cadence, people: Sequence[int], *, city: City
) -> dict[int, list[asyncpg.Record]]:
    """What the mails that are on their way to those accounts tell, newest first.

    Each row is one of ``notification`` with what ``letters.letter`` needs, and ``until`` and
    ``weekly_until``, which are the new ones of ``mailing`` once it was told.
    """
    sql = (_at_once if cadence == "at_once" else _digest)("n.person = ANY ($10)")
    rows = await fetch(
        f"SELECT * FROM ({sql}) untold ORDER BY person, at DESC, id DESC",
        *_arguments(cadence, city, None, None),
        people,
    )
    return {person: list(news) for person, news in groupby(rows, itemgetter("person"))}


def _arguments(
    cadence: Cadence, city: City, since: datetime | None, until: datetime | None
) -> tuple[object, ...]:
    kinds = KINDS.values()
    return (
        since,
        until,
        list(KINDS),
        [kind.email for kind in kinds],
        [kind.push for kind in kinds],
        [kind.important for kind in kinds],
        cadence,
        city.time_zone,
        PAUSE if cadence == "at_once" else SHORTEST_DAY,
    )
