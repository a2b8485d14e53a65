"""A stranger's client, made from the OpenAPI document alone, finds no surprise as anybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live import LiveServer, live_server

# What they share takes a while to start: all of them run in one process.
pytestmark = pytest.mark.xdist_group("schemathesis")

# Not `positive_data_acceptance`: a schema cannot say which cursors or topics there are.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,negative_data_rejection,"
    "unsupported_method,ignored_auth"
)

# The staff are residents too; beyond that they have what these parts of the document are about.
STAFF: dict[str, tuple[str, dict[str, Any]]] = {
    "moderator": ("Moderation", {"roles": ["moderator"]}),
    "official": ("Responses", {"roles": ["official"], "department": "pedestrian"}),
}


@pytest.fixture(scope="module")
def server(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the demo city."""
    with live_server(server_url, tmp_path_factory.mktemp("live"), demo=True) as live:
        yield live


@pytest.mark.parametrize("kind", ["visitor", "resident", "moderator", "official"])
async def test_the_document_keeps_its_word(server: LiveServer, tmp_path: Path, kind: str) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{server.base_url}/api/v1/openapi.json",
        f"--checks={CHECKS}",
        "--max-examples=3",
        "--phases=examples,coverage,fuzzing",
        "--continue-on-failure",
        "--no-shrink",
        "--no-color",
        "--generation-deterministic",
        "--warnings=off",
    ]
    if kind != "visitor":
        part, office = STAFF.get(kind, ("", {}))
        person = await server.person(kind, **office)
        if part:
            command += ["--include-tag", part]
        command += ["--header", f"Authorization: Bearer {person.token}"]
        # Signing out and leaving would make everything after them a 401; visitors try both.
        command += ["--exclude-operation-id-regex", "^delete_(auth_session|me|me_sessions_by_id)$"]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:]
    # The premise: it did try what there is.
    tried = re.search(r"(\d+) generated", run.stdout)
    assert tried is not None and int(tried[1]) > (100 if kind in STAFF else 500)
    assert httpx.get(f"{server.base_url}/health/ready").status_code == 200
