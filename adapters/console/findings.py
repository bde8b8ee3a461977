"""Findings: what a job found out and a page shows, kept for a while for whoever asked for it."""

from __future__ import annotations

import secrets
import threading
from typing import TypeVar

from cachetools import TTLCache

KEPT_SECONDS = 30 * 60
"""Seconds for which a finding is kept."""

MOST = 10
"""Findings that are kept of one person at once; the oldest goes when another comes."""

T = TypeVar("T")


class Findings:
    """The findings of this process; safe to share between threads. What is dropped is closed by nobody else."""

    def __init__(self) -> None:
        self._known: dict[str, TTLCache[str, tuple[str, object]]] = {}
        self._lock = threading.Lock()

    def keep(self, person: str, organisation: str, found: object) -> str:
        """Keep a finding for a person in an organisation, and give the id by which only they get it."""
        id = secrets.token_urlsafe(12)
        with self._lock:
            self._forget()
            mine = self._known.setdefault(person, TTLCache(MOST, KEPT_SECONDS))
            mine[id] = (organisation, found)
        return id

    def get(self, id: str, person: str, organisation: str, kind: type[T]) -> T | None:
        """The finding of that id and kind, if it is this person's in this organisation."""
        with self._lock:
            self._forget()
            theirs = self._known.get(person)
            where, found = theirs.get(id, ("", None)) if theirs else ("", None)
        return found if isinstance(found, kind) and where == organisation else None

    def _forget(self) -> None:
        """Let go of what is too old."""
        for person, theirs in list(self._known.items()):
            theirs.expire()
            if not theirs:
                del self._known[person]
