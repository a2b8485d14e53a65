"""What push is measured with: a service that counts, and senders that send what they say."""

from __future__ import annotations

import os
import subprocess

import pytest

from backend.bench.processes import module
from backend.bench.push import SENDERS, begin_anew, came, push_service
from tests.conftest import CHECKOUT


@pytest.mark.parametrize("what", SENDERS.values())
def test_every_message_of_a_sender_is_counted(what: str) -> None:
    with push_service(os.environ) as port:
        said = subprocess.run(
            module("backend.bench.push_senders", what, str(port), "128"),
            cwd=CHECKOUT,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        count, seconds = came(port)
        assert float(said) > 0
        assert count == (0 if what == "encryption" else 128)
        assert 0 <= seconds <= float(said)
        begin_anew(port)
        assert came(port)[0] == 0
