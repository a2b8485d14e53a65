"""``madang bounced < MAIL``: what a mail server pipes here when a mail comes back."""

from __future__ import annotations

from backend.commands.database import run_on_database
from backend.database.embedded import DatabaseError
from backend.database.migrations import DatabaseUnfit
from backend.log import configure_logging
from backend.notifications.bounces import mail_bounced
from backend.settings import read_settings

# What a mail server takes for: keep it, and try again (EX_TEMPFAIL of sysexits.h).
TRY_AGAIN = 75


def take_bounce(raw: bytes) -> int:
    """Take one mail; answer the exit code. Whatever it says is fine: a server that is told of a
    failure would return the returned mail."""
    configure_logging()
    settings = read_settings()
    try:
        run_on_database(settings, lambda: mail_bounced(raw, settings))
    except (DatabaseError, DatabaseUnfit):
        return TRY_AGAIN
    return 0
