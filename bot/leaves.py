"""Leaves: the printed pages of a policy's PDF as pictures, drawn apart from this process and kept for a while."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path

from cachetools import LRUCache, TTLCache

from corpus.document import Value

KEPT = 48
"""Pictures that are kept."""

AT_ONCE = 2
"""Pages that are drawn at once."""

SECONDS = 20
"""Seconds that a page is waited for."""

PATIENCE = 2
"""Seconds for which a page waits while others are drawn."""

FAILED_SECONDS = 10 * 60
"""Seconds for which a page that could not be drawn is not tried again."""

MOST_BYTES = 12 * 1024 * 1024
"""Bytes of a picture, at most."""


class NotDrawn(Exception):
    """A page could not be drawn; `of` is the number of pages, 0 where not even that is known."""

    def __init__(self, of: int = 0) -> None:
        self.of = of
        super().__init__()


class Leaf(Value):
    """A printed page: its number, of how many, and its picture, a PNG."""

    number: int
    of: int
    picture: bytes


class Leaves:
    """Draws pages and keeps the last ones; safe to share between threads."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[str, int], Leaf] = LRUCache(KEPT)
        self._failed: TTLCache[tuple[str, int], int] = TTLCache(KEPT, FAILED_SECONDS)
        self._lock = threading.Lock()
        self._drawing = threading.Semaphore(AT_ONCE)

    def leaf(self, data: bytes, number: int) -> Leaf:
        """The page of that number, from 1, of a PDF; raises NotDrawn."""
        key = (hashlib.sha256(data).hexdigest(), number)
        if known := self._known(key):
            return known
        if not self._drawing.acquire(timeout=PATIENCE):
            raise NotDrawn
        try:
            return self._known(key) or self._made(key, data)  # it may have been drawn meanwhile
        finally:
            self._drawing.release()

    def _known(self, key: tuple[str, int]) -> Leaf | None:
        """What is kept of a page, if anything is; raises NotDrawn where it could not be drawn a while ago."""
        with self._lock:
            of = self._failed.get(key)
            if of is not None:
                raise NotDrawn(of)
            return self._kept.get(key)

    def _made(self, key: tuple[str, int], data: bytes) -> Leaf:
        try:
            made = _drawn(data, key[1])
        except NotDrawn as fault:
            with self._lock:
                self._failed[key] = fault.of
            raise
        with self._lock:
            self._kept[key] = made
        return made


def _drawn(data: bytes, number: int) -> Leaf:
    # -I: nothing beside the program is imported, and no variable of ours changes what it does.
    command = [sys.executable, "-I", str(Path(__file__).with_name("leaf.py")), str(number)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        raise NotDrawn from None
    count, _, picture = done.stdout.partition(b"\n")
    of = int(count) if count.isdigit() and len(count) < 8 else 0
    if done.returncode != 0 or not picture.startswith(b"\x89PNG") or len(picture) > MOST_BYTES:
        raise NotDrawn(of)
    return Leaf(number=number, of=of, picture=picture)
