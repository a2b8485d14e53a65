"""What the documents say is so: settings, commands, places, links, and what stands nowhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main

from backend.commands.command_line import app
from backend.settings import read_settings
from tests.conftest import CHECKOUT

DOCUMENTS = [*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")]
OPERATIONS = (CHECKOUT / "docs/operations.md").read_text("utf-8")
ARCHITECTURE = (CHECKOUT / "docs/architecture.md").read_text("utf-8")

# Where a path in a document may begin.
ROOTS = (CHECKOUT, CHECKOUT / "backend", CHECKOUT / "pwa")


def document_id(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def codes(text: str) -> list[str]:
    """The code in a document: its blocks, and what stands between backquotes."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [
        *(line for block in blocks for line in block.splitlines()),
        *re.findall("`([^`]+)`", prose),
    ]


def tracked() -> Iterator[tuple[str, str]]:
    """Path and text of every file that belongs to the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    for name in listed.stdout.split("\0"):
        path = CHECKOUT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode()


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    read = {
        name
        for file in CHECKOUT.glob("backend/**/*.py")
        for name in re.findall(r"MADANG_[A-Z]+(?:_[A-Z]+)*", file.read_text("utf-8"))
        if not name.startswith("MADANG_OIDC")
    }
    rows = re.findall(r"^\| (`MADANG_.*?) \|", OPERATIONS, re.MULTILINE)
    told = {name for row in rows for name in re.findall("`([^`]+)`", row)}
    assert {name for name in told if "<NAME>" not in name} == read


def test_the_documented_settings_of_a_provider_make_one(tmp_path: Path) -> None:
    names = set(re.findall(r"`(MADANG_OIDC_<NAME>_\w+)`", OPERATIONS))
    environment = {name.replace("<NAME>", "CITY"): "https://id.madang.example" for name in names}
    settings = read_settings(environment | {"MADANG_DATA_DIR": str(tmp_path)})
    assert set(settings.oidc_providers) == {"city"}
    assert len(names) == 3


@pytest.mark.parametrize("path", DOCUMENTS, ids=document_id)
def test_every_command_in_a_document_exists(path: Path) -> None:
    doors = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    madang = typer.main.get_command(app)
    for code in codes(path.read_text("utf-8")):
        for door in re.findall(r"\bmake ([a-z]+)", code):
            assert door in doors, code
        for words in re.findall(r"\bmadang ([a-z]+)(?: ([a-z]+))?", code):
            command: click.Command = madang
            for word in filter(None, words):
                if isinstance(command, click.Group):
                    assert word in command.commands, code
                    command = command.commands[word]


@pytest.mark.parametrize("path", DOCUMENTS, ids=document_id)
def test_every_link_to_a_file_resolves(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
    missing = [to for to in targets if "://" not in to and not (path.parent / to).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=document_id)
def test_every_place_in_the_house_that_a_document_names_exists(path: Path) -> None:
    starts = {entry.name for root in ROOTS for entry in root.iterdir() if entry.is_dir()}
    for code in codes(path.read_text("utf-8")):
        place = code.partition(":")[0]
        if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+/?", place) and place.split("/")[0] in starts:
            assert any(list(root.glob(place.rstrip("/"))) for root in ROOTS), code


def test_the_house_is_as_the_architecture_draws_it() -> None:
    told = set()
    for row in re.findall(r"^\| (`[^|]+) \|", ARCHITECTURE, re.MULTILINE):
        first, *others = re.findall("`([^`]+)`", row)
        folder = Path(first).parent
        for place in (Path(first), *(folder / other for other in others)):
            assert (CHECKOUT / place).exists(), place
            told.add(place.as_posix())
    rooms = {
        entry.relative_to(CHECKOUT).as_posix()
        for entry in (CHECKOUT / "backend").iterdir()
        if not entry.name.startswith("__") and (entry.suffix == ".py" or entry.is_dir())
    }
    assert {place for place in told if place.startswith("backend/")} == rooms


def test_every_decision_is_listed_under_its_own_title() -> None:
    folder = CHECKOUT / "docs/decisions"
    listed = re.findall(
        r"^\| \[(\d+)\]\(([^)]+)\) \| (.*) \|$", (folder / "README.md").read_text("utf-8"), re.M
    )
    titles = {
        file.name: file.read_text("utf-8").splitlines()[0] for file in folder.glob("[0-9]*.md")
    }
    assert {name: f"# {number}. {title}" for number, name, title in listed} == titles


# In pieces, so that this file itself may be read.
NOWHERE = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb.debian" + ".org",
    "ghcr" + ".io",
]
MACHINES = re.compile(r"(?<![\w.*}>)])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/")


def test_no_file_names_a_registry_or_somebody_s_machine() -> None:
    found = []
    for name, text in tracked():
        found += [(name, word) for word in NOWHERE if word in text]
        found += [(name, match[0]) for match in MACHINES.finditer(text)]
    assert found == []
