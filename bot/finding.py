"""Finding what governs: first among the clauses that speak to the asker, then among all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.people import Role, audiences
from corpus.document import Audience

if TYPE_CHECKING:
    from index.encoder import Encoder, Words
    from index.search import Found, Hit
    from index.snapshot import Snapshot

EVERYONE = frozenset(Audience)

FURTHER = 3
"""Clauses that came next to those quoted, which may be asked for."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for one question.

    `governing` are the hits that answer, best first, none where nothing reached the line; `further` those
    that came next; `nearest` those that came nearest among the clauses for the asker. `allowed` are the audiences that may be quoted;
    `addressed_to` whom the governing clauses speak to where none for the asker governs, else empty.
    """

    score: float
    governing: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    allowed: frozenset[Audience]
    addressed_to: tuple[Audience, ...] = ()
    further: tuple[Hit, ...] = ()


class Spelt:
    """What an encoder makes of the texts of one question, each spelt once and read once with each clause."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, Words] = {}
        self._logits: dict[tuple[str, str], dict[int, float]] = {}

    def __getitem__(self, text: str) -> Words:
        if text not in self._known:
            (self._known[text],) = self.encoder.spell([text])
        return self._known[text]

    def logits(self, snapshot: Snapshot, text: str) -> dict[int, float]:
        """The reader's logits of the units of a snapshot that were read with a text, by their places."""
        return self._logits.setdefault((snapshot.id, text), {})


def find(
    snapshot: Snapshot,
    spelt: Spelt,
    turns: Sequence[str],
    asker: Role,
    limit: int,
    line: float,
    wider: bool = True,
    policies: frozenset[str] = frozenset(),
) -> Findings:
    """Find at most `limit` clauses, of `policies` alone where there are any; the best govern where the score reaches the line.

    Where nothing that speaks to the asker does, all clauses are searched if `wider`, and what then
    governs is taken if its best speaks to others.
    """
    allowed = audiences(asker)
    own = found(snapshot, spelt, turns, allowed, limit + FURTHER, policies)
    if own.hits and own.score >= line:
        governing, further = _parted(own, limit)
        return Findings(own.score, governing, (), allowed, further=further)
    if wider and allowed != EVERYONE:
        whole = found(snapshot, spelt, turns, EVERYONE, limit + FURTHER, policies)
        if whole.hits and whole.score >= line and not _speaks_to(snapshot, whole.hits[0], allowed):
            governing, further = _parted(whole, limit)
            others = _others(snapshot, governing, allowed)
            return Findings(whole.score, governing, (), EVERYONE, others, further)
    return Findings(own.score, (), own.hits[:limit], allowed, further=own.hits[limit:])


def _parted(hits: Found, limit: int) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """The hits that belong into one answer, at most `limit`, and those behind them."""
    together = min(hits.together, limit)
    return hits.hits[:together], hits.hits[together:]


def found(
    snapshot: Snapshot,
    spelt: Spelt,
    turns: Sequence[str],
    allowed: frozenset[Audience],
    limit: int,
    policies: frozenset[str] = frozenset(),
) -> Found:
    """Search among the clauses that speak to one of `allowed`, of `policies` alone where there are any."""
    from index.search import NOTHING, reading, search

    text = reading(turns)
    if not text:
        return NOTHING
    # To the search, Audience.all means every clause there is; clauses for all are heard anyway.
    wanted = allowed if allowed == EVERYONE else allowed - {Audience.all}
    known = spelt.logits(snapshot, text)
    hits = search(snapshot, spelt.encoder, turns, wanted, limit, spelt[text], known, policies)
    # Asked again here, for it must not depend on how anything was searched.
    return replace(hits, hits=tuple(hit for hit in hits.hits if _speaks_to(snapshot, hit, allowed)))


def _speaks_to(snapshot: Snapshot, hit: Hit, allowed: frozenset[Audience]) -> bool:
    return bool(allowed.intersection(snapshot.clause(hit.clause_id).audience))


def _others(snapshot: Snapshot, hits: Sequence[Hit], allowed: frozenset[Audience]) -> tuple[Audience, ...]:
    """Whom the hits speak to that do not speak to the asker."""
    clauses = [snapshot.clause(hit.clause_id) for hit in hits if not _speaks_to(snapshot, hit, allowed)]
    return tuple(dict.fromkeys(each for clause in clauses for each in clause.audience))
