"""Our messages are those of the standard: checked by its own example and by another library."""

from __future__ import annotations

import base64
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.push.encryption import (
    CURVE,
    MOST_BYTES,
    MOST_PLAIN_BYTES,
    encrypt,
    public_bytes,
    public_key,
)

# The receiver's keys of RFC 8291, appendix A.
PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


RECEIVER = ec.derive_private_key(int.from_bytes(decoded(PRIVATE), "big"), CURVE)


def test_the_receiver_of_the_standard_s_example_reads_our_message() -> None:
    assert public_bytes(RECEIVER.public_key()) == decoded(PUBLIC)
    body = encrypt(
        b"When I grow up, I want to be a watermelon", p256dh=decoded(PUBLIC), auth=decoded(AUTH)
    )
    read = http_ece.decrypt(body, private_key=RECEIVER, auth_secret=decoded(AUTH))
    assert read == b"When I grow up, I want to be a watermelon"


@given(text=st.binary(max_size=MOST_PLAIN_BYTES))
@settings(max_examples=50, deadline=None)
def test_whatever_we_encrypt_another_library_decrypts(text: bytes) -> None:
    auth = os.urandom(16)
    body = encrypt(text, p256dh=public_bytes(RECEIVER.public_key()), auth=auth)
    assert len(body) <= MOST_BYTES
    assert http_ece.decrypt(body, private_key=RECEIVER, auth_secret=auth) == text


def test_no_two_messages_share_a_key_or_a_salt() -> None:
    bodies = [encrypt(b"x", p256dh=decoded(PUBLIC), auth=decoded(AUTH)) for _ in range(20)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 20


@pytest.mark.parametrize("point", [b"", b"\x04" + bytes(64), b"\x04" + b"\xff" * 64])
def test_what_is_no_point_of_the_curve_is_no_key(point: bytes) -> None:
    with pytest.raises(ValueError):
        public_key(point)
