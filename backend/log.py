"""What operators read: one JSON object a line on standard error, without personal data."""

from __future__ import annotations

import logging
import os
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo

# Without locals: they would hold people's texts, addresses and tokens.
_describe = ExceptionDictTransformer(show_locals=False)

# Where the database's words go on to quote a row or an argument.
_QUOTES = re.compile(r"\s*(DETAIL:|(?<=argument \$)\d+:).*", re.DOTALL)


def _described(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """An exception and its causes, without what the database quotes of a row."""
    stacks = _describe(exc_info)
    for stack in stacks:
        stack["exc_value"] = _QUOTES.sub("", stack["exc_value"])
    return stacks


def configure_logging(stream: TextIO | None = None) -> None:
    """Set up the log of this process; ``MADANG_LOG_LEVEL`` is its threshold (INFO by default).

    ``stream`` is standard error unless said otherwise.
    """
    level = logging.getLevelNamesMapping().get(os.environ.get("MADANG_LOG_LEVEL", "INFO"), 20)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_described),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )
