"""What operators read: one JSON object a line on standard error, without personal data."""

from __future__ import annotations

import logging
import os
import sys
from typing import TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer


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
            # Without locals: they would hold people's texts, addresses and tokens.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )
