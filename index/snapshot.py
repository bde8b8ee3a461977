"""Snapshots: immutable indexes named by their contents, and the folder that keeps them."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.document import Audience, Clause, Document
from index.errors import DamagedSnapshot, OutdatedSnapshot, UnknownSnapshot
from index.passages import units
from index.tables import Tables

FORMAT = 2
MANIFEST = "manifest.json"
DOCUMENTS = "documents.json"
CLAUSES = "clauses.json"
LOCK = ".lock"
WRITING = ".writing-"
_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_CLAUSES = TypeAdapter(tuple[Clause, ...])
_AUDIENCES = tuple(Audience)
_ID = re.compile("[0-9a-f]{32}")


class Manifest(BaseModel):
    """What a snapshot's folder holds: its identity and the SHA-256 of every file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    id: str
    organisation: str
    encoder: str
    built_at: dt.datetime
    files: dict[str, str]


@dataclass(frozen=True)
class Snapshot:
    """One organisation's documents and clauses as they were when `built_at`, and how they are found.

    `id` is a hash of organisation, encoder, documents and clauses; `encoder` the encoder's name.
    `tables` hold the numbers of `units`, the whole printed units among the clauses, in their order.
    """

    id: str
    organisation: str
    encoder: str
    built_at: dt.datetime
    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    tables: Tables

    def clause(self, id: str) -> Clause:
        """Give the clause of that id; raises KeyError where there is none."""
        return self._clauses[id]

    def __contains__(self, id: str) -> bool:
        """Tell whether there is a clause of that id."""
        return id in self._clauses

    def document(self, id: str) -> Document:
        """Give the document of that id; raises KeyError where there is none."""
        return self._documents[id]

    @cached_property
    def units(self) -> tuple[Clause, ...]:
        """The whole printed units, in the order of the tables."""
        return units(self.clauses)

    def heard_by(
        self, audiences: frozenset[Audience], policies: frozenset[str] = frozenset()
    ) -> NDArray[np.bool_]:
        """Tell which units speak to any of `audiences`, or to all: bool (units,).

        Where `audiences` holds Audience.all, every unit does. Only those of `policies`, where there are any.
        """
        if policies:
            theirs = np.array([unit.policy in policies for unit in self.units], np.bool_)
            own: NDArray[np.bool_] = theirs & self.heard_by(audiences)
            return own
        if Audience.all in audiences:
            return np.ones(len(self.units), np.bool_)
        mask = sum(1 << _AUDIENCES.index(audience) for audience in audiences | {Audience.all})
        heard: NDArray[np.bool_] = (self._audience_bits & mask) != 0
        return heard

    @cached_property
    def _audience_bits(self) -> NDArray[np.int32]:
        bits = [sum(1 << _AUDIENCES.index(one) for one in set(unit.audience)) for unit in self.units]
        return np.array(bits, np.int32)

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}


def snapshot_id(
    organisation: str, encoder: str, documents: Sequence[Document], clauses: Sequence[Clause]
) -> str:
    """Name a snapshot by its contents, as 32 hexadecimal digits."""
    return _name(
        organisation, encoder, _DOCUMENTS.dump_json(tuple(documents)), _CLAUSES.dump_json(tuple(clauses))
    )


class Snapshots:
    """A folder of snapshots, each a folder named by its id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ids(self) -> tuple[str, ...]:
        """Name the snapshots kept here, in alphabetical order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"[!.]*/{MANIFEST}")))

    def save(self, snapshot: Snapshot) -> str:
        """Keep a snapshot and return its id; a no-op where it is kept already and intact.

        It is written to a temporary folder, flushed to the disk and renamed into place, so that a
        snapshot is there whole or not at all, whenever the process dies.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / snapshot.id
        with self._locked():
            self._sweep()
            if target.exists():
                try:
                    _verified(target)
                except DamagedSnapshot:
                    target.rename(tempfile.mkdtemp(prefix=WRITING, dir=self.folder))
                else:
                    return snapshot.id
            temporary = Path(tempfile.mkdtemp(prefix=WRITING, dir=self.folder))
            _write(snapshot, temporary)
            temporary.rename(target)
            _flush(self.folder)
            self._sweep()
        return snapshot.id

    def open(self, id: str) -> Snapshot:
        """Open a snapshot by memory map, after comparing every file with its SHA-256.

        Raises UnknownSnapshot where it is not kept here, DamagedSnapshot where it is not whole,
        OutdatedSnapshot where it is of an earlier form.
        """
        folder = self.folder / id
        if not _ID.fullmatch(id) or not folder.is_dir():
            raise UnknownSnapshot(f"There is no snapshot {id!r} in {self.folder}. Publish to build one.")
        manifest = _verified(folder)
        try:
            return Snapshot(
                id=manifest.id,
                organisation=manifest.organisation,
                encoder=manifest.encoder,
                built_at=manifest.built_at,
                documents=_DOCUMENTS.validate_json((folder / DOCUMENTS).read_bytes()),
                clauses=_CLAUSES.validate_json((folder / CLAUSES).read_bytes()),
                tables=Tables.load(folder),
            )
        except (ValidationError, ValueError, OSError, RuntimeError) as fault:
            raise _damaged(folder, "cannot be read") from fault

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the process dies
            yield

    def _sweep(self) -> None:
        # Whoever writes holds the lock, and we hold it: what is half written has no writer any more.
        for leftover in self.folder.glob(f"{WRITING}*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _name(organisation: str, encoder: str, documents: bytes, clauses: bytes) -> str:
    parts = (organisation.encode(), encoder.encode(), documents, clauses)
    hashes = "\n".join(hashlib.sha256(part).hexdigest() for part in parts)
    return hashlib.sha256(f"{FORMAT}\n{hashes}".encode()).hexdigest()[:32]


def _write(snapshot: Snapshot, folder: Path) -> None:
    (folder / DOCUMENTS).write_bytes(_DOCUMENTS.dump_json(snapshot.documents))
    (folder / CLAUSES).write_bytes(_CLAUSES.dump_json(snapshot.clauses))
    snapshot.tables.save(folder)
    manifest = Manifest(
        format=FORMAT,
        id=snapshot.id,
        organisation=snapshot.organisation,
        encoder=snapshot.encoder,
        built_at=snapshot.built_at,
        files={path.relative_to(folder).as_posix(): _sha256(path) for path in _files(folder)},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    folder.chmod(0o755)  # as any other folder: mkdtemp shuts others out
    for path in (*_files(folder), *(path for path in folder.rglob("*") if path.is_dir()), folder):
        _flush(path)


def _verified(folder: Path) -> Manifest:
    """Read the manifest and compare every file with it; raises DamagedSnapshot."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as fault:
        raise _damaged(folder, "has no manifest") from fault
    except (ValidationError, OSError) as fault:
        raise _damaged(folder, "has a manifest that cannot be read") from fault
    if manifest.format != FORMAT:
        raise OutdatedSnapshot(
            f"The snapshot in {folder} is of form {manifest.format}, not {FORMAT}. Publish again."
        )
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise _damaged(folder, f"lacks its file {name}")
        if _sha256(path) != expected:
            raise _damaged(folder, f"holds a file that was altered: {name}")
    if not {DOCUMENTS, CLAUSES} <= manifest.files.keys():
        raise _damaged(folder, "does not list its documents and clauses")
    contents = ((folder / name).read_bytes() for name in (DOCUMENTS, CLAUSES))
    if folder.name != manifest.id or _name(manifest.organisation, manifest.encoder, *contents) != manifest.id:
        raise _damaged(folder, "does not hold what its name says")
    return manifest


def _damaged(folder: Path, how: str) -> DamagedSnapshot:
    return DamagedSnapshot(f"The snapshot in {folder} {how}. Publish again to build it anew.")


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's entries to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
