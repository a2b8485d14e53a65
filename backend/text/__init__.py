"""Texts of people: cleaned when they come in, made safe HTML and compared when they go out."""

from backend.text.cleaning import clean_line, clean_text
from backend.text.differences import Run, difference
from backend.text.rendering import BodyFormat, excerpt, render, render_markdown, render_plain

__all__ = [
    "BodyFormat",
    "Run",
    "clean_line",
    "clean_text",
    "difference",
    "excerpt",
    "render",
    "render_markdown",
    "render_plain",
]
