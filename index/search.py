"""Search: a question to the clauses that may govern it, best first, and how sure the best is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.document import Audience
from index.encoder import Encoder, Words
from index.errors import MixedEncoders
from index.fitted import FITTED, Fitted
from index.snapshot import Snapshot
from index.tables import Tables

FEATURES = ("words", "sentence", "heading", "asked", "covered", "lexical")
COSINE, COVERED = FEATURES.index("sentence"), FEATURES.index("covered")
CANDIDATES = 64  # units read word by word, of those nearest by vector
LEXICAL_CANDIDATES = 16  # and of those nearest by BM25
TURN = 4000  # characters of one turn that are read: its end, where the question stands
EARLIER = 1000  # characters of the earlier turns that are read beside the last


@dataclass(frozen=True, slots=True)
class Hit:
    """A printed unit that may govern the question; a higher score is likelier, within one question."""

    clause_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, and how sure it is that the best one governs: 0 to 1, across all policies."""

    hits: tuple[Hit, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Units that were read closely: their places in `snapshot.units`, and FEATURES of each.

    `features` float32 (units, 6): cosine of the question to the unit's words; the best cosine to its
    words or one of its sentences; cosine to its heading; how much of what is asked its words match
    (token by token, rarer tokens weighing more); how much of its words the question matches; BM25.
    """

    units: NDArray[np.int64]
    features: NDArray[np.float32]


NOTHING = Found((), 0.0)


def search(
    snapshot: Snapshot,
    encoder: Encoder,
    turns: Sequence[str],
    audiences: frozenset[Audience],
    limit: int = 5,
    fitted: Fitted = FITTED,
) -> Found:
    """Find the units of one snapshot that may govern the last of `turns`, at most `limit`.

    Only units that speak to one of `audiences`, or to all, are looked at; Audience.all among them
    lifts that. Raises MixedEncoders where the snapshot was built with another encoder.
    """
    read = candidates(snapshot, encoder, turns, audiences, fitted.last_turn)
    if not len(read.units):
        return NOTHING
    scores = read.features @ np.array(fitted.weights, np.float32)
    order = np.argsort(-scores, kind="stable")[:limit]
    hits = tuple(Hit(snapshot.units[read.units[place]].id, float(scores[place])) for place in order)
    return Found(hits, surety(read, scores, fitted))


def surety(read: Candidates, scores: NDArray[np.float32], fitted: Fitted = FITTED) -> float:
    """Tell how sure it is that the best of the scored candidates governs, from 0 to 1."""
    cosine = float(read.features[:, COSINE].max())
    covered = float(read.features[scores.argmax(), COVERED])
    return 1 / (
        1 + math.exp(-(fitted.sure_cosine * cosine + fitted.sure_covered * covered + fitted.sure_constant))
    )


def candidates(
    snapshot: Snapshot,
    encoder: Encoder,
    turns: Sequence[str],
    audiences: frozenset[Audience],
    last_turn: float,
) -> Candidates:
    """Choose the units worth reading word by word, in the snapshot's order, and read them."""
    if encoder.name != snapshot.encoder:
        raise MixedEncoders(
            f"The snapshot was built with {snapshot.encoder}, but {encoder.name} asks it. Publish again to build it anew."
        )
    readings = _readings([turn.strip()[-TURN:] for turn in turns if turn.strip()], last_turn)
    heard = snapshot.heard_by(audiences)
    if not readings or not heard.any():
        return Candidates(np.zeros(0, np.int64), np.zeros((0, len(FEATURES)), np.float32))
    tables = snapshot.tables
    words = encoder.spell([text for text, _ in readings])
    lexical = [tables.lexicon.scores(text) for text, _ in readings]
    chosen = np.unique(
        np.concatenate(
            [_nearest(tables, one.vector, heard) for one in words]
            + [_best_by_words(scores, heard) for scores in lexical]
        )
    )
    features = sum(
        np.float32(share) * _features(tables, one, scores, chosen)
        for (_, share), one, scores in zip(readings, words, lexical, strict=True)
    )
    return Candidates(chosen, np.asarray(features, np.float32))


def _readings(turns: Sequence[str], last_turn: float) -> list[tuple[str, float]]:
    """Give the texts to read the question in, and the share of each."""
    if len(turns) < 2:
        return [(turn, 1.0) for turn in turns]
    earlier = " ".join(turns[:-1])[-EARLIER:]
    return [(turns[-1], last_turn), (f"{earlier} {turns[-1]}", 1 - last_turn)]


def _nearest(tables: Tables, vector: NDArray[np.float32], heard: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Choose the units with the passages nearest to a vector, among those that are heard."""
    visible = np.zeros(tables.flat.ntotal, np.bool_)
    visible[tables.own_rows[heard[tables.owners]]] = True
    selector = faiss.IDSelectorBitmap(np.packbits(visible, bitorder="little"))  # type: ignore[call-arg, arg-type]  # faiss adapts its constructors at run time
    wanted = min(4 * CANDIDATES, tables.flat.ntotal)
    _, found = tables.flat.search(vector[None], wanted, params=faiss.SearchParameters(sel=selector))  # type: ignore[call-arg]
    units, starts = tables.by_row
    owners = [
        unit for row in found[0] if row >= 0 for unit in units[starts[row] : starts[row + 1]] if heard[unit]
    ]
    return np.array(list(dict.fromkeys(owners))[:CANDIDATES], np.int64)


def _best_by_words(scores: NDArray[np.float32], heard: NDArray[np.bool_]) -> NDArray[np.int64]:
    audible = np.where(heard, scores, 0)
    best = np.argsort(-audible, kind="stable")[:LEXICAL_CANDIDATES]
    return best[audible[best] > 0]


def _features(
    tables: Tables, words: Words, lexical: NDArray[np.float32], chosen: NDArray[np.int64]
) -> NDArray[np.float32]:
    entries, starts = _slices(tables.own_starts, chosen)
    own = tables.rows[tables.own_rows[entries]] @ words.vector
    heading = tables.rows[tables.heading_rows[chosen]] @ words.vector
    asked, covered = _word_by_word(tables, words, chosen)
    columns = (own[starts], np.maximum.reduceat(own, starts), heading, asked, covered, lexical[chosen])
    return np.stack(columns, axis=1).astype(np.float32)


def _word_by_word(
    tables: Tables, words: Words, chosen: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Compare question and units token by token: what each matches of the other, rarer tokens weighing more.

    What all tokens of the snapshot have in common is taken away first: it hides what they differ in.
    """
    entries, starts = _slices(tables.token_starts, chosen)
    if not len(words.ids):
        return np.zeros(len(chosen), np.float32), np.zeros(len(chosen), np.float32)
    asked = words.tokens - tables.token_mean
    asked /= np.maximum(np.linalg.norm(asked, axis=1, keepdims=True), 1e-6)
    stretch = tables.token_scales[entries] / tables.token_lengths[entries]
    alike = asked @ tables.token_codes[entries].astype(np.float32).T
    alike *= stretch
    alike -= (asked @ tables.token_mean)[:, None] / tables.token_lengths[entries]
    rare = _rarity(tables, words.ids)
    matched = rare @ np.maximum.reduceat(alike, starts, axis=1) / rare.sum()
    weights = _rarity(tables, tables.token_ids[entries])
    covered = np.add.reduceat(alike.max(axis=0) * weights, starts) / np.add.reduceat(weights, starts)
    return matched.astype(np.float32), covered.astype(np.float32)


def _rarity(tables: Tables, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """Weigh tokens by how few units of the snapshot hold them."""
    counts = np.zeros(len(ids), np.float32)
    known = ids < len(tables.token_units)
    counts[known] = tables.token_units[ids[known]]
    units = np.float32(len(tables.own_starts) - 1)
    weights: NDArray[np.float32] = np.log1p(units / (counts + np.float32(0.5)))
    return weights


def _slices(
    starts: NDArray[np.int64], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the entries of the chosen units one after another, and where each unit's begin."""
    lengths = starts[chosen + 1] - starts[chosen]
    begin = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    entries = np.repeat(starts[chosen] - begin, lengths) + np.arange(lengths.sum())
    return entries.astype(np.int64), begin
