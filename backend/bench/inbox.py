"""What the inbox costs somebody who follows a thousand proposals, beside who follows ten."""

from __future__ import annotations

from backend.bench.databases import Databases
from backend.bench.generator import Load, measure
from backend.bench.growth import Cost
from backend.bench.processes import Server
from backend.http.origin import SESSION_COOKIE

FEW, MANY = 10, 1000
# So much happened to every proposal of the city: a page is full for either of them.
EVENTS = 5

ROUNDS = 7
REQUESTS = 100

API, PAGE = "API: inbox", "page: inbox"
PATHS = {API: "/api/v1/notifications", PAGE: "/inbox"}


def inbox_costs(made: Databases, url: str, server: Server) -> list[Cost]:
    """The inboxes of both in turns, round after round; ``small`` is that of who follows few."""
    readers = _follow(made, url)
    rounds: dict[str, list[tuple[float, float]]] = {what: [] for what in PATHS}
    for _ in range(ROUNDS):
        for what, turns in rounds.items():
            few, many = (_milliseconds(server, what, token) for token in readers)
            turns.append((few, many))
    return [
        Cost(what, *(min(side) for side in zip(*turns, strict=True)))
        for what, turns in rounds.items()
    ]


def _follow(made: Databases, url: str) -> tuple[str, str]:
    """Let something happen to all proposals, and answer the tokens of who follows few and many."""
    few, many = made.make_people(url, 2)
    made.fetch(
        url,
        """
        WITH many AS (
            SELECT number, row_number() OVER (ORDER BY number) AS place FROM proposal
            WHERE hidden_at IS NULL AND withdrawn_at IS NULL ORDER BY number LIMIT $2
        ), following AS (
            INSERT INTO follow (proposal, account)
            SELECT many.number, account.id
            FROM (SELECT id, row_number() OVER (ORDER BY id DESC) FROM account
                  ORDER BY id DESC LIMIT 2) AS account (id, place)
            JOIN many ON account.place = 1 OR many.place % ($2 / $1) = 0
        )
        INSERT INTO notification (kind, proposal, at, details)
        SELECT 'response', number, now() - random() * interval '90 days',
               '{"department": "pedestrian", "decision": "adopted"}'
        FROM proposal, generate_series(1, $3)
        """,
        FEW,
        MANY,
        EVENTS,
    )
    made.fetch(url, "ANALYZE")
    return few, many


def _milliseconds(server: Server, what: str, token: str) -> float:
    """The median time to the answer. Raises ``WrongAnswer``."""
    cookie = {"Cookie": f"{SESSION_COOKIE}={token}"}
    measured = measure(
        Load(
            port=server.port,
            requests=[(PATHS[what], token if what == API else None)] * REQUESTS,
            headers={} if what == API else cookie,
            # A whole page, behind which there are more.
            containing='"next":"' if what == API else "cursor=",
            connections=1,
            seconds=600.0,
        )
    )
    assert measured.p50 is not None
    return measured.p50
