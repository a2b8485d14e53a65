"""What push is measured with: a service that counts, and senders that send what they say."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from backend.bench.push import SENDERS, installed, sender
from backend.bench.push_square import push_service
from tests.conftest import CHECKOUT


@pytest.mark.parametrize("what", SENDERS.values())
def test_every_message_of_a_sender_is_counted(what: str, tmp_path: Path) -> None:
    assert installed(what), "make test and make bench install it"
    with push_service(os.environ, tmp_path) as service:
        said = subprocess.run(
            sender(what, service.port, 128),
            cwd=CHECKOUT,
            env=service.environment(os.environ | {"PYTHONPATH": str(CHECKOUT)}),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        came = service.came()
        assert float(said) > 0
        assert came.messages == came.most == (0 if what == "encryption" else 128)
        assert came.devices == (0 if what == "encryption" else 1)
        assert 0 <= came.seconds <= float(said)
        service.begin_anew()
        assert service.came().messages == 0
