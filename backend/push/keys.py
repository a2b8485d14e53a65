"""The keys by which push services know who sends (VAPID, RFC 8292).

A browser subscribes under one key and takes messages signed with no other. So the first pair is
made once and stays; where it has to be replaced, both serve until every device has come back.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

import asyncpg
import msgspec
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from backend.database.engine import execute, fetch, transaction
from backend.push.encryption import CURVE, public_bytes
from backend.settings import Settings

log = structlog.get_logger()

# Two processes that start together must not both make the first key.
KEY_LOCK = 0x76617069646B

# RFC 8292 allows a day (section 2); the services' clocks may differ from ours.
SIGNED_FOR = timedelta(hours=12)
RENEWED_BEFORE = timedelta(hours=1)

_ES256 = ec.ECDSA(SHA256())


class Key(msgspec.Struct, frozen=True):
    """A pair of keys. ``public`` is what browsers subscribe under, base64url without padding."""

    id: int
    private: ec.EllipticCurvePrivateKey
    public: str


async def keys(settings: Settings) -> dict[int, Key]:
    """All pairs that the server's key opens, by id, the newest last; the first is made here."""
    found = await _read(settings)
    if found:
        return found
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", KEY_LOCK)
        found = await _read(settings)
        if not found:
            await _make(settings)
            found = await _read(settings)
    return found


async def current_key(settings: Settings) -> Key:
    """The pair that browsers subscribe under from now on."""
    return list((await keys(settings)).values())[-1]


async def rotate(settings: Settings) -> Key:
    """Make a new pair and answer it. Who subscribed before is reached under the old one."""
    await _make(settings)
    return await current_key(settings)


async def _read(settings: Settings) -> dict[int, Key]:
    rows = await fetch("SELECT id, sealed_private, public FROM push_key ORDER BY id")
    return {row["id"]: key for row in rows if (key := _open(settings, row)) is not None}


async def _make(settings: Settings) -> None:
    private = ec.generate_private_key(CURVE)
    public = public_bytes(private.public_key())
    nonce = secrets.token_bytes(12)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    await execute(
        "INSERT INTO push_key (sealed_private, public, made_at) VALUES ($1, $2, now())",
        nonce + _cipher(settings).encrypt(nonce, number, public),
        public,
    )


def _open(settings: Settings, row: asyncpg.Record) -> Key | None:
    """The pair of a row; None where it was sealed under another server's key."""
    sealed, public = row["sealed_private"], row["public"]
    try:
        number = _cipher(settings).decrypt(sealed[:12], sealed[12:], public)
    except InvalidTag:
        log.error("push key sealed under another MADANG_SECRET_KEY", key=row["id"])
        return None
    private = ec.derive_private_key(int.from_bytes(number, "big"), CURVE)
    return Key(row["id"], private, _base64(public))


def _cipher(settings: Settings) -> AESGCM:
    return AESGCM(settings.keyed_hash("push key seal"))


class Signer:
    """Says to push services who sends. One signature serves a service for hours."""

    # Hosts are named by the operator, but a wildcard among them may have many.
    MOST_KNOWN = 1000

    def __init__(self, keys: Mapping[int, Key], contact: str) -> None:
        self.keys = keys
        self._subject = f"mailto:{contact}"
        self._signed: dict[tuple[int, str], tuple[datetime, str]] = {}

    def authorization(self, key: int, origin: str, now: datetime) -> str:
        """The header ``Authorization`` for a push service, by the key of that id."""
        until, header = self._signed.get((key, origin), (now, ""))
        if until - now < RENEWED_BEFORE:
            until = now + SIGNED_FOR
            header = self._sign(self.keys[key], origin, until)
            if len(self._signed) >= self.MOST_KNOWN:
                self._signed.clear()
            self._signed[key, origin] = until, header
        return header

    def _sign(self, key: Key, origin: str, until: datetime) -> str:
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self._subject}
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        token = ".".join(_base64(msgspec.json.encode(part)) for part in parts)
        r, s = decode_dss_signature(key.private.sign(token.encode(), _ES256))
        signature = _base64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={token}.{signature},k={key.public}"


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
