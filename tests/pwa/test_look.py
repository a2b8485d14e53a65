"""What of the look a machine can check: contrast, and that nothing stands inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PWA = Path(__file__).parents[2] / "pwa"
STYLE = (PWA / "styles" / "app.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r":root[^{]*\{(.*?)\}", STYLE, re.DOTALL)[:2]
)
SCHEMES = {"light": LIGHT, "dark": LIGHT | DARK}

# Text on what it stands on: 4.5:1 (WCAG 2.2, 1.4.3).
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "ground")),
    *(("ink-2", f"{colour}-wash") for colour in ("blue", "green", "amber", "red")),
    ("blue-ink", "paper"),
    ("blue-ink", "blue-wash"),
    ("green", "paper"),
    ("green", "green-wash"),
    ("amber", "paper"),
    ("amber", "amber-wash"),
    ("red", "paper"),
    ("red", "red-wash"),
    ("on-blue", "blue"),
    ("on-blue", "blue-deep"),
]
# Borders and drawings that carry meaning: 3:1 (1.4.11).
SHAPES = [("edge", "paper"), ("blue", "paper"), ("blue", "line-2"), ("red", "line-2")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(scheme: str, front: str, back: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_can_be_told_apart(scheme: str, front: str, back: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[front], colours[back]) >= 3


@pytest.mark.parametrize(
    "file", sorted((PWA / "templates").rglob("*.html")), ids=lambda file: file.name
)
def test_no_template_has_styles_or_scripts_of_its_own(file: Path) -> None:
    source = file.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert " src=" in script


def test_every_custom_property_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"--([\w-]+):", STYLE))
    used = set(re.findall(r"var\(--([\w-]+)", STYLE))
    assert used <= defined
