"""What goes out about supports."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class SupportState(msgspec.Struct, frozen=True):
    """How many support a proposal, and whether the caller is one of them."""

    supports: Annotated[int, Meta(ge=0, examples=[49])]
    supported: bool
