"""Building: an organisation's documents to a snapshot, encoding only what is new."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

import structlog

from corpus.clauses import cut
from corpus.document import Clause, Document
from index.encoder import Encoder
from index.errors import DamagedSnapshot, UnknownSnapshot
from index.lexicon import Lexicon
from index.passages import passages, units
from index.snapshot import Snapshot, Snapshots, snapshot_id
from index.tables import Passage, quantise, tables

logger = structlog.get_logger()
CHUNK = 32  # texts between two reports of progress
Progress = Callable[[int, int], None]


def build(
    organisation: str,
    documents: Sequence[Document],
    encoder: Encoder,
    previous: Snapshot | None = None,
    progress: Progress = lambda done, total: None,
) -> Snapshot:
    """Cut an organisation's documents into clauses and index them.

    Texts that `previous` holds, of the same encoder, are not encoded again. `progress` is told the
    number of texts encoded and to encode, first and last too. The order of `documents` is no matter.
    """
    ordered = tuple(sorted(documents, key=lambda document: (document.policy, document.id)))
    return index_clauses(
        organisation, ordered, [c for d in ordered for c in cut(d)], encoder, previous, progress
    )


def rebuilt(
    organisation: str, documents: Sequence[Document], encoder: Encoder, snapshots: Snapshots
) -> Snapshot:
    """Open the snapshot of the documents under this encoder; where there is none yet, build and keep it."""
    ordered = tuple(sorted(documents, key=lambda document: (document.policy, document.id)))
    clauses = [clause for document in ordered for clause in cut(document)]
    try:
        return snapshots.open(snapshot_id(organisation, encoder.name, ordered, clauses))
    except (UnknownSnapshot, DamagedSnapshot):
        logger.info("building the index anew", organisation=organisation, encoder=encoder.name)
        built = index_clauses(organisation, ordered, clauses, encoder)
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
    if len({clause.id for clause in clauses}) != len(clauses):
        raise ValueError("two clauses of one snapshot share an id")
    by_id = {document.id: document for document in documents}
    texts = [passages(unit, by_id[unit.document_id]).text() for unit in units(clauses)]
    encoded = _encoded(texts, encoder, previous, progress)
    rows = {text: row for row, text in enumerate(encoded)}
    return Snapshot(
        id=snapshot_id(organisation, encoder.name, documents, clauses),
        organisation=organisation,
        encoder=encoder.name,
        built_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        documents=tuple(documents),
        clauses=tuple(clauses),
        tables=tables(
            digests=[_digest(text) for text in rows],
            passages=list(encoded.values()),
            unit_rows=[rows[text] for text in texts],
            dimensions=encoder.dimensions,
            width=encoder.width,
            lexicon=Lexicon.of(texts),
        ),
    )


def _encoded(
    texts: Sequence[str], encoder: Encoder, previous: Snapshot | None, progress: Progress
) -> dict[str, Passage]:
    """Give what is kept of every distinct text, in order of first appearance."""
    known = _kept(previous, encoder)
    distinct = list(dict.fromkeys(texts))
    found = {text: known[digest] for text in distinct if (digest := _digest(text)) in known}
    missing = [text for text in distinct if text not in found]
    progress(0, len(missing))
    done = 0
    for chunk in _chunks(missing):
        for text, words in zip(chunk, encoder.spell(chunk), strict=True):
            found[text] = Passage(words.vector, *quantise(words.tokens))
        progress(done := done + len(chunk), len(missing))
    return {text: found[text] for text in distinct}


def _kept(previous: Snapshot | None, encoder: Encoder) -> dict[bytes, Passage]:
    """Give what a previous snapshot holds, by the digests of the texts; nothing of another encoder's."""
    if previous is None or previous.encoder != encoder.name:
        return {}
    return {
        digest.tobytes(): previous.tables.passage(row) for row, digest in enumerate(previous.tables.digests)
    }


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    # Texts of like length together, so that a chunk's encoding is not held up by its longest.
    ordered = sorted(texts, key=lambda text: (len(text), text))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
