"""What comes in and goes out about devices that are told by push."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.http import fields
from backend.http.reading import Input
from backend.push.deliveries import Error

# Base64url; browsers write no padding, and some libraries do.
_Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{80,90}={0,3}\Z", examples=["BCVxsr7N…"])]
_Auth = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{20,24}={0,3}\Z", examples=["BTBZMqHH…"])]


class PublicKey(msgspec.Struct, frozen=True):
    """What a browser subscribes under: its ``applicationServerKey``."""

    public_key: Annotated[
        str, Meta(description="A point of P-256, base64url.", examples=["BP4z9KsN…"])
    ]


class SubscriptionKeys(Input):
    """The browser's own keys, which the messages are encrypted for."""

    p256dh: _Key
    auth: _Auth


class NewSubscription(Input, rename={"expiration_time": "expirationTime"}):
    """What `PushSubscription.toJSON()` gives in a browser."""

    endpoint: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=1000,
            description="Where the push service takes messages for this device.",
            examples=["https://fcm.googleapis.com/fcm/send/dpH5lCsTSSM"],
        ),
    ]
    keys: SubscriptionKeys
    expiration_time: Annotated[
        float | None, Meta(description="Not used: what has expired the service says itself.")
    ] = None


class Subscription(msgspec.Struct, kw_only=True):
    """A device that is told by push."""

    id: fields.SerialId
    device: Annotated[
        str, Meta(description="Browser and system, as far as known.", examples=["Chrome · Android"])
    ]
    current: Annotated[bool, Meta(description="The one that asks.")]
    created_at: fields.Moment
    last_success_at: Annotated[
        fields.Moment | None, Meta(description="When its push service last took a message.")
    ]
    last_error: Annotated[
        Error | None, Meta(description="What went wrong since; null if nothing did.")
    ]


class Tested(msgspec.Struct, frozen=True):
    """What became of a test message."""

    accepted: Annotated[bool, Meta(description="Whether the device's push service took it.")]
    error: Annotated[
        Error | None,
        Meta(description="Why not; null where the service no longer knows the device."),
    ]
