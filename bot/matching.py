"""Which pin, if any, answers a question: the one whose phrasings mean the same, and never one with another condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.pins import Pin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Encoder
    from index.likeness import Likeness

    Vector = NDArray[np.float32]

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

    `likeness` and `encoder` are opened when there is something to compare.
    """

    def __init__(self, likeness: Callable[[], Likeness], encoder: Callable[[], Encoder]) -> None:
        self._likeness = likeness
        self._encoder = encoder
        self._vectors: dict[tuple[str, str], Vector] = {}

    def match(self, pins: Sequence[Pin], question: str) -> Match | None:
        """The pin that a question means most likely, or None where there is none to compare it with."""
        near = self._near(pins, question)
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
        apart = [each for each in others if each.id != pin.id and _says(each) != _says(pin)]
        likeness, found = self._likeness(), dict[str, Pin]()
        for phrasing in pin.phrasings:
            for other in self._near(apart, phrasing):
                if other.id not in found and likeness.alike(other.phrasings, phrasing) >= likeness.line:
                    found[other.id] = other
        return tuple(found.values())

    def _near(self, pins: Sequence[Pin], question: str) -> list[Pin]:
        """The pins nearest by vector, which are the only ones worth reading closely."""
        pins = [each for each in pins if each.phrasings]
        if len(pins) <= NEAR:
            return pins
        asked = self._vector(question, kept=False)
        cosines = [max(float(self._vector(text) @ asked) for text in pin.phrasings) for pin in pins]
        nearest = sorted(range(len(pins)), key=lambda place: -cosines[place])[:NEAR]
        return [pins[place] for place in nearest]

    def _vector(self, text: str, kept: bool = True) -> Vector:
        """The vector of a text; that of a question is not kept."""
        encoder = self._encoder()
        key = (encoder.name, text)
        found = self._vectors.get(key)
        if found is None:
            found = encoder.spell([text])[0].vector
            if kept:
                if len(self._vectors) >= MOST_KEPT:
                    self._vectors.clear()
                self._vectors[key] = found
        return found


def _says(pin: Pin) -> tuple[object, str]:
    return pin.clauses, pin.note
