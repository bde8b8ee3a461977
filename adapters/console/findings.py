"""Findings: what a job found out and a page shows, kept for a while for whoever asked for it."""

from __future__ import annotations

import secrets
import threading
from typing import TypeVar

from cachetools import TTLCache

KEPT_SECONDS = 30 * 60
"""Seconds for which a finding is kept."""

MOST = 200
"""Findings that are kept at once."""

T = TypeVar("T")


class Findings:
    """The findings of this process; safe to share between threads. What is dropped is closed by nobody else."""

    def __init__(self) -> None:
        self._known: TTLCache[str, tuple[str, str, object]] = TTLCache(MOST, KEPT_SECONDS)
        self._lock = threading.Lock()

    def keep(self, person: str, organisation: str, found: object) -> str:
        """Keep a finding for a person in an organisation, and give the id by which only they get it."""
        id = secrets.token_urlsafe(12)
        with self._lock:
            self._known.expire()
            self._known[id] = (person, organisation, found)
        return id

    def get(self, id: str, person: str, organisation: str, kind: type[T]) -> T | None:
        """The finding of that id and kind, if it is this person's in this organisation."""
        with self._lock:
            self._known.expire()
            whose, where, found = self._known.get(id, ("", "", None))
        return found if isinstance(found, kind) and (whose, where) == (person, organisation) else None
