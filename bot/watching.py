"""Watching a folder: which of its files are policies, when each is whole, and what to do when the folder is away."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePath
from threading import Event
from typing import Protocol

from corpus.document import Value
from corpus.readers import READERS
from corpus.readers.limits import MOST_BYTES

REST = 2.0
"""Seconds for which a file has to lie untouched before it counts as whole."""
TICK = 0.5
"""Seconds between two looks at files that are not whole yet, and at whether the folder is still there."""
SWEEP = 60.0
"""Seconds after which the whole folder is looked through even if the system has told of no change."""
AGAIN = 30.0
"""Seconds after which a file is tried again that could not be opened or kept."""

_PASSING = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".lnk", ".ini", ".db")
"""Endings of what programs and the system put beside the files that people keep."""
_HIDDEN = ("~", ".", "$")
_CONFLICT = re.compile(
    r"conflicted copy|sync-conflict|\bconflict(?:ed)?\s+\d|[(\[]conflict|'s conflict", re.IGNORECASE
)
"""What Dropbox, Syncthing, Drive and others write into the name of a second version of a file."""
_COPY = re.compile(
    r"(?P<plain>.+?)(?:(?i: ?\(\d{1,2}\)| - copy(?: \(\d+\))?)|-(?:DESKTOP|LAPTOP|PC|WIN|SURFACE)-?[A-Z0-9-]*)"
)
"""What a copy is called beside the file it is of: a number, "Copy", or as OneDrive does the computer's name."""


class Kind(StrEnum):
    """What a file in a watched folder is."""

    policy = "policy"
    conflict = "conflict"
    other = "other"
    passing = "passing"


class Mark(Value):
    """What a file looks like from outside: if any of it differs, it was written to."""

    size: int
    changed_ns: int
    node: int


class Away(StrEnum):
    """Whether the folder can be looked into."""

    gone = "gone"
    back = "back"


class Keeper(Protocol):
    """What is done with what is found in a folder."""

    def whole(self, path: Path, data: bytes, fresh: bool) -> bool:
        """Take a policy file that is whole; False where it could not be kept and has to come again.

        `fresh`: it came, or was changed, while the folder was watched.
        """

    def left(self, path: Path, kind: Kind) -> None:
        """Take note of a file that is not read, for what it is."""

    def unopened(self, path: Path, fault: OSError) -> None:
        """Take note of a file that cannot be opened now."""

    def away(self, state: Away) -> None:
        """Take note that the folder is away, or back."""


def kind(path: PurePath, beside: Mapping[str, object]) -> Kind:
    """What a file is by its name, and by the names that lie beside it."""
    name = path.name
    if name.startswith(_HIDDEN) or path.suffix.lower() in _PASSING:
        return Kind.passing
    copy = _COPY.fullmatch(path.stem)
    if _CONFLICT.search(path.stem) or (copy and f"{copy['plain']}{path.suffix}" in beside):
        return Kind.conflict
    return Kind.policy if path.suffix.lower() in READERS else Kind.other


@dataclass
class _Seen:
    """A file as it was last seen, since when it has looked so, and what has been done about that."""

    mark: Mark
    since: float
    fresh: bool
    done: bool = False
    digest: str = ""
    told: bool = False


@dataclass
class Watch:
    """Looks through one folder, and gives its keeper each policy file once it is whole; `rest` is in seconds.

    With `depth` 2 its folders are looked through too, one deep.
    """

    folder: Path
    keeper: Keeper
    depth: int = 1
    rest: float = REST
    poll: float = 0.0
    clock: Callable[[], float] = time.monotonic
    _files: dict[Path, _Seen] = field(default_factory=dict)
    _swept: float = float("-inf")
    _begun: bool = False

    def run(self, stop: Event, tick: float = TICK) -> None:
        """Look, and go on looking until `stop` is set; a folder that vanishes is waited for."""
        away = False
        while not stop.is_set():
            place = self._place()
            if place is None:
                if not away:
                    self.keeper.away(Away.gone)
                away = True
                stop.wait(tick)
                continue
            if away:
                self.keeper.away(Away.back)
                away = False
            self.look(stop)
            # What came after that look and before the system was asked to tell, it does not tell of.
            due = True
            try:
                for changes in self._changes(stop, tick):
                    if self._place() != place:
                        break
                    if due or changes or self.waiting or self.clock() - self._swept >= SWEEP:
                        self.look(stop)
                    due = False
            except (OSError, RuntimeError):
                # The folder went while it was being opened, or the system has no notifications left to give.
                stop.wait(tick)

    def _changes(self, stop: Event, tick: float) -> Iterator[object]:
        """What the system tells has changed, and nothing every so often where it tells of nothing."""
        from watchfiles import watch

        return watch(
            self.folder,
            watch_filter=None,
            debounce=200,
            stop_event=stop,
            rust_timeout=max(1, int(tick * 1000)),
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=True if self.poll else None,
            poll_delay_ms=int(self.poll * 1000) or 300,
            recursive=self.depth > 1,
            ignore_permission_denied=True,
        )

    @property
    def waiting(self) -> bool:
        """Whether files were seen that are not dealt with yet."""
        return any(not each.done for each in self._files.values())

    def look(self, stop: Event | None = None) -> None:
        """Look through the folder once: what has rested long enough is read, until `stop` is set."""
        now = self._swept = self.clock()
        found = dict(self._found())
        for path in self._files.keys() - found.keys():
            del self._files[path]
        for path, mark in sorted(found.items()):
            if stop is not None and stop.is_set():
                return
            seen = self._files.get(path)
            if seen is None or seen.mark != mark:
                digest = seen.digest if seen else ""
                self._files[path] = _Seen(mark, now, fresh=self._begun, digest=digest)
                continue
            if not seen.done and now - seen.since >= self.rest:
                self._deal_with(path, seen, found)
        self._begun = True

    def _deal_with(self, path: Path, seen: _Seen, found: Mapping[Path, Mark]) -> None:
        what = kind(path, {each.name: each for each in found if each.parent == path.parent})
        if what is not Kind.policy:
            seen.done = True
            self.keeper.left(path, what)
            return
        try:
            data = _read(path)
            after = _mark(path)
        except OSError as fault:
            self._later(seen)
            if not seen.told:
                self.keeper.unopened(path, fault)
            seen.told = True
            return
        if after != seen.mark:
            return  # it is being written to; the next look starts anew
        digest = hashlib.sha256(data).hexdigest()
        # A client that only touches a file has not changed it.
        if digest == seen.digest or self.keeper.whole(path, data, seen.fresh):
            seen.done, seen.digest = True, digest
        else:
            self._later(seen)

    def _later(self, seen: _Seen) -> None:
        seen.since = self.clock() + AGAIN - self.rest

    def _found(self) -> Iterator[tuple[Path, Mark]]:
        """The files that are there and no passing ones, with what each looks like; links to elsewhere are none."""
        folders = [self.folder]
        with suppress(OSError):
            if self.depth > 1:
                folders += [each for each in self.folder.iterdir() if each.is_dir() and not _is_hidden(each)]
        for folder in folders:
            with suppress(OSError):
                for path in folder.iterdir():
                    if kind(path, {}) is Kind.passing:
                        continue
                    with suppress(OSError):
                        if path.is_file():
                            yield path, _mark(path)

    def _place(self) -> tuple[int, int] | None:
        """Which folder it is: another one of the same name is another; None where there is none."""
        try:
            found = self.folder.stat()
            return (found.st_dev, found.st_ino) if self.folder.is_dir() else None
        except OSError:
            return None


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(_HIDDEN)


def _mark(path: Path) -> Mark:
    found = path.stat()
    return Mark(size=found.st_size, changed_ns=found.st_mtime_ns, node=found.st_ino)


def _read(path: Path) -> bytes:
    """The bytes of a file; of one that is too large only so many that its reader refuses it."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
