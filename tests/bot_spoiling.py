"""Ways in which an index comes to harm, done to its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _replace(path: Path, data: bytes) -> None:
    """Put other bytes in a file's place, as a disk's repair or a copy that went wrong does."""
    other = path.with_name(path.name + ".other")
    other.write_bytes(data)
    other.replace(path)


def truncated(folder: Path) -> None:
    """Cut every file in half."""
    for path in _files(folder):
        _replace(path, path.read_bytes()[: path.stat().st_size // 2])


def altered(folder: Path) -> None:
    """Turn one bit of every file."""
    for path in _files(folder):
        data = bytearray(path.read_bytes())
        if data:
            data[len(data) // 2] ^= 1
            _replace(path, bytes(data))


def emptied(folder: Path) -> None:
    """Leave every file empty."""
    for path in _files(folder):
        _replace(path, b"")


def missing(folder: Path) -> None:
    """Take every file away, and leave the folders."""
    for path in _files(folder):
        path.unlink()


def gone(folder: Path) -> None:
    """Take the folder away."""
    shutil.rmtree(folder)


HARMS: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (truncated, altered, emptied, missing, gone)
}
