"""Clauses of different organisations that speak to the same matter, and do not bind alike: one may, the other must not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answers import Cited, Quote
from bot.conflicts import stems, whole
from corpus.document import Audience, Force, Value

if TYPE_CHECKING:
    from bot.answering import Source
    from corpus.document import Clause
    from index.snapshot import Snapshot

NEAR = 0.70
"""How near two clauses must be from which on they speak to the same matter: cosine, and SHARED times the share of words.

Chosen on a pair of invented policies with 17 pairs of clauses that differ in force: it finds 15 of them. In a second
such pair it finds 12 of 14. In neither does it name any other; in the ten pairs of five real policies on one subject it
names 13, most of which only touch. It misses those that share hardly a word, and those whose words name other people
("managers should hold", "staff must have").
"""

SHARED = 0.4

NEXT = 2
"""Each must be among so many clauses of its organisation that are nearest to the other."""

ROUNDING = 1e-6
"""How much the same cosine may differ that is reckoned twice."""

BATCH = 512
"""Clauses that are compared with all others at a time."""


class Gravity(StrEnum):
    """How far two clauses pull apart, the gravest first."""

    permitted_prohibited = "may / must not"
    required_prohibited = "must / must not"
    recommended_prohibited = "should / must not"
    permitted_required = "may / must"
    permitted_advised_against = "may / advised against"
    required_advised_against = "must / advised against"
    recommended_advised_against = "should / advised against"
    prohibited_advised_against = "must not / advised against"
    required_recommended = "must / should"
    permitted_recommended = "may / should"


_PAIRS = {
    frozenset({Force.permission, Force.prohibition}): Gravity.permitted_prohibited,
    frozenset({Force.obligation, Force.prohibition}): Gravity.required_prohibited,
    frozenset({Force.recommendation, Force.prohibition}): Gravity.recommended_prohibited,
    frozenset({Force.permission, Force.obligation}): Gravity.permitted_required,
    frozenset({Force.permission, Force.advised_against}): Gravity.permitted_advised_against,
    frozenset({Force.obligation, Force.advised_against}): Gravity.required_advised_against,
    frozenset({Force.recommendation, Force.advised_against}): Gravity.recommended_advised_against,
    frozenset({Force.prohibition, Force.advised_against}): Gravity.prohibited_advised_against,
    frozenset({Force.obligation, Force.recommendation}): Gravity.required_recommended,
    frozenset({Force.permission, Force.recommendation}): Gravity.permitted_recommended,
}

BY_DEGREE = frozenset(
    {Gravity.prohibited_advised_against, Gravity.required_recommended, Gravity.permitted_recommended}
)
"""Those that point the same way, and bind more or less strongly."""


class Differing(Value):
    """A clause of an organisation's own, and one that holds there too, that differ in force on the same matter.

    `likeness` tells how near they are, from NEAR on; both are quoted from the stored documents.
    """

    gravity: Gravity
    likeness: float
    own: Quote
    above: Quote


def gravity(one: Force, other: Force) -> Gravity | None:
    """How far two forces pull apart; None where they are the same, or one binds nobody."""
    return _PAIRS.get(frozenset({one, other}))


def listed(source: Source) -> tuple[Differing, ...]:
    """All that differs between an organisation's own policies and those that hold there too, the gravest first."""
    own, *above = source.levels
    if own.whose is not None:
        return ()
    found = []
    for level in above:
        pairs = tuple(_pairs(own.snapshot, level.snapshot))
        here = _quoted(own, (one for one, _, _ in pairs))
        there = _quoted(level, (other for _, other, _ in pairs))
        for one, other, likeness in pairs:
            grave = gravity(one.force, other.force)
            if grave is not None:
                found.append(
                    Differing(gravity=grave, likeness=likeness, own=here[one.id], above=there[other.id])
                )
    order = list(Gravity)
    return tuple(sorted(found, key=lambda each: (order.index(each.gravity), -each.likeness)))


def _quoted(source: Source, clauses: Iterator[Clause]) -> dict[str, Quote]:
    """Clauses as quotes, cut and verified all at once, by id."""
    cited = dict.fromkeys(Cited(clause_id=each.id, document_id=each.document_id) for each in clauses)
    return {each.clause_id: each for each in source.alone(tuple(cited))}


def differ(one: Snapshot, first: str, other: Snapshot, second: str) -> bool:
    """Whether a clause of each snapshot, by id, differ in force on the same matter."""
    if gravity(one.clause(first).force, other.clause(second).force) is None:
        return False
    places = _place(one, first), _place(other, second)
    if None in places:
        return False
    here, there = one.tables.vectors, other.tables.vectors
    mine, theirs = one.tables.unit_rows[places[0]], other.tables.unit_rows[places[1]]
    near = there @ here[mine], here @ there[theirs]
    cosine = float(near[0][theirs])
    among = max(int((each > cosine + ROUNDING).sum()) for each in near)
    return among < NEXT and _likeness(one, one.clause(first), other, other.clause(second), cosine) >= NEAR


def _place(snapshot: Snapshot, clause: str) -> int | None:
    return next((place for place, unit in enumerate(snapshot.units) if unit.id == clause), None)


def _pairs(one: Snapshot, other: Snapshot) -> Iterator[tuple[Clause, Clause, float]]:
    """The pairs of clauses that differ in force on the same matter, and how near they are."""
    import numpy as np

    if not (one.units and other.units):
        return
    here, there = one.tables.vectors, other.tables.vectors
    # Of each clause there, what the NEXT nearest ones here have at least.
    least = np.full((len(there), NEXT), -1.0, np.float32)
    for start in range(0, len(here), BATCH):
        beside = np.hstack([least, there @ here[start : start + BATCH].T])
        least = -np.partition(-beside, NEXT - 1, axis=1)[:, :NEXT]
    rows = other.tables.unit_rows
    for start in range(0, len(one.units), BATCH):
        mine = one.tables.unit_rows[start : start + BATCH]
        cosines = here[mine] @ there.T
        last = min(NEXT, len(there)) - 1
        far = -np.partition(-cosines, last, axis=1)[:, last]
        near = (cosines >= far[:, None]) & (cosines >= least[:, -1] - ROUNDING) & (cosines >= NEAR - SHARED)
        for at, place in np.argwhere(near[:, rows]):
            unit, there_unit = one.units[start + int(at)], other.units[int(place)]
            if gravity(unit.force, there_unit.force) is None:
                continue
            likeness = _likeness(one, unit, other, there_unit, float(cosines[at, rows[place]]))
            if likeness >= NEAR:
                yield unit, there_unit, round(likeness, 3)


def _likeness(one: Snapshot, first: Clause, other: Snapshot, second: Clause, cosine: float) -> float:
    """How near two clauses are; 0 where they speak to different people."""
    both = {*first.audience, *second.audience}
    if Audience.all not in both and not {*first.audience} & {*second.audience}:
        return 0.0
    mine, theirs = (
        stems(whole(first, one.document)).keys(),
        stems(whole(second, other.document)).keys(),
    )
    return cosine + SHARED * len(mine & theirs) / max(1, len(mine | theirs))
