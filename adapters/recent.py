"""What went wrong lately: the newest warnings and errors of this process's log, with the fields that the log may hold."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import deque

from bot.logs import ALLOWED, Entry
from corpus.document import Value

MOST = 200
"""Entries that are remembered; the log itself has them all."""


class Trouble(Value):
    """A warning or an error: when, how bad and what, and about whom as far as the log says; the rest are its other fields."""

    at: dt.datetime
    level: str
    event: str
    organisation: str = ""
    workspace: str = ""
    about: tuple[tuple[str, str], ...] = ()


class Recent:
    """Remembers the newest of what is logged at warning or worse; safe to share between threads.

    `since` is when it began to.
    """

    def __init__(self, most: int = MOST) -> None:
        self.since = dt.datetime.now(dt.UTC)
        self._kept: deque[Trouble] = deque(maxlen=most)
        self._lock = threading.Lock()

    def __call__(self, _logger: object, _method: str, entry: Entry) -> Entry:
        """Remember an entry of the log if it is bad enough, and hand it on as it is."""
        level = str(entry.get("level", ""))
        if logging.getLevelNamesMapping().get(level.upper(), 0) >= logging.WARNING:
            # Only what the log's own rule let through: no other field, and no text.
            rest = {"at", "level", "event", "organisation", "workspace"}
            about = tuple(
                (name, str(value)) for name, value in entry.items() if name in ALLOWED and name not in rest
            )
            found = Trouble(
                at=_moment(entry.get("at")),
                level=level,
                event=str(entry.get("event", "")),
                organisation=str(entry.get("organisation") or ""),
                workspace=str(entry.get("workspace") or ""),
                about=about,
            )
            with self._lock:
                self._kept.append(found)
        return entry

    def newest(self) -> tuple[Trouble, ...]:
        """What is remembered, the newest first."""
        with self._lock:
            return tuple(reversed(self._kept))


def _moment(at: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(at))
    except ValueError:
        return dt.datetime.now(dt.UTC)


RECENT = Recent()
"""What went wrong in this process: there is one log, and so one memory of it."""
