"""Keeping a file: there whole or not at all, whenever the process dies or the disk is full."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

LOCK = ".lock"
WRITING = ".writing-"


def write(path: Path, data: bytes, beside: Path) -> None:
    """Write a file under another name in the folder `beside`, have it flushed to the disk, and give it its name.

    Where that fails, nothing is left of it. Whoever lists the file's folder next flushes that (see `flush`).
    """
    handle, name = tempfile.mkstemp(prefix=WRITING, dir=beside)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary = Path(name)
        temporary.chmod(0o644)  # as any other file: mkstemp shuts others out
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def flush(folder: Path) -> None:
    """Have the system write a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one that writes in a folder, and sweep up what a dead writer left there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the process dies
        sweep(folder)
        try:
            yield
        finally:
            sweep(folder)


def sweep(folder: Path) -> None:
    """Remove what is half written; only who holds the lock may, for then it has no writer any more."""
    for leftover in folder.glob(f"{WRITING}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                leftover.unlink()
