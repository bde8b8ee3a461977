"""Building: an organisation's documents to a snapshot, encoding only what is new."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.clauses import cut
from corpus.document import Clause, Document
from index.encoder import Encoder, Words
from index.lexicon import Lexicon
from index.passages import Passages, passages, units
from index.snapshot import Snapshot, snapshot_id
from index.tables import quantise, tables

CHUNK = 32  # texts between two reports of progress
Tokens = tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int32]]
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
    texts = [passages(unit, by_id[unit.document_id]) for unit in units(clauses)]
    vectors, tokens = _encoded(texts, encoder, previous, progress)
    rows = {text: row for row, text in enumerate(vectors)}
    matrix = np.array(list(vectors.values()), np.float32).reshape(len(rows), encoder.dimensions)
    return Snapshot(
        id=snapshot_id(organisation, encoder.name, documents, clauses),
        organisation=organisation,
        encoder=encoder.name,
        built_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        documents=tuple(documents),
        clauses=tuple(clauses),
        tables=tables(
            texts=[_digest(text) for text in rows],
            vectors=matrix,
            own=[[rows[own] for own in unit.own] for unit in texts],
            headings=[rows[unit.heading] for unit in texts],
            wholes=[_digest(unit.whole) for unit in texts],
            tokens=[tokens[unit.whole] for unit in texts],
            lexicon=Lexicon.of([f"{unit.heading} {unit.whole}" for unit in texts]),
        ),
    )


def _encoded(
    texts: Sequence[Passages], encoder: Encoder, previous: Snapshot | None, progress: Progress
) -> tuple[dict[str, NDArray[np.float32]], dict[str, Tokens]]:
    """Give the vector of every passage, in order of first appearance, and the tokens of every whole."""
    known, spelt = _kept(previous, encoder)
    singles = list(dict.fromkeys(text for unit in texts for text in (*unit.own, unit.heading)))
    wholes = list(dict.fromkeys(unit.whole for unit in texts))
    vectors = {text: known[digest] for text in singles if (digest := _digest(text)) in known}
    tokens = {text: spelt[digest] for text in wholes if (digest := _digest(text)) in spelt}
    to_spell = [text for text in wholes if text not in tokens]
    spelling = set(to_spell)
    to_encode = [text for text in singles if text not in vectors and text not in spelling]
    total = len(to_spell) + len(to_encode)
    progress(0, total)
    done = 0
    for chunk in _chunks(to_spell):
        for text, words in zip(chunk, encoder.spell(chunk), strict=True):
            tokens[text] = _tokens(words)
            vectors.setdefault(text, words.vector)
        progress(done := done + len(chunk), total)
    for chunk in _chunks(to_encode):
        vectors.update(zip(chunk, encoder.encode(chunk), strict=True))
        progress(done := done + len(chunk), total)
    return {text: vectors[text] for text in singles}, tokens


def _kept(
    previous: Snapshot | None, encoder: Encoder
) -> tuple[dict[bytes, NDArray[np.float32]], dict[bytes, Tokens]]:
    """Give what a previous snapshot holds, by the digests of the texts; nothing of another encoder's."""
    if previous is None or previous.encoder != encoder.name:
        return {}, {}
    old = previous.tables
    vectors = {digest.tobytes(): row for digest, row in zip(old.digests, old.rows, strict=True)}
    slices = [slice(*bounds) for bounds in zip(old.token_starts[:-1], old.token_starts[1:], strict=True)]
    tokens = {
        digest.tobytes(): (old.token_codes[part], old.token_scales[part], old.token_ids[part])
        for digest, part in zip(old.whole_digests, slices, strict=True)
    }
    return vectors, tokens


def _tokens(words: Words) -> Tokens:
    if not len(words.ids):  # a text without a word, such as a dash: it matches nothing, but has its place
        return np.zeros((1, len(words.vector)), np.int8), np.zeros(1, np.float32), np.zeros(1, np.int32)
    return (*quantise(words.tokens), words.ids)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    # Texts of like length together, so that a chunk's encoding is not held up by its longest.
    ordered = sorted(texts, key=lambda text: (len(text), text))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
