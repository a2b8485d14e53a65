"""The doors: make, the locks, and the command ``madang`` as an operator meets it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from backend.bench import processes
from backend.database.embedded import embedded_postgres
from tests.conftest import CHECKOUT

MADANG = [sys.executable, "-m", "backend.cli"]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user can reach, as pytest's is not for root."""
    folder = Path(tempfile.mkdtemp(prefix="madang-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def free_port() -> int:
    return processes.free_port()


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """This process's environment without any setting of ours but those given."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    return bare | {"MADANG_DATA_DIR": str(data_dir)} | more


def madang(data_dir: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MADANG, *words],
        env=environment(data_dir, **more),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def refusal(data_dir: Path, *words: str, **more: str) -> str:
    """The one sentence with which a command refuses."""
    result = madang(data_dir, *words, **more)
    assert result.returncode == 2, result
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stdout == ""
    return result.stderr


def test_make_lists_its_doors() -> None:
    listed = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    for door in ("run", "test", "check", "bench", "lock"):
        assert re.search(rf"^ +{door} ", listed.stdout, re.MULTILINE)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    assert "://" not in text
    # Some versions are split by platform; each entry carries its own hashes.
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_help_names_every_command(data_dir: Path) -> None:
    shown = madang(data_dir, "--help").stdout
    for command in ("serve", "worker", "migrate", "staff", "account", "session", "import"):
        assert re.search(rf"\b{command}\b", shown)


def test_a_taken_port_is_told_in_one_sentence(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "choose another with --port" in refusal(data_dir, "serve", "--port", port)
    assert not (data_dir / "postgres").exists(), "nothing else may have been started"


def test_a_data_folder_that_cannot_be_written_is_told_in_one_sentence(data_dir: Path) -> None:
    (data_dir / "file").touch()
    assert "set MADANG_DATA_DIR" in refusal(data_dir / "file" / "below", "serve")
    shown = refusal(data_dir / "file" / "below", "migrate", MADANG_SECRET_KEY="k" * 32)
    assert "set MADANG_DATA_DIR" in shown


def test_a_database_out_of_reach_is_told_without_its_password(
    data_dir: Path, free_port: int
) -> None:
    url = f"postgresql://madang:hush@127.0.0.1:{free_port}/madang"
    shown = refusal(data_dir, "migrate", MADANG_DATABASE_URL=url)
    assert "MADANG_DATABASE_URL" in shown
    assert "hush" not in shown


def test_a_database_on_another_machine_wants_a_shared_key(data_dir: Path) -> None:
    url = "postgresql://madang@database.example/madang"
    assert "set MADANG_SECRET_KEY" in refusal(data_dir, "migrate", MADANG_DATABASE_URL=url)


def test_a_wrong_city_is_told_in_one_sentence(data_dir: Path, free_port: int) -> None:
    city = data_dir / "city.toml"
    city.write_text("contact = 7\n")
    shown = refusal(data_dir, "serve", "--port", str(free_port), MADANG_CITY=str(city))
    assert "city.toml" in shown


def test_what_is_for_ones_own_machine_stays_there(data_dir: Path) -> None:
    public = {"MADANG_BASE_URL": "https://madang.example"}
    assert "--demo" in refusal(data_dir, "serve", "--demo", **public)
    assert "set MADANG_SMTP_URL" in refusal(data_dir, "serve", **public)


@pytest.mark.parametrize(
    ("stop", "to_all"), [(signal.SIGINT, True), (signal.SIGTERM, False)], ids=["ctrl-c", "term"]
)
def test_serve_ends_cleanly_with_a_connection_open(
    data_dir: Path, free_port: int, stop: signal.Signals, to_all: bool
) -> None:
    server = subprocess.Popen(
        [*MADANG, "serve", "--port", str(free_port)],
        env=environment(data_dir),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert server.stdout is not None
    with server:
        for line in server.stdout:
            if "Madang is open" in line:
                break
        assert f"http://127.0.0.1:{free_port}" in line
        with socket.create_connection(("127.0.0.1", free_port)) as kept_alive:
            kept_alive.sendall(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert kept_alive.recv(4096).startswith(b"HTTP/1.1 200")
            (os.killpg if to_all else os.kill)(server.pid, stop)
            rest = server.communicate(timeout=20)[0]
    assert server.returncode == 0
    assert "Traceback" not in rest
    assert not (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{free_port}/health/live", timeout=1)


def test_an_operator_makes_accounts_again_and_again_and_signs_in(data_dir: Path) -> None:
    # Without a server, and beside one that runs.
    for running in (nullcontext(), embedded_postgres(data_dir)):
        with running:
            words = ("account", "add", "a@madang.example", "b@madang.example", "--verified")
            assert madang(data_dir, *words).returncode == 0
            words = ("staff", "add", "a@madang.example", "--role", "moderator")
            assert madang(data_dir, *words).returncode == 0
            signed_in = madang(data_dir, "session", "a@madang.example")
            assert signed_in.returncode == 0
            assert re.fullmatch(r"\S{20,}\n", signed_in.stdout)
