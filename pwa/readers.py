"""Whom a page is made for: one person, all visitors, or all who are signed in and see the same."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from backend.http.callers import Caller, Who

# Stands on a page of many where each one's own ``Caller.person`` comes. Nobody can write that word
# into a text: it is another one in each process, and never leaves it.
PERSON = f"person-{secrets.token_hex(16)}"


class Somebody:
    """On a page of many, what templates call ``me``: as much of a ``Caller`` as all have."""

    person = PERSON

    def suspended(self, now: datetime) -> bool:
        """Never: whoever is suspended has pages of their own."""
        return False

    def may(self, who: Who) -> bool:
        """Whether everybody who shares such a page is one of ``who``."""
        return who in ("anyone", "account")


class Reader(NamedTuple):
    """Whom a page is made for.

    ``caller`` is whose marks and hidden texts are read: nobody's where many share the page. ``me``
    is what templates know of who is signed in, None for visitors.
    """

    caller: Caller | None
    me: Caller | Somebody | None


VISITORS = Reader(None, None)
# Whoever is signed in. What is made for them is given to each by ``common_pages.CommonPage``.
MANY = Reader(None, Somebody())


def only(caller: Caller) -> Reader:
    """One person, whose page nobody else gets."""
    return Reader(caller, caller)


class Made(NamedTuple):
    """What was made: the text of a page, and moments at which time alone may change what it says,
    of which only those to come count."""

    body: bytes
    turns: Iterable[datetime | None] = ()


Make = Callable[[Reader], Awaitable[Made]]
