"""Which pin, if any, answers a question: the one whose phrasings mean the same, and never one with another condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.pins import Pin

if TYPE_CHECKING:
    from bot.finding import Spelt
    from index.encoder import Encoder, Words
    from index.likeness import Likeness

NEAR = 5
"""Pins that are looked at closely: those nearest by vector."""

MOST_KEPT = 5_000
"""Phrasings whose vectors are kept in memory."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pin and how likely it answers the question: 0 to 1; `serves` where that is likely enough to serve it."""

    pin: Pin
    score: float
    serves: bool


class Matcher:
    """Compares questions with pins; safe to share between threads.

    `likeness` is opened when there is something to compare.
    """

    def __init__(self, likeness: Callable[[], Likeness]) -> None:
        self._likeness = likeness
        self._vectors: dict[tuple[str, str], Words] = {}

    def match(self, pins: Sequence[Pin], question: str, spelt: Spelt) -> Match | None:
        """The pin that a question means most likely, or None where there is none to compare it with."""
        near = self._near([each for each in pins if each.phrasings], question, spelt)
        if not near:
            return None
        likeness = self._likeness()
        scores = [likeness.alike(each.phrasings, question) for each in near]
        best = max(range(len(near)), key=scores.__getitem__)
        return Match(near[best], scores[best], scores[best] >= likeness.line)

    def alike(self, phrasings: Sequence[str], question: str) -> tuple[float, bool]:
        """How likely a question means the same as these phrasings, and whether that is likely enough to serve a pin."""
        likeness = self._likeness()
        score = likeness.alike(phrasings, question)
        return score, score >= likeness.line

    def collisions(self, pin: Pin, others: Iterable[Pin]) -> tuple[Pin, ...]:
        """The other pins that would answer one of a pin's phrasings, though they quote other clauses or say something else."""
        likeness = self._likeness()
        return tuple(
            other
            for other in others
            if other.id != pin.id
            and other.phrasings
            and (other.clauses, other.note) != (pin.clauses, pin.note)
            and any(likeness.alike(other.phrasings, each) >= likeness.line for each in pin.phrasings)
        )

    def _near(self, pins: Sequence[Pin], question: str, spelt: Spelt) -> list[Pin]:
        if len(pins) <= NEAR:
            return list(pins)
        asked = spelt[question].vector
        cosines = [
            max(float(self._spelt(spelt.encoder, text).vector @ asked) for text in pin.phrasings)
            for pin in pins
        ]
        nearest = sorted(range(len(pins)), key=lambda place: -cosines[place])[:NEAR]
        return [pins[place] for place in nearest]

    def _spelt(self, encoder: Encoder, text: str) -> Words:
        key = (encoder.name, text)
        if key not in self._vectors:
            if len(self._vectors) >= MOST_KEPT:
                self._vectors.clear()
            (self._vectors[key],) = encoder.spell([text])
        return self._vectors[key]
