"""Telling devices: which ones, that something is to be told, and a test of one."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from backend.accounts.locks import stay_alone
from backend.city.city import City
from backend.database.engine import execute, fetch_row, fetch_value, transaction
from backend.database.jobs import enqueue
from backend.errors import FieldError, InvalidInput, NotFound
from backend.http.callers import Caller
from backend.idempotency import Once, earlier, remember
from backend.limits import limit
from backend.push.deliveries import Accepted, Device, Gone
from backend.push.encryption import public_key
from backend.push.endpoints import (
    EndpointRefused,
    LookUp,
    endpoint_of,
    look_up,
    require_reachable,
)
from backend.push.keys import current_key, keys
from backend.push.messages import test_message
from backend.push.schemas import NewSubscription, SubscriptionKeys, Tested
from backend.push.sending import Sender
from backend.settings import Settings

FAN_OUT = "push_fan_out"

# More devices than anybody carries; the one that has been silent for the longest makes room.
MOST_DEVICES = 20

# Somebody waits before the screen for these two.
LOOK_UP_SECONDS = 2.0
TEST_SECONDS = 0.9

TESTS_A_MINUTE = 10


async def announce(notifications: Iterable[int]) -> None:
    """Have devices told of these notifications, if the current transaction commits."""
    if ids := [str(id) for id in notifications]:
        await enqueue(FAN_OUT, ids)


async def subscribe(
    *,
    caller: Caller,
    data: NewSubscription,
    settings: Settings,
    now: datetime,
    once: Once | None = None,
    ask: LookUp = look_up,
) -> int:
    """Tell the device on which the caller is signed in from now on; answer the id. Twice is once.

    Raises ``InvalidInput`` for an endpoint that nothing is sent to and for keys that are none.
    """
    p256dh, auth = _keys(data.keys)
    try:
        await _reach(data.endpoint, settings, ask)
    except EndpointRefused as refused:
        raise InvalidInput({"endpoint": FieldError("push-service")}) from refused
    key = await current_key(settings)
    async with transaction():
        if (before := await earlier(once)) is not None:
            return int(before)
        await stay_alone(caller)
        # Who names an endpoint with other keys than its browser's does not have that browser. It
        # stays under the key that the browser subscribed under.
        id: int | None = await fetch_value(
            """
            INSERT INTO push_subscription AS mine
                (account, session, endpoint, p256dh, auth, key, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (endpoint) DO UPDATE
                SET account = excluded.account, session = excluded.session
                WHERE (mine.p256dh, mine.auth) = (excluded.p256dh, excluded.auth)
            RETURNING id
            """,
            caller.account,
            caller.session,
            data.endpoint,
            p256dh,
            auth,
            key.id,
            now,
        )
        if id is None:
            raise InvalidInput({"endpoint": FieldError("invalid")})
        await execute(
            """
            DELETE FROM push_subscription WHERE id IN (
                SELECT id FROM push_subscription WHERE account = $1 AND id <> $2
                ORDER BY coalesce(last_success_at, created_at) DESC, id DESC OFFSET $3
            )
            """,
            caller.account,
            id,
            MOST_DEVICES - 1,
        )
        await remember(once, id)
        return id


async def unsubscribe(*, caller: Caller, id: int) -> None:
    """Tell that device of the caller's no longer. Raises ``NotFound``."""
    if not await execute(
        "DELETE FROM push_subscription WHERE id = $1 AND account = $2", id, caller.account
    ):
        raise NotFound


async def test(
    *,
    caller: Caller,
    id: int,
    settings: Settings,
    city: City,
    language: str,
    now: datetime,
    ask: LookUp = look_up,
) -> Tested:
    """Send a test to one of the caller's devices and wait, a second at most, for what its push
    service says. Raises ``NotFound``, ``TooMany``."""
    await limit(
        settings,
        "push test",
        caller.account,
        at_most=TESTS_A_MINUTE,
        per=timedelta(minutes=1),
        now=now,
    )
    row = await fetch_row(
        "SELECT id, endpoint, p256dh, auth, key FROM push_subscription"
        " WHERE id = $1 AND account = $2",
        id,
        caller.account,
    )
    if row is None:
        raise NotFound
    message = test_message(settings=settings, city=city, language=language, now=now)
    async with Sender(
        settings, city, await keys(settings), patience=TEST_SECONDS, ask=ask
    ) as sender:
        outcome = await sender.send(Device(*row), message, now)
    if isinstance(outcome, Gone):
        await execute("DELETE FROM push_subscription WHERE id = $1", id)
        return Tested(accepted=False, error=None)
    if isinstance(outcome, Accepted):
        await execute(
            "UPDATE push_subscription SET last_success_at = $2, last_error = NULL WHERE id = $1",
            id,
            now,
        )
        return Tested(accepted=True, error=None)
    await execute("UPDATE push_subscription SET last_error = $2 WHERE id = $1", id, outcome.error)
    return Tested(accepted=False, error=outcome.error)


def _keys(given: SubscriptionKeys) -> tuple[bytes, bytes]:
    """The keys as bytes. Raises ``InvalidInput`` where a browser could not have made them."""
    p256dh, auth = (
        urlsafe_b64decode(text.rstrip("=") + "==") for text in (given.p256dh, given.auth)
    )
    try:
        public_key(p256dh)
        if len(p256dh) != 65 or len(auth) != 16:
            raise ValueError
    except ValueError as error:
        raise InvalidInput({"keys": FieldError("invalid")}) from error
    return p256dh, auth


async def _reach(url: str, settings: Settings, ask: LookUp) -> None:
    """Raises ``EndpointRefused`` where an endpoint leads to somewhere that nothing is sent to.

    A name that cannot be looked up at this moment may be one that can be when something is sent,
    which is when it is looked at again.
    """
    endpoint = endpoint_of(url, settings.push_hosts)
    with suppress(OSError):
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await require_reachable(endpoint, ask)
