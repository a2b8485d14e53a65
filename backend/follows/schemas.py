"""What goes out about follows."""

from __future__ import annotations

import msgspec


class FollowState(msgspec.Struct, frozen=True):
    """Whether the caller will hear what becomes of a proposal."""

    followed: bool
