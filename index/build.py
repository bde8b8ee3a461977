"""Building: an organisation's documents to a snapshot, cutting and encoding only what is new."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import structlog

from corpus.clauses import cut
from corpus.document import Clause, Document
from index.cutting import source_of
from index.encoder import Encoder
from index.errors import DamagedSnapshot
from index.lexicon import Terms
from index.manifest import id_of
from index.part import Part, contents
from index.passages import passages, units
from index.snapshot import Snapshot, Snapshots
from index.tables import Passage, Table, quantise

logger = structlog.get_logger()
CHUNK = 32  # texts between two reports of progress
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _New:
    """A document that no part holds yet: its clauses, what it was cut from, and the text of each unit."""

    document: Document
    clauses: Sequence[Clause]
    source: str
    texts: Sequence[str]


def build(
    organisation: str,
    documents: Sequence[Document],
    encoder: Encoder,
    previous: Snapshot | None = None,
    progress: Progress = lambda done, total: None,
    kept: Snapshots | None = None,
) -> Snapshot:
    """Index an organisation's documents, taking over the parts of those that were indexed before.

    They are looked for in `previous` and in all that is `kept`; what is in neither is cut into clauses, and its
    texts are encoded unless they stand in the parts that were found. `progress` is told the number of texts encoded
    and to encode: first, as more come up with each document that is cut, and last. The order of
    `documents` is no matter.
    """
    ordered = sorted(documents, key=lambda document: (document.policy, document.id))
    sources = [source_of(document) for document in ordered]
    held = _held(previous, encoder)
    if kept is not None:
        held |= kept.parts(encoder.name, {source for source in sources if source not in held})
    found: list[Part | _New] = []
    texts: set[str] = set()
    for document, source in zip(ordered, sources, strict=True):
        part = held.get(source) or _new(document, cut(document), source)
        found.append(part)
        if isinstance(part, _New):
            texts.update(part.texts)
            progress(0, len(texts))
    return _put_together(organisation, found, encoder, previous, progress)


def revised(
    previous: Snapshot,
    changed: Sequence[Document],
    encoder: Encoder,
    without: Collection[str] = frozenset(),
    progress: Progress = lambda done, total: None,
    kept: Snapshots | None = None,
) -> Snapshot:
    """Index what `previous` holds with some documents in place of those of the same policies, and `without` some policies.

    The documents that stay are not looked at, so it costs what is changed. Raises ValueError where `previous` was built with another encoder.
    """
    if previous.encoder != encoder.name:
        raise ValueError(f"the snapshot was built with {previous.encoder}, not with {encoder.name}")
    gone = {*without, *(document.policy for document in changed)}
    stay = [part for part in previous.parts if part.label.policy not in gone]
    come = build(previous.organisation, changed, encoder, previous, progress, kept)
    parts = sorted([*stay, *come.parts], key=lambda part: (part.label.policy, part.label.document_id))
    return _snapshot(previous.organisation, encoder, parts)


def is_current(snapshot: Snapshot, encoder: Encoder) -> bool:
    """Whether a snapshot was built with this encoder and its documents cut as they are cut now; told by its smallest document."""
    if snapshot.encoder != encoder.name or not snapshot.parts:
        return False
    smallest = min(snapshot.parts, key=lambda part: part.label.size)
    return smallest.label.source == source_of(smallest.document)


def rebuilt(
    organisation: str, documents: Sequence[Document], encoder: Encoder, snapshots: Snapshots
) -> Snapshot:
    """Open the snapshot of the documents under this encoder; what of it is missing or damaged is built and kept."""
    built = build(organisation, documents, encoder, kept=snapshots)
    if built.id in snapshots.ids():
        try:
            return snapshots.open(built.id)
        except DamagedSnapshot:
            pass
    logger.info("building the index anew", organisation=organisation, encoder=encoder.name)
    return snapshots.open(snapshots.save(built))


def index_clauses(
    organisation: str,
    documents: Sequence[Document],
    clauses: Sequence[Clause],
    encoder: Encoder,
    previous: Snapshot | None = None,
    progress: Progress = lambda done, total: None,
) -> Snapshot:
    """Index clauses that are cut already; raises ValueError where two share an id."""
    theirs: dict[str, list[Clause]] = {document.id: [] for document in documents}
    for clause in clauses:
        theirs[clause.document_id].append(clause)
    held = _held(previous, encoder)
    found: list[Part | _New] = []
    for document in documents:
        source = contents(encoder.name, document, theirs[document.id])
        found.append(held.get(source) or _new(document, theirs[document.id], source))
    return _put_together(organisation, found, encoder, previous, progress)


def _held(previous: Snapshot | None, encoder: Encoder) -> dict[str, Part]:
    """Give the parts of a previous snapshot by their sources; nothing of another encoder's."""
    if previous is None or previous.encoder != encoder.name:
        return {}
    return {part.label.source: part for part in previous.parts}


def _new(document: Document, clauses: Sequence[Clause], source: str) -> _New:
    if len({clause.id for clause in clauses}) != len(clauses):
        raise ValueError("two clauses of one snapshot share an id")
    texts = [passages(unit, document).text() for unit in units(clauses)]
    return _New(document, clauses, source, texts)


def _put_together(
    organisation: str,
    found: Sequence[Part | _New],
    encoder: Encoder,
    previous: Snapshot | None,
    progress: Progress,
) -> Snapshot:
    """Make the parts that are new, and a snapshot of all."""
    new = [each for each in found if isinstance(each, _New)]
    known = [*_held(previous, encoder).values(), *(each for each in found if isinstance(each, Part))]
    encoded = _encoded([text for each in new for text in each.texts], encoder, known, progress)
    parts = [each if isinstance(each, Part) else _part(each, encoder, encoded) for each in found]
    return _snapshot(organisation, encoder, parts)


def _snapshot(organisation: str, encoder: Encoder, parts: Sequence[Part]) -> Snapshot:
    ids = set(chain.from_iterable(part.places for part in parts))
    if len(ids) != sum(len(part.places) for part in parts):
        raise ValueError("two clauses of one snapshot share an id")
    return Snapshot(
        id=id_of(organisation, encoder.name, [part.label.contents for part in parts]),
        organisation=organisation,
        encoder=encoder.name,
        built_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        parts=tuple(parts),
    )


def _part(new: _New, encoder: Encoder, encoded: dict[str, Passage]) -> Part:
    rows = {text: row for row, text in enumerate(dict.fromkeys(new.texts))}
    table = Table.of(
        digests=[_digest(text) for text in rows],
        passages=[encoded[text] for text in rows],
        unit_rows=[rows[text] for text in new.texts],
        dimensions=encoder.dimensions,
        width=encoder.width,
    )
    return Part.of(new.document, new.clauses, encoder.name, new.source, table, Terms.of(new.texts))


def _encoded(
    texts: Sequence[str], encoder: Encoder, known: Sequence[Part], progress: Progress
) -> dict[str, Passage]:
    """Give what is kept of every distinct text, encoding those that no known part holds."""
    distinct = dict.fromkeys(texts)
    held = {digest: at for part in known for digest, at in part.table.passages().items()} if distinct else {}
    found: dict[str, Passage] = {}
    for text in distinct:
        table, row = held.get(_digest(text), (None, 0))
        if table is not None:
            with contextlib.suppress(DamagedSnapshot):  # what was left for later may be damaged
                found[text] = table.passage(row)
    missing = [text for text in distinct if text not in found]
    progress(0, len(missing))
    done = 0
    for chunk in _chunks(missing):
        for text, words in zip(chunk, encoder.spell(chunk), strict=True):
            found[text] = Passage(words.vector, *quantise(words.tokens))
        progress(done := done + len(chunk), len(missing))
    return found


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    # Texts of like length together, so that a chunk's encoding is not held up by its longest.
    ordered = sorted(texts, key=lambda text: (len(text), text))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
