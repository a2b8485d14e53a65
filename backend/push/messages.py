"""What a push message says, and to whom the services should hurry with it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from backend.city.city import City
from backend.language import text
from backend.notifications.kinds import KINDS
from backend.notifications.schemas import Notification
from backend.notifications.words import sentence
from backend.push.deliveries import Message
from backend.settings import Settings

# Below what every push service takes (see ``encryption.MOST_PLAIN_BYTES``).
MOST_BYTES = 3000

# After that nobody is told by push any more; what is important then goes by e-mail.
LASTS = timedelta(days=1)
IMPORTANT_LASTS = timedelta(days=3)

# A test is of use while somebody looks at the screen.
TEST_LASTS = timedelta(minutes=1)


class Action(msgspec.Struct, frozen=True):
    """A button on the notification."""

    action: Literal["open", "mute"]
    title: str


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What the service worker shows. ``id`` is the notification's, None for a test; a newer
    message with the same ``tag`` replaces the older one on the screen."""

    title: str
    body: str
    path: str
    tag: str
    id: int | None
    lang: str
    actions: tuple[Action, ...] = ()


def lasts(one: Notification) -> timedelta:
    """How long it is worth being delivered."""
    return IMPORTANT_LASTS if KINDS[one.kind].important else LASTS


def message_of(
    one: Notification, *, settings: Settings, city: City, language: str, now: datetime
) -> Message:
    """What happened, for those who read ``language``."""
    actions = [Action("open", text(language, "push-open"))]
    if one.about != "moderation":
        actions.append(Action("mute", text(language, "push-mute")))
    whole = Payload(
        title=one.title or city.name(language),
        body=sentence(one, language, city, now),
        path=one.path,
        tag=f"{one.kind}-{one.proposal}",
        id=one.id,
        lang=language,
        actions=tuple(actions),
    )
    return Message(
        payload=_fitting(whole),
        shorter=msgspec.json.encode(
            msgspec.structs.replace(whole, title=city.name(language), actions=())
        ),
        topic=_topic(settings, one.kind, one.proposal),
        urgency="high" if KINDS[one.kind].important else "normal",
        at=one.at,
        lasts=lasts(one),
    )


def test_message(*, settings: Settings, city: City, language: str, now: datetime) -> Message:
    """What somebody sends to their own device, to see that it arrives."""
    payload = msgspec.json.encode(
        Payload(
            title=city.name(language),
            body=text(language, "push-test"),
            path="/inbox",
            tag="test",
            id=None,
            lang=language,
        )
    )
    return Message(
        payload=payload,
        shorter=payload,
        topic=_topic(settings, "test", 0),
        urgency="high",
        at=now,
        lasts=TEST_LASTS,
    )


def _fitting(payload: Payload) -> bytes:
    """The payload as JSON. Imported titles may be of any length; they are cut where need be."""
    encoded = msgspec.json.encode(payload)
    if len(encoded) <= MOST_BYTES:
        return encoded
    title = payload.title
    while len(encoded) > MOST_BYTES:
        title = title[: len(title) * 3 // 4]
        encoded = msgspec.json.encode(msgspec.structs.replace(payload, title=f"{title}…"))
    return encoded


def _topic(settings: Settings, kind: str, proposal: int) -> str:
    """32 characters (RFC 8030, section 5.4) that tell a push service nothing."""
    digest = settings.keyed_hash("push topic", kind.encode(), str(proposal).encode())
    return urlsafe_b64encode(digest[:24]).decode()
