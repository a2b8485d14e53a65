"""Lists of proposals as SQL: in which order they stand, and what they are filtered by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from backend.paging import Count, Moment
from backend.proposals.schemas import ListedStage, Sort
from backend.proposals.stage import IN_STAGE

PUBLISHED = "p.hidden_at IS NULL AND p.withdrawn_at IS NULL"


class Order(NamedTuple):
    """How a list is sorted: an expression, ties broken by number. ``only`` says who is listed."""

    key: str
    type: Any
    descending: bool = True
    only: str = "true"


ORDERS: dict[Sort, Order] = {
    "hot": Order("p.hot", float),
    "new": Order("p.published_at", Moment),
    "supported": Order("(p.supports + p.imported_supports)", Count),
    "closing": Order("p.closes_at", Moment, descending=False, only="p.closes_at >= {now}"),
    "answered": Order("p.answered_at", Moment, only="p.answered_at IS NOT NULL"),
}


class Arguments(list[Any]):
    """The arguments of a statement."""

    def bind(self, value: Any) -> str:
        """Add one; answer how the statement refers to it."""
        self.append(value)
        return f"${len(self)}"


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which published proposals to list and how; an empty ``topic`` or ``area`` is any.

    ``after`` is the sort key and the number after which the list goes on.
    """

    sort: Sort
    stage: ListedStage | None
    topic: str
    area: str
    after: tuple[Any, int] | None
    now: datetime

    def first(self, limit: str, bind: Callable[[Any], str], *, more: str = "true") -> str:
        """The statement that picks the first ``limit`` rows, as columns of the table and
        ``sort_key``. ``more`` is a further condition."""
        order = ORDERS[self.sort]
        return f"""
            SELECT p.*, {order.key} AS sort_key FROM proposal p
            WHERE {" AND ".join([*self._conditions(bind), more])}
            {self.order(order.key)} {limit}
            """

    def bound(self, limit: int, bind: Callable[[Any], str]) -> str:
        """How a statement says that it takes so many rows of this list.

        Written out, PostgreSQL keeps one plan for all arguments, which saves as much as the page
        itself costs: of a number that it does not know it expects a tenth of all rows, finds such
        a plan dear, and plans every time anew. That is what a topic or an area needs, of which
        there may be half of all proposals or none, but where an index has both in this order.
        """
        indexed = self.topic and self.area and self.sort == "hot"
        return str(limit) if indexed or not (self.topic or self.area) else bind(limit)

    def order(self, key: str) -> str:
        """The clause that sorts rows ``p`` by the sort key in ``key``."""
        direction = "DESC" if ORDERS[self.sort].descending else "ASC"
        return f"ORDER BY {key} {direction}, p.number {direction}"

    def _conditions(self, bind: Callable[[Any], str]) -> list[str]:
        order = ORDERS[self.sort]
        conditions = [PUBLISHED, order.only]
        if self.stage is not None:
            conditions.append(IN_STAGE[self.stage])
        conditions = [
            condition.replace("{now}", bind(self.now)) if "{now}" in condition else condition
            for condition in conditions
        ]
        if self.topic:
            conditions.append(f"p.topic = {bind(self.topic)}")
        if self.area:
            conditions.append(f"p.area = {bind(self.area)}")
        if self.after is not None:
            key, number = self.after
            comparison = "<" if order.descending else ">"
            conditions.append(f"({order.key}, p.number) {comparison} ({bind(key)}, {bind(number)})")
        return conditions
