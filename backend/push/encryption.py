"""Messages that nobody but one browser can read: RFC 8291, by the coding of RFC 8188.

Every message has a key pair of its own, used once, as RFC 8291 (section 3.1) asks. HKDF (RFC 5869)
is two HMACs here, since no key that is derived is longer than one of them.
"""

from __future__ import annotations

import hmac
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ECDH = ec.ECDH()

# No push service has to take more than these bytes (RFC 8030, section 7.2).
MOST_BYTES = 4096

# Salt, record size, length of the key's name, and the name: our public key of this message.
_HEADER = 16 + 4 + 1 + 65
# A delimiter after the text, and the cipher's tag.
_AROUND = 1 + 16
MOST_PLAIN_BYTES = MOST_BYTES - _HEADER - _AROUND

_RECORD = MOST_BYTES.to_bytes(4, "big") + b"\x41"


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as browsers write it: 65 bytes, an uncompressed point of the curve P-256."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key that these 65 bytes are. Raises ``ValueError`` where they are no point of P-256."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def encrypt(text: bytes, *, p256dh: bytes, auth: bytes) -> bytes:
    """The body of a push message for the browser with these keys (65 and 16 bytes).

    ``text`` has at most ``MOST_PLAIN_BYTES``.
    """
    own = ec.generate_private_key(CURVE)
    own_public = public_bytes(own.public_key())
    shared = own.exchange(ECDH, public_key(p256dh))
    secret = _expand(hmac.digest(auth, shared, "sha256"), b"WebPush: info\0" + p256dh + own_public)
    salt = os.urandom(16)
    key = hmac.digest(salt, secret, "sha256")
    cipher = AESGCM(_expand(key, b"Content-Encoding: aes128gcm\0")[:16])
    nonce = _expand(key, b"Content-Encoding: nonce\0")[:12]
    # One record, the last one (2), without padding.
    return salt + _RECORD + own_public + cipher.encrypt(nonce, text + b"\x02", None)


def _expand(key: bytes, info: bytes) -> bytes:
    return hmac.digest(key, info + b"\x01", "sha256")
