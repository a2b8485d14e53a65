"""What operators read: one JSON object a line on standard error, without personal data."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def configure_logging() -> None:
    """Set up the log of this process; ``MADANG_LOG_LEVEL`` is its threshold (INFO by default)."""
    level = logging.getLevelNamesMapping().get(os.environ.get("MADANG_LOG_LEVEL", "INFO"), 20)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
