"""What people say of a proposal, as the address of its page asks for it."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

import msgspec
from litestar import Request

from backend.comments.schemas import Sort, Stance
from backend.language import page_text

LONGEST_CURSOR = 500


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """Which comments the reader wants to see, as the page's address says it."""

    number: int
    order: Sort = "new"
    stance: Stance | None = None
    after: str | None = None

    @classmethod
    def of(cls, request: Request[Any, Any, Any], number: int) -> Talk:
        """What the address asks for; what it names wrongly counts as not named."""
        if not request.scope["query_string"]:
            return cls(number=number)
        asked = request.query_params
        return cls(
            number=number,
            order="helpful" if asked.get("order") == "helpful" else "new",
            stance=next((code for code in get_args(Stance) if code == asked.get("stance")), None),
            after=asked.get("after", "")[:LONGEST_CURSOR] or None,
        )

    @property
    def path(self) -> str:
        """The path of the page with these comments."""
        parts = {
            "order": self.order if self.order != "new" else None,
            "stance": self.stance,
            "after": self.after,
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"/proposals/{self.number}{'?' + query if query else ''}"

    def address(self, **changes: Any) -> str:
        """The address of the comments in another order, of one stance, or further on."""
        return f"{msgspec.structs.replace(self, **({'after': None} | changes)).path}#comments"

    def tabs(self, stances: dict[Stance, int], language: str) -> list[tuple[str, str, bool]]:
        """The threads of any stance and of each: address, words, and whether it is the chosen
        one."""
        everything = page_text(language, "stance-all")
        return [
            (self.address(stance=None), everything, self.stance is None),
            *(
                (
                    self.address(stance=stance),
                    page_text(
                        language,
                        "stance-some",
                        stance=page_text(language, f"stance-{stance}"),
                        count=n,
                    ),
                    self.stance == stance,
                )
                for stance, n in stances.items()
            ),
        ]
