"""Search: a question to the clauses that may govern it, best first, and how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.document import Audience
from index.encoder import Encoder, Words
from index.errors import MixedEncoders
from index.snapshot import Snapshot
from index.tables import Tables

FEATURES = ("cosine", "covered", "lexical", "logit")
CANDIDATES = 48  # texts compared word by word, of those nearest by vector
LEXICAL_CANDIDATES = 16  # and of those nearest by BM25
READ = 10  # units that the reader reads, of those that match best word by word
TURN = 4000  # characters of one turn that are read: its end, where the question stands
EARLIER = 1000  # characters of the earlier turns that are read before the last
BETWEEN = " / "  # turns, as the encoder was trained to read them


@dataclass(frozen=True, slots=True)
class Hit:
    """A printed unit that may govern the question, and how likely it does: 0 to 1."""

    clause_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, and how sure it is that the first one governs: 0 to 1, in policies of any size.

    The first `together` of them score so near to the best that they belong into one answer with it.
    """

    hits: tuple[Hit, ...]
    score: float
    together: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Units that were read closely: their places in `snapshot.units`, and FEATURES of each.

    `features` float32 (units, 4): cosine of the question to the unit; how much of the question the
    unit's words match; BM25; the reader's logit. Without a reader the last is 0.
    """

    units: NDArray[np.int64]
    features: NDArray[np.float32]


NOTHING = Found((), 0.0, 0)


def search(
    snapshot: Snapshot,
    encoder: Encoder,
    turns: Sequence[str],
    audiences: frozenset[Audience],
    limit: int = 5,
    words: Words | None = None,
    known: dict[int, float] | None = None,
    policies: frozenset[str] = frozenset(),
) -> Found:
    """Find the units of one snapshot that may govern the last of `turns`, at most `limit`.

    Only units that speak to one of `audiences`, or to all, are looked at; Audience.all among them
    lifts that; and only those of `policies`, where there are any. `words` are what the encoder makes of `reading(turns)`, where that is at hand; `known` the
    logits of units that were read for the same turns already, by place, to which new ones are added. Raises
    MixedEncoders where the snapshot was built with another encoder.
    """
    read = candidates(snapshot, encoder, turns, audiences, words, known, policies)
    if not len(read.units):
        return NOTHING
    fitted = encoder.fitted
    scores = fitted.scores(read.features)
    order = np.argsort(-scores, kind="stable")
    scores = scores[order]
    hits = tuple(
        Hit(snapshot.unit(unit).id, fitted.governs(float(score)))
        for unit, score in zip(read.units[order][:limit], scores[:limit], strict=True)
    )
    together = int((scores[:limit] >= scores[0] - fitted.beside).sum())
    return Found(hits, fitted.surety(scores, read.features[order]), together)


def candidates(
    snapshot: Snapshot,
    encoder: Encoder,
    turns: Sequence[str],
    audiences: frozenset[Audience],
    words: Words | None = None,
    known: dict[int, float] | None = None,
    policies: frozenset[str] = frozenset(),
) -> Candidates:
    """Choose the units worth reading closely, and read them."""
    if encoder.name != snapshot.encoder:
        raise MixedEncoders(
            f"The snapshot was built with {snapshot.encoder}, but {encoder.name} asks it. Publish again to build it anew."
        )
    text = reading(turns)
    heard = snapshot.heard_by(audiences, policies)
    if not text or not heard.any():
        return Candidates(np.zeros(0, np.int64), np.zeros((0, len(FEATURES)), np.float32))
    if words is None:
        (words,) = encoder.spell([text])
    return compared(snapshot.tables, encoder, words, text, heard, {} if known is None else known)


def compared(
    tables: Tables,
    encoder: Encoder,
    words: Words,
    text: str,
    heard: NDArray[np.bool_],
    known: dict[int, float],
) -> Candidates:
    """Choose among the units that are `heard`, bool (units,), and read those whose logits are not `known`.

    The question is spelt already.
    """
    lexical = tables.lexicon.scores(text)
    chosen = np.union1d(_nearest(tables, words.vector, heard), _best_by_words(lexical, heard))
    rows = tables.unit_rows[chosen]
    scores = np.stack([tables.vectors[rows] @ words.vector, _covered(tables, words, rows)], axis=1)
    order = np.argsort(-encoder.fitted.closeness(scores), kind="stable")[:READ]
    chosen, rows, scores = chosen[order], rows[order], scores[order]
    logits = np.zeros(len(chosen), np.float32)
    if encoder.reader is not None:
        new = [place for place, unit in enumerate(chosen.tolist()) if unit not in known]
        read = encoder.reader.read(words, [tables.tokens(row) for row in rows[new].tolist()], scores[new])
        known.update(zip(chosen[new].tolist(), read.tolist(), strict=True))
        logits = np.array([known[unit] for unit in chosen.tolist()], np.float32)
    features = np.column_stack([scores, lexical[chosen], logits])
    return Candidates(chosen, features.astype(np.float32))


def reading(turns: Sequence[str]) -> str:
    """Give the one text in which the last of `turns` is read: after the end of what was said before it."""
    turns = [turn.strip()[-TURN:] for turn in turns if turn.strip()]
    if len(turns) < 2:
        return "".join(turns)
    return f"{BETWEEN.join(turns[:-1])[-EARLIER:]}{BETWEEN}{turns[-1]}"


def _nearest(tables: Tables, vector: NDArray[np.float32], heard: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Choose the units nearest to a vector, among those that are heard."""
    visible = np.zeros(tables.flat.ntotal, np.bool_)
    visible[tables.unit_rows[heard]] = True
    selector = faiss.IDSelectorBitmap(np.packbits(visible, bitorder="little"))  # type: ignore[call-arg, arg-type]  # faiss adapts its constructors at run time
    wanted = min(CANDIDATES, tables.flat.ntotal)
    _, found = tables.flat.search(vector[None], wanted, params=faiss.SearchParameters(sel=selector))  # type: ignore[call-arg]
    return np.flatnonzero(heard & np.isin(tables.unit_rows, found[0][found[0] >= 0]))


def _best_by_words(scores: NDArray[np.float32], heard: NDArray[np.bool_]) -> NDArray[np.int64]:
    audible = np.where(heard, scores, 0)
    best = np.argsort(-audible, kind="stable")[:LEXICAL_CANDIDATES]
    return best[audible[best] > 0]


def _covered(tables: Tables, words: Words, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """Tell how much of the question each row's words match: each token's best match, by the token's weight."""
    codes, scales, lengths = tables.entries(rows)
    alike = words.tokens @ codes.astype(np.float32).T
    alike *= scales
    begin = np.cumsum(lengths) - lengths
    return np.asarray(words.weights @ np.maximum.reduceat(alike, begin, axis=1), np.float32)
