"""``madang push``: what an operator may do about push messages."""

from __future__ import annotations

from backend.commands.database import run_on_database
from backend.push.keys import rotate
from backend.settings import read_settings


def rotate_key() -> str:
    """Make a new key; answer its public half."""
    settings = read_settings()
    return run_on_database(settings, lambda: rotate(settings)).public
