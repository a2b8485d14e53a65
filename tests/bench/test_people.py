"""Residents for load tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.bench import people
from backend.city.city import City
from backend.database.engine import fetch_value
from tests.conftest import CHECKOUT, Clock
from tests.square import Square


async def test_everyone_can_sign_in_and_support(
    square: Square, client: httpx.AsyncClient, city: City, clock: Clock, tmp_path: Path
) -> None:
    number = await square.proposal()
    file = tmp_path / "tokens"
    await people.make_people(3, file, city=city, now=clock.now)
    tokens = file.read_text().splitlines()
    assert len(set(tokens)) == 3
    assert file.stat().st_mode & 0o777 == 0o600
    for supports, token in enumerate(tokens, 1):
        answer = await client.put(
            f"/api/v1/proposals/{number}/support", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.json() == {"supports": supports, "supported": True}


async def test_more_can_be_made_in_a_file_that_is_there(
    rolled_back: None,
    city: City,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(people, "BATCH", 4)
    file = tmp_path / "tokens"
    file.touch(0o644)
    for count in (10, 5):
        await people.make_people(count, file, city=city, now=clock.now)
        assert len(set(file.read_text().splitlines())) == count
        assert file.stat().st_mode & 0o777 == 0o600
    bench = "SELECT count(*) FROM account WHERE email LIKE 'bench-%@madang.example'"
    assert await fetch_value(bench) == 15
    assert await fetch_value("SELECT count(*) FROM session") == 15


async def test_nobody_is_made_where_the_tokens_cannot_be_kept(
    rolled_back: None, city: City, clock: Clock, tmp_path: Path
) -> None:
    with pytest.raises(OSError):
        await people.make_people(3, tmp_path, city=city, now=clock.now)
    assert await fetch_value("SELECT count(*) FROM account") == 0


def test_a_public_square_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    answer = subprocess.run(
        [sys.executable, "-m", "backend.cli", *f"bench people --count 1 --tokens {file}".split()],
        env={"MADANG_BASE_URL": "https://madang.example", "MADANG_DATA_DIR": str(tmp_path)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 2
    assert "public" in answer.stderr and "Traceback" not in answer.stderr
    assert not file.exists()
