"""The log: to standard error, and never a word of a question."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        # When, how bad, and what: put there by the log itself.
        "at",
        "level",
        "event",
        "logger",
        # Where it happened: places of the service, never people.
        "platform",
        "workspace",
        "organisation",
        "route",
        "port",
        "setting",
        "variable",
        "signal",
        "where",
        # What became of it.
        "error",
        "why",
        "reference",
        "kind",
        "how",
        "status",
        "seconds",
        "count",
        "up",
        "version",
        "encoder",
        "snapshot",
    }
)
"""The fields that `quoth serve` may log; whatever else is given is left out."""

EVENT = re.compile(r"[a-z][a-z ,'-]{0,79}")
"""What an event's name looks like; a sentence somebody typed seldom does, and one put together never should."""

VALUE = re.compile(r"[\w.,:;/{}@+=-]{0,100}")
"""What a field's text looks like: a name or a code, in one word. What people write has spaces."""

WITHHELD = "withheld"

LIBRARY = "a library spoke"
"""Stands for whatever a library wanted to log, for it may hold what people wrote."""

Entry = MutableMapping[str, Any]
Processor = Callable[[Any, str, Entry], Entry]
"""What is shown an entry on its way, and hands it on."""


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


def serve_logs(level: int = logging.INFO, also: Sequence[Processor] = ()) -> None:
    """Log as a service: from `level` up to standard error, one JSON object a line, and only what is allowed.

    `also` are shown each entry as it is written. From now on whatever libraries log, warn of or fail with in a thread is told by the logger's name, the
    level and the exception's class alone.
    """
    structlog.configure(
        processors=[
            _fault,
            allowed,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _ordered,
            *also,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _bridge(max(level, logging.WARNING))


def allowed(_logger: object, _method: str, entry: Entry) -> Entry:
    """Leave out every field that is not allowed and every value that may be text, and say which they were."""
    left_out = sorted(name for name, value in entry.items() if name != "event" and not _may(name, value))
    for name in left_out:
        del entry[name]
    if not EVENT.fullmatch(str(entry.get("event", ""))):
        entry["event"] = WITHHELD
    if left_out:
        entry["left_out"] = [name if VALUE.fullmatch(name) else WITHHELD for name in left_out]
    return entry


def _may(name: str, value: object) -> bool:
    if name not in ALLOWED:
        return False
    if isinstance(value, str):
        return VALUE.fullmatch(value) is not None
    return value is None or isinstance(value, (bool, int, float))


def _fault(_logger: object, _method: str, entry: Entry) -> Entry:
    """Tell an exception by its class and by where it was raised; its message may hold what people wrote."""
    given = entry.pop("exc_info", None)
    fault = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        entry.setdefault("error", type(fault).__name__)
        where = _where(fault.__traceback__)
        if where:
            entry.setdefault("where", where)
    return entry


def _where(trace: TracebackType | None) -> str:
    """File and line at which an exception was raised, such as "desk.py:120"; empty where it was not."""
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _ordered(_logger: object, _method: str, entry: Entry) -> Entry:
    """Begin every line alike: when, how bad, what."""
    return {name: entry.pop(name) for name in ("at", "level", "event")} | dict(entry)


class _Bridge(logging.Handler):
    """Passes on that a library logged something, and not what."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the logger's name, the level and the exception's class."""
        fault = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        about = {"error": fault.__name__} if fault else {}
        structlog.get_logger().log(_level(record.levelno), LIBRARY, logger=record.name, **about)


def _level(number: int) -> int:
    """The nearest level at or below that has a name; libraries have some of their own between them."""
    return max(logging.DEBUG, min(logging.CRITICAL, number // 10 * 10))


def _bridge(level: int) -> None:
    """Make every logger there is speak through the bridge alone, and every later one that does not resist."""
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    # A handler that fails would print the message it could not write.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    # The interpreter's own hook prints the exception's message.
    structlog.get_logger().error("a thread failed", exc_info=failed.exc_value)
