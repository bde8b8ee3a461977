"""Snapshots: immutable indexes named by their contents, and the folder that keeps them."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Audience, Clause, Document, Value
from index import keeping, manifest
from index.errors import DamagedSnapshot, IndexFault, OutdatedSnapshot
from index.lexicon import Lexicon
from index.manifest import MANIFEST, Listed, Manifest, id_of
from index.part import FORMAT, Part, contents, mask
from index.shelf import Shelf
from index.tables import Tables


@dataclass(frozen=True)
class Snapshot:
    """One organisation's documents and clauses as they were when `built_at`, and how they are found.

    `id` is a hash of organisation, encoder, documents and clauses; `encoder` the encoder's name. The units, which
    are the whole printed ones among the clauses, have the same order everywhere.
    """

    id: str
    organisation: str
    encoder: str
    built_at: dt.datetime
    parts: tuple[Part, ...]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All documents; reading them takes its time where there are many."""
        return tuple(part.document for part in self.parts)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses; reading them takes its time where there are many."""
        return tuple(chain.from_iterable(part.clauses for part in self.parts))

    @cached_property
    def units(self) -> tuple[Clause, ...]:
        """The whole printed units, in the order of the tables; reading them takes its time where there are many."""
        return tuple(chain.from_iterable(part.units for part in self.parts))

    @property
    def size(self) -> int:
        """How many units there are."""
        return self.tables.units

    @cached_property
    def tables(self) -> Tables:
        """The numbers of the units."""
        return Tables([part.table for part in self.parts], Lexicon([part.terms for part in self.parts]))

    def unit(self, place: int) -> Clause:
        """Give the unit at a place of the tables."""
        number = int(np.searchsorted(self._begins, place, side="right")) - 1
        return self.parts[number].units[place - int(self._begins[number])]

    def units_of(self, policy: str) -> tuple[Clause, ...]:
        """Give the whole printed units of one policy; none where it is not in here."""
        return tuple(chain.from_iterable(part.units for part in self.parts if part.label.policy == policy))

    def digest_of(self, policy: str) -> str | None:
        """Name what a policy says here: equal where document, clauses and encoder are. None where it is not in here."""
        found = [part.label.contents for part in self.parts if part.label.policy == policy]
        return "+".join(found) or None

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The policies, in the order of the documents."""
        return tuple(dict.fromkeys(part.label.policy for part in self.parts))

    def clause(self, id: str) -> Clause:
        """Give the clause of that id; raises KeyError where there is none."""
        part = self._clauses[id]
        return part.clauses[part.places[id]]

    def __contains__(self, id: str) -> bool:
        """Tell whether there is a clause of that id."""
        return id in self._clauses

    def document(self, id: str) -> Document:
        """Give the document of that id; raises KeyError where there is none."""
        return self._documents[id].document

    def heard_by(
        self, audiences: frozenset[Audience], policies: frozenset[str] = frozenset()
    ) -> NDArray[np.bool_]:
        """Tell which units speak to any of `audiences`, or to all: bool (units,).

        Where `audiences` holds Audience.all, every unit does. Only those of `policies`, where there are any.
        """
        heard = np.ones(self.size, np.bool_)
        if Audience.all not in audiences:
            heard &= (self._audiences & mask(audiences | {Audience.all})) != 0
        if policies:
            theirs = np.array([part.label.policy in policies for part in self.parts], np.bool_)
            heard &= np.repeat(theirs, np.diff(self._begins))
        return heard

    @cached_property
    def _begins(self) -> NDArray[np.int64]:
        """The place of each part's first unit, and the end."""
        return np.cumsum([0, *(len(part.audiences) for part in self.parts)], dtype=np.int64)

    @cached_property
    def _audiences(self) -> NDArray[np.int32]:
        return np.concatenate([np.zeros(0, np.int32), *(part.audiences for part in self.parts)])

    @cached_property
    def _clauses(self) -> dict[str, Part]:
        return {id: part for part in self.parts for id in part.places}

    @cached_property
    def _documents(self) -> dict[str, Part]:
        return {part.label.document_id: part for part in self.parts}


def snapshot_id(
    organisation: str, encoder: str, documents: Sequence[Document], clauses: Sequence[Clause]
) -> str:
    """Name a snapshot by its contents, as 32 hexadecimal digits."""
    theirs: dict[str, list[Clause]] = {document.id: [] for document in documents}
    for clause in clauses:
        theirs.setdefault(clause.document_id, []).append(clause)
    said = [contents(encoder, document, theirs[document.id]) for document in documents]
    return id_of(organisation, encoder, said)


class Pruned(Value):
    """What was cleared away: the ids of the snapshots, and the bytes of the parts that only they needed."""

    snapshots: tuple[str, ...]
    bytes: int


class Snapshots:
    """A folder of snapshots, each a folder named by its id, and of their parts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shelf = Shelf(folder)

    def ids(self) -> tuple[str, ...]:
        """Name the snapshots kept here, in alphabetical order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"[!.]*/{MANIFEST}")))

    def save(self, snapshot: Snapshot) -> str:
        """Keep a snapshot and return its id, writing only the parts that are not kept here yet.

        The parts are flushed to the disk before the list of them is there, so that a snapshot is there whole or
        not at all, whenever the process dies. Where the disk is full or may not be written, OSError is raised and nothing of it is left.
        """
        listed = _listing(snapshot)
        with keeping.locked(self.folder):
            target = self.folder / snapshot.id
            with self._shelf.keeping(snapshot.parts):
                if not target.exists():
                    self._write(listed, target)
                elif not self._lists(listed):
                    keeping.write(target / MANIFEST, _written(listed), target)
            # From here on it is there, so its parts stay, whatever becomes of the flushing.
            keeping.flush(target)
            keeping.flush(self.folder)
        return snapshot.id

    def open(self, id: str, whole: bool = True) -> Snapshot:
        """Open a snapshot, after comparing every file with its SHA-256, once a process.

        If not `whole`, the tokens of a part, which are most of it, are read and compared only when they are first asked for; what
        is wrong with them is raised there. Raises UnknownSnapshot where the snapshot is not kept here, DamagedSnapshot
        where it is not whole, OutdatedSnapshot where it is of an earlier form.
        """
        listed = manifest.read(self.folder, id)
        return Snapshot(
            id=listed.id,
            organisation=listed.organisation,
            encoder=listed.encoder,
            built_at=listed.built_at,
            parts=tuple(self._shelf.open(listed.parts, whole)),
        )

    def parts(self, encoder: str, sources: Collection[str]) -> dict[str, Part]:
        """Open the parts that were made from these sources for this encoder, wherever a snapshot kept here holds one."""
        found: dict[str, Part] = {}
        for listed in self._listed(sources):
            source = listed.label.source
            if source in sources and source not in found and listed.label.encoder == encoder:
                with contextlib.suppress(DamagedSnapshot):
                    (found[source],) = self._shelf.open([listed])
        return found

    def verify(self) -> dict[str, str]:
        """Read everything again from the disk, and say of each snapshot that is not whole what is wrong, by id.

        One of an earlier form is no fault: it is built anew when it is next needed.
        """
        wrong, whole = {}, []
        for id in manifest.ids(self.folder):
            try:
                whole.append(manifest.read(self.folder, id))
            except OutdatedSnapshot:
                continue
            except IndexFault as fault:
                wrong[id] = str(fault)
        faults = self._shelf.faults({each for listed in whole for each in listed.parts})
        for listed in whole:
            first = next((faults[each] for each in listed.parts if each in faults), None)
            if first is not None:
                wrong[listed.id] = first
        return wrong

    def prune(self, keep: Collection[str]) -> Pruned:
        """Remove the snapshots that are not in `keep`, and the parts that none of those needs.

        Whoever writes is waited for. No part is removed where the list of a snapshot to keep cannot be read.
        """
        if not self.folder.is_dir():
            return Pruned(snapshots=(), bytes=0)
        with keeping.locked(self.folder):
            gone = tuple(id for id in manifest.ids(self.folder) if id not in keep)
            for id in gone:
                aside = Path(tempfile.mkdtemp(prefix=keeping.WRITING, dir=self.folder))
                (self.folder / id).rename(aside / id)  # gone at once, whenever the process dies
                shutil.rmtree(aside, ignore_errors=True)
            needed = set()
            for id in manifest.ids(self.folder):
                try:
                    listed = manifest.read(self.folder, id)
                    needed |= {name for each in listed.parts for name in (each.part, each.label.tokens)}
                except OutdatedSnapshot:
                    continue
                except IndexFault:
                    return Pruned(snapshots=gone, bytes=0)
            return Pruned(snapshots=gone, bytes=self._shelf.clear(needed))

    def _write(self, listed: Manifest, target: Path) -> None:
        """Write a snapshot's folder beside the others and move it to its place."""
        temporary = Path(tempfile.mkdtemp(prefix=keeping.WRITING, dir=self.folder))
        keeping.write(temporary / MANIFEST, _written(listed), temporary)
        temporary.chmod(0o755)  # as any other folder: mkdtemp shuts others out
        temporary.rename(target)

    def _lists(self, listed: Manifest) -> bool:
        """Whether the list that is kept of a snapshot is whole and names the same parts."""
        try:
            return manifest.read(self.folder, listed.id).parts == listed.parts
        except IndexFault:
            return False

    def _listed(self, sources: Collection[str]) -> Iterator[Listed]:
        """What the snapshots kept here list, of those whose lists can be read and name one of these sources."""
        wanted = [source.encode() for source in sources]
        for id in manifest.ids(self.folder):
            with contextlib.suppress(OSError, IndexFault):
                written = (self.folder / id / MANIFEST).read_bytes()
                if any(source in written for source in wanted):
                    yield from manifest.read(self.folder, id).parts


def _written(listed: Manifest) -> bytes:
    return listed.model_dump_json(indent=1).encode()


def _listing(snapshot: Snapshot) -> Manifest:
    return Manifest(
        format=FORMAT,
        id=snapshot.id,
        organisation=snapshot.organisation,
        encoder=snapshot.encoder,
        built_at=snapshot.built_at,
        parts=tuple(Listed(label=part.label, part=part.name) for part in snapshot.parts),
    )
