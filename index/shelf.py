"""The shelf: the folder of parts, each file named by its SHA-256 and shared by all snapshots that hold it."""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index import keeping
from index.errors import DamagedSnapshot
from index.manifest import Listed
from index.part import Part, name_of

PARTS = "parts"
Seen = tuple[int, int, int]


class Shelf:
    """The parts under one folder of snapshots.

    A file is compared with its name when it is first read in a process, and again only where it has been
    touched since. It is read whole into memory, never mapped: one that is cut short later can do no harm.
    """

    _open: dict[Path, tuple[weakref.ref[Part], Seen]] = {}  # noqa: RUF012 -- shared by all shelves of the process
    _compared: dict[Path, Seen] = {}  # noqa: RUF012 -- likewise
    _lock = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._beside = folder
        self._folder = folder / PARTS

    def open(self, listed: Sequence[Listed], whole: bool = True) -> list[Part]:
        """Open parts, their tokens too if `whole`; raises DamagedSnapshot for the first that is not whole.

        Of tokens that are left for later it is only looked whether they are there, as long as they should be.
        """
        workers = min(4, os.cpu_count() or 1, len(listed))
        if workers < 2:
            return [self._one(each, whole) for each in listed]
        with ThreadPoolExecutor(workers) as pool:  # reading and hashing let other threads run
            return list(pool.map(lambda each: self._one(each, whole), listed))

    def faults(self, listed: Iterable[Listed]) -> dict[Listed, str]:
        """Read parts again from the disk and say what is wrong with those that are not whole."""
        found = {}
        for each in listed:
            try:
                self._read(each.part, each.label.policy)
                self._read(each.label.tokens, each.label.policy)
            except DamagedSnapshot as fault:
                found[each] = str(fault)
        return found

    @contextlib.contextmanager
    def keeping(self, parts: Sequence[Part]) -> Iterator[None]:
        """Write the parts that are not here whole yet, while the lock is held, for what is then done with them.

        Where either fails, none of the files that were written is left.
        """
        self._folder.mkdir(exist_ok=True)
        written: list[Path] = []
        try:
            for part in parts:
                for name, data in ((part.label.tokens, part.tokens), (part.name, part)):
                    path = self._folder / name
                    if not self._holds(path, part):
                        keeping.write(path, data.data, self._beside)
                        written.append(path)
                        self._note(path)
                self._remember(part, self._folder / part.name)
            if written:
                keeping.flush(self._folder)
                keeping.flush(self._beside)
            yield
        except BaseException:
            for path in written:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise

    def clear(self, needed: Collection[str]) -> int:
        """Remove the files that are not `needed`, and tell how many bytes that freed; the lock is held."""
        if not self._folder.is_dir():
            return 0
        freed = 0
        for path in self._folder.iterdir():
            if path.name not in needed:
                freed += path.stat().st_size
                path.unlink()
        return freed

    def _one(self, listed: Listed, whole: bool) -> Part:
        path, label = self._folder / listed.part, listed.label
        part = self._known(path)
        if part is None:
            try:
                part = Part(
                    self._read(listed.part, label.policy), lambda name: self._read(name, label.policy)
                )
            except ValueError as fault:
                raise _damaged(label.policy, path, "cannot be understood") from fault
            self._remember(part, path)
        if part.label != label:
            raise _damaged(label.policy, path, "is not what its list says")
        tokens = self._folder / label.tokens
        seen = _seen(tokens)
        if seen is None or seen[1] != label.size:
            raise _damaged(label.policy, tokens, "is missing" if seen is None else "was altered")
        if whole:
            if self._compared.get(tokens) != seen:
                part.tokens.renewed(self._read(label.tokens, label.policy))
            _ = part.tokens.data
        return part

    def _read(self, name: str, policy: str) -> bytes:
        """Read a file and compare it with its name."""
        path = self._folder / name
        seen = _seen(path)
        try:
            data = path.read_bytes()
        except OSError as fault:
            how = "is missing" if isinstance(fault, FileNotFoundError) else "cannot be read"
            raise _damaged(policy, path, how) from fault
        if name_of(data) != name:
            raise _damaged(policy, path, "was altered")
        if seen is not None:
            self._compared[path] = seen
        return data

    def _holds(self, path: Path, part: Part) -> bool:
        """Whether a file of a part is here whole: untouched since it was compared with its name, or compared now."""
        if path in self._compared and self._compared[path] == _seen(path):
            return True
        try:
            self._read(path.name, part.label.policy)
        except DamagedSnapshot:
            return False
        return True

    def _known(self, path: Path) -> Part | None:
        """The part that was opened from this file, if somebody still has it and nobody touched the file since."""
        with self._lock:
            held, seen = self._open.get(path, (None, None))
        part = held() if held is not None else None
        return part if part is not None and seen == _seen(path) else None

    def _remember(self, part: Part, path: Path) -> None:
        """Share a part with whoever opens it next, unless another is shared already."""
        seen, kept = _seen(path), self._open

        def forget(gone: weakref.ref[Part]) -> None:
            # Without the lock: what lets go of a part may be the work of whoever holds it.
            if kept.get(path, (None,))[0] is gone:
                kept.pop(path, None)

        if seen is not None and self._known(path) is None:
            with self._lock:
                kept[path] = (weakref.ref(part, forget), seen)

    def _note(self, path: Path) -> None:
        """Note that a file is what its name says."""
        seen = _seen(path)
        if seen is not None:
            self._compared[path] = seen


def _seen(path: Path) -> Seen | None:
    """What tells a file from what it was before: its number, size and time; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _damaged(policy: str, path: Path, how: str) -> DamagedSnapshot:
    return DamagedSnapshot(f"The part of “{policy}” in {path} {how}. Publish again to build it anew.")
