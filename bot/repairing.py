"""Repairing: what answers where an index is damaged or not on this machine, and how it is written anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence

import structlog

from bot import revision_phrases as phrases
from bot.errors import FolderUnavailable, IndexDamaged, VerificationFailed
from bot.people import Organisation
from bot.phrases import counted
from bot.records import State
from bot.store import Store
from corpus.document import Document, Value
from index.encoder import Encoder
from index.errors import IndexFault, OutdatedSnapshot, UnknownSnapshot
from index.snapshot import Snapshot, Snapshots

TRIED = 8
"""Other indexes that are opened, at most, to take from them what is encoded already."""

LEFT = ".writing-*"
"""What is half written in the folder of the indexes: its writer is at it, or was stopped."""

Progress = Callable[[int, int], None]


class Repaired(Value):
    """One thing that was put in order: whose it was, and a sentence on what was done."""

    what: str
    said: str


def quiet(_done: int, _of: int) -> None:
    """Show no progress."""


def standing_in(
    store: Store, snapshots: Snapshots, encoder: Encoder, organisation: Organisation, fault: Exception
) -> Snapshot:
    """What answers for an organisation whose index cannot be opened, from what is stored; its id may be another.

    A damaged index is left as it lies, for `quoth doctor --repair`; one that is of an earlier form, or was published on
    another machine, is built and kept here. Raises VerificationFailed where what is stored is not what was published,
    and IndexDamaged where no index can be made of it.
    """
    elsewhere = isinstance(fault, UnknownSnapshot | OutdatedSnapshot)
    log = structlog.get_logger()
    if not elsewhere:
        log.error(
            "an index is damaged", organisation=organisation.short, snapshot=organisation.snapshot,
            error=type(fault).__name__,
        )  # fmt: skip
    built = built_anew(store, snapshots, encoder, organisation)
    if elsewhere:
        try:
            snapshots.save(built)
        except OSError as full:
            # It answers all the same; the next process builds it again.
            log.error(
                "an index could not be kept", organisation=organisation.short, error=type(full).__name__
            )
    return built


def built_anew(
    store: Store,
    snapshots: Snapshots,
    encoder: Encoder,
    organisation: Organisation,
    progress: Progress = quiet,
) -> Snapshot:
    """The index of what an organisation has in force, from the stored documents; only what no other index holds is encoded.

    Raises VerificationFailed and IndexDamaged.
    """
    from index.build import build  # cutting is slow to import, and seldom needed to answer

    documents = in_force(store, organisation)
    try:
        held = _another(store, snapshots, encoder, organisation)
        return build(organisation.short, documents, encoder, held, progress, snapshots)
    except (IndexFault, ValueError) as fault:
        raise IndexDamaged(organisation=organisation.name, why=reason(fault)) from fault


def in_force(store: Store, organisation: Organisation) -> tuple[Document, ...]:
    """The documents that an organisation's index was built from, each proved to be what was published.

    Raises VerificationFailed for the first that is missing or altered.
    """
    ids = _published(store, organisation)
    stored = store.stored_documents(organisation.short, ids)
    held = store.publications.revisions(
        organisation.short, [each for each in State if each is not State.draft]
    )
    keys = {each.document_id: each.key for each in held}
    for id in ids:
        if id not in keys or not stored[id].intact:
            raise VerificationFailed(document=id)
    found = []
    for id in ids:
        (document,) = store.publications.documents(organisation.short, [keys[id]])
        if document.id != id:
            raise VerificationFailed(document=id)
        found.append(document)
    return tuple(found)


def _published(store: Store, organisation: Organisation) -> Sequence[str]:
    """The ids of the documents that the publication put in force which answers."""
    for each in reversed(store.publications.all(organisation.short)):
        if each.snapshot == organisation.snapshot:
            return each.documents
    return [each.document_id for each in store.publications.revisions(organisation.short, (State.published,))]


def tallies(store: Store, organisation: Organisation) -> bool:
    """Whether what is in force is what was published last, and the pointer is where that publication put it."""
    # Somebody may publish between two looks, never between all.
    return any(_tallies(store, organisation.short) for _ in range(3))


def _tallies(store: Store, short: str) -> bool:
    pointer = store.current_snapshot(short)
    history = store.publications.all(short)
    held = store.publications.revisions(short, (State.published,))
    published = {each.document_id for each in held}
    if not history:
        return pointer is None and not published
    return history[-1].snapshot == pointer and set(history[-1].documents) == published


def _another(
    store: Store, snapshots: Snapshots, encoder: Encoder, organisation: Organisation
) -> Snapshot | None:
    """The newest index of an organisation that can be opened, besides the one that answers; None where there is none."""
    history = [
        each.snapshot for each in reversed(store.publications.all(organisation.short)) if each.snapshot
    ]
    kept = snapshots.ids()
    ordered = dict.fromkeys([*(each for each in history if each in kept), *kept])
    ordered.pop(organisation.snapshot or "", None)
    for id in list(ordered)[:TRIED]:
        try:
            found = snapshots.open(id)
        except (IndexFault, OSError):
            continue
        if found.organisation == organisation.short and found.encoder == encoder.name:
            return found
    return None


def reason(fault: Exception | str) -> str:
    """What is wrong, without what to do next, which the error around it says."""
    said = str(fault).split(". ")[0].rstrip(".")
    return said[:1].lower() + said[1:]


def save(snapshots: Snapshots, snapshot: Snapshot) -> str:
    """Keep an index and return its id; raises FolderUnavailable where the disk is full or may not be written."""
    try:
        return snapshots.save(snapshot)
    except OSError as fault:
        path = str(fault.filename or snapshots.folder)
        raise FolderUnavailable(path=path, why=(fault.strerror or type(fault).__name__).lower()) from fault


def fault_of(snapshots: Snapshots, organisation: Organisation) -> Exception | None:
    """What is wrong with the index that answers for an organisation; None where it is whole, or of an earlier form."""
    if organisation.snapshot is None:
        return None
    try:
        snapshots.open(organisation.snapshot)
    except OutdatedSnapshot:
        return None
    except (IndexFault, OSError) as fault:
        return fault
    return None


def spoilt(snapshots: Snapshots) -> dict[str, str]:
    """What is wrong with each index that is kept and is not whole, by its id; everything is read again from the disk."""
    return {id: reason(fault) for id, fault in snapshots.verify().items()}


def leftovers(snapshots: Snapshots) -> int:
    """How many things lie half written in the folder of the indexes."""
    return len(list(snapshots.folder.glob(LEFT)))


def repair(
    store: Store,
    snapshots: Snapshots,
    encoder: Callable[[], Encoder],
    organisations: Iterable[Organisation],
    progress: Progress = quiet,
) -> Iterator[Repaired]:
    """Write every index anew that answers and is not whole, and clear away what nobody can use; says what was done.

    Raises VerificationFailed, IndexDamaged, ModelUnavailable and FolderUnavailable; what was put in order before stays so.
    """
    half = leftovers(snapshots)
    for organisation in organisations:
        if fault_of(snapshots, organisation) is not None:
            built = built_anew(store, snapshots, encoder(), organisation, progress)
            if built.id not in snapshots.ids() or built.id == organisation.snapshot:
                yield _written(snapshots, built, organisation)
    for id in spoilt(snapshots):
        _remove(snapshots, id)
        yield Repaired(what=phrases.INDEXES, said=phrases.INDEX_REMOVED.format(id=id))
    if half:
        _sweep(snapshots)
        gone = half - leftovers(snapshots)
        if gone:
            yield Repaired(
                what=phrases.INDEXES, said=phrases.SWEPT.format(things=counted(gone, "thing", "things"))
            )


def _written(snapshots: Snapshots, built: Snapshot, organisation: Organisation) -> Repaired:
    if built.id != organisation.snapshot:
        # It was built by another Quoth or with another encoder, and goes by its own name from now on.
        _remove(snapshots, organisation.snapshot or "")
    save(snapshots, built)
    said = phrases.INDEX_REPAIRED.format(
        policies=counted(len(built.documents), "policy", "policies"),
        clauses=counted(len(built.units), "clause", "clauses"),
    )
    return Repaired(what=organisation.short, said=said)


def _remove(snapshots: Snapshots, id: str) -> None:
    """Take a damaged index away; what it was built from is stored, so it can be built again."""
    if id and (snapshots.folder / id).is_dir():
        try:
            shutil.rmtree(snapshots.folder / id)
        except OSError as fault:
            raise FolderUnavailable(
                path=str(snapshots.folder / id), why=(fault.strerror or type(fault).__name__).lower()
            ) from fault


def _sweep(snapshots: Snapshots) -> None:
    """Clear away what is half written and has no writer any more; whoever saves does so, even what is there already."""
    for id in snapshots.ids():
        try:
            whole = snapshots.open(id)
        except (IndexFault, OSError):
            continue
        save(snapshots, whole)
        return
