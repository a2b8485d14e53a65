"""What this process has heard of changes to proposals."""

from __future__ import annotations

import math
import time

# Seconds after the last word from the database within which it is believed to be in hearing. A
# connection that was cut without a word must not keep a page alive for longer than a page may lag.
SURE = 0.9

MOST_REMEMBERED = 10_000


class Changes:
    """When which proposal last changed. All moments are ``time.monotonic``.

    It hears what the triggers of this part send (a ``database.listening.Hearer``).
    """

    channel = "proposal_changed"

    def __init__(self) -> None:
        # Whether this process was ever in hearing. Before, nothing that it keeps can be right.
        self.listening = False
        self._heard_until = -math.inf
        # Since when nothing has changed: in any proposal, in those not named below, in these.
        self._any = -math.inf
        self._others = -math.inf
        self._each: dict[int, float] = {}

    def hear(self, message: str) -> None:
        """Remember that the proposals changed whose numbers come in ``message``; all, if empty."""
        now = time.monotonic()
        self._any = now
        if message:
            self._each.update(dict.fromkeys(map(int, message.split(",")), now))
        if not message or len(self._each) > MOST_REMEMBERED:
            self._others = now
            self._each.clear()

    def believe(self, heard_until: float | None) -> None:
        """Count everything as changed when hearing begins: it may have, unheard."""
        if heard_until is None:
            self._heard_until = -math.inf
            return
        if self._heard_until == -math.inf:
            self.hear("")
        self._heard_until = heard_until
        self.listening = True

    def unchanged_since(self, moment: float, number: int | None) -> bool:
        """Whether it is sure that proposal ``number`` (None: any) hasn't changed since."""
        if time.monotonic() - self._heard_until > SURE:
            return False
        changed = self._any if number is None else self._each.get(number, self._others)
        return changed < moment
