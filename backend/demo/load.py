"""The demo city: its people, their stories, and what is still open."""

from __future__ import annotations

from datetime import datetime

import structlog

from backend.city.city import City
from backend.database.engine import execute, fetch_value, transaction
from backend.demo.players import Players
from backend.demo.stories import read_people, read_reports, read_stories
from backend.demo.telling import Teller
from backend.moderation.actions import report
from backend.moderation.schemas import NewReport, Subject
from backend.settings import Settings

log = structlog.get_logger()

DEMO_LOCK = 0x64656D6F


async def load_demo(*, settings: Settings, city: City, now: datetime) -> bool:
    """Fill an empty database with the demo city, once; False where anything is there already.

    All of it is one transaction: a start that is interrupted leaves nothing behind.
    """
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", DEMO_LOCK)
        if await fetch_value(
            "SELECT EXISTS (SELECT FROM account) OR EXISTS (SELECT FROM proposal)"
        ):
            return False
        players = Players(settings, city, now)
        for person in read_people():
            await players.introduce(person)
        teller = Teller(players)
        for story in read_stories():
            await teller.tell(story)
        await _report(teller)
        # Fifty proposals in a moment are no abuse here.
        await execute("DELETE FROM rate_limit")
    log.info("demo city loaded")
    return True


def sign_in_lines(base_url: str) -> list[str]:
    """What to tell somebody who has just started the demo."""
    return [
        f"Sign in at {base_url}/sign-in as one of these; the code appears in this terminal:",
        "  resident@madang.example    a verified resident",
        "  moderator@madang.example   a moderator",
        "  official@madang.example    an official",
    ]


async def _report(teller: Teller) -> None:
    """The reports that still wait for a moderator."""
    for complaint in read_reports():
        subject = (
            Subject("proposal", teller.numbers[complaint.proposal])
            if complaint.proposal
            else Subject("comment", teller.comments[complaint.comment or ""])
        )
        await report(
            caller=teller.players.callers[complaint.reporter],
            data=NewReport(subject=subject, reason=complaint.reason, note=complaint.note),
            now=teller.players.moment(complaint.days_ago, complaint.at),
        )
