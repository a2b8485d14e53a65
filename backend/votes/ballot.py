"""The ballot: what stands in a vote's row instead of a person."""

from __future__ import annotations

from backend.settings import Settings


def voter(settings: Settings, vote_secret: bytes, number: int) -> bytes:
    """Who supports proposal ``number``, as 16 bytes that name nobody.

    An HMAC of the account's secret and the proposal under the server's key, which is not in the
    database: whoever steals the database can neither name a voter nor tie two votes together.
    """
    return settings.keyed_hash("vote", vote_secret, number.to_bytes(8, "big"))[:16]
