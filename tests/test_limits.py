"""How often something may be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.errors import TooMany
from backend.limits import LimitHere
from tests.conftest import NOON


def test_a_limit_kept_here_forgets_whoever_was_here_longest_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LimitHere, "MOST_KNOWN", 2)
    limit = LimitHere(at_most=2, per=timedelta(minutes=1))
    for _ in range(2):
        limit.count(1, NOON)
    with pytest.raises(TooMany):
        limit.count(1, NOON)
    limit.count(2, NOON)
    with pytest.raises(TooMany):
        limit.count(1, NOON + timedelta(seconds=59))
    for other in (3, 4):
        limit.count(other, NOON)
    limit.count(1, NOON)
