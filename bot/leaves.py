"""Leaves: the printed pages of a policy's PDF as pictures, drawn apart from this process and kept for a while."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path

from cachetools import LRUCache

from corpus.document import Value

KEPT = 48
"""Pictures that are kept."""

AT_ONCE = 2
"""Pages that are drawn at once."""

SECONDS = 20
"""Seconds that a page is waited for."""

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
        self._lock = threading.Lock()
        self._drawing = threading.Semaphore(AT_ONCE)

    def leaf(self, data: bytes, number: int) -> Leaf:
        """The page of that number, from 1, of a PDF; raises NotDrawn."""
        key = (hashlib.sha256(data).hexdigest(), number)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        with self._drawing:
            made = _drawn(data, number)
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
