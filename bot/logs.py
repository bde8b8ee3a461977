"""The log: warnings and worse, to standard error, and never a word of a question."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(level: int = logging.WARNING) -> None:
    """Log from `level` up to standard error, one plain line each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Looked up at each use, for standard error may be replaced while the program runs.
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
