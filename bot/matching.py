"""Which pin, if any, answers a question: the one whose phrasings mean the same, and never one with another condition."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.pins import Pin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Encoder
    from index.likeness import Likeness

    Floats = NDArray[np.float32]

NEAR = 5
"""Pins that are looked at closely: those nearest by vector."""

READ = 12
"""Phrasings that are read beside one question, at most, each some 6 ms; fewer are read all."""

ENOUGH = 3
"""Phrasings of a pin, nearest first, that must be read before it is served, where it has as many.

Of questions that differ in a condition, 6 %, 3 % and 6 % (three authors) reach the line with the nearest of six
phrasings alone (a pin's own two and four in much the same words), 4 %, 2.5 % and 5 % with three of them, 2 %, 2 % and
3 % with all.
"""

MOST_KEPT = 50_000
"""Phrasings whose vectors are kept in memory: 3 KB each, and as much again while they are compared with."""

BATCH = 32
"""Phrasings that are encoded at a time; whoever else needs some waits no longer for its turn."""


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
        self._kept = _Vectors()

    def warm(self, pins: Sequence[Pin]) -> None:
        """Open and encode beforehand what comparing questions with these pins takes; nothing where there are none."""
        pins = [each for each in pins if each.phrasings]
        if pins:
            self._likeness()
        if not _few(pins):
            self._kept.vectors(self._encoder(), _phrasings(pins))

    def match(self, pins: Sequence[Pin], question: str) -> Match | None:
        """The pin that a question means most likely, or None where there is none to compare it with."""
        near = self._near(pins, question)
        if not near:
            return None
        likeness = self._likeness()
        pin, score = max(_read(likeness, near, question), key=lambda found: found[1])
        return Match(pin, score, score >= likeness.line)

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
            near = [each for each in self._near(apart, phrasing, kept=True) if each.pin.id not in found]
            for other, score in _read(likeness, near, phrasing):
                if score >= likeness.line:
                    found[other.id] = other
        return tuple(found.values())

    def _near(self, pins: Sequence[Pin], question: str, kept: bool = False) -> list[_Near]:
        """The pins nearest by vector, which are the only ones worth reading closely.

        A question's own vector is `kept` only where the question is a pin's.
        """
        pins = [each for each in pins if each.phrasings]
        if _few(pins):
            return [_Near(each, each.phrasings) for each in pins]
        import numpy as np

        encoder = self._encoder()
        vectors = self._kept.vectors(encoder, _phrasings(pins))
        asked = self._kept.one(encoder, question) if kept else encoder.spell([question])[0].vector
        cosines = vectors @ asked
        ends = np.cumsum([len(pin.phrasings) for pin in pins])
        starts = ends - [len(pin.phrasings) for pin in pins]
        nearest = np.argsort(-np.maximum.reduceat(cosines, starts), kind="stable")[:NEAR]
        return [
            _Near(
                pins[place],
                tuple(
                    pins[place].phrasings[at]
                    for at in np.argsort(-cosines[starts[place] : ends[place]], kind="stable")
                ),
            )
            for place in nearest
        ]


@dataclass(frozen=True, slots=True)
class _Near:
    """A pin near a question, and its phrasings, those nearest to the question first."""

    pin: Pin
    phrasings: tuple[str, ...]


def _phrasings(pins: Sequence[Pin]) -> tuple[str, ...]:
    return tuple(text for pin in pins for text in pin.phrasings)


def _few(pins: Sequence[Pin]) -> bool:
    """Whether these pins are so few, and their phrasings, that all are read."""
    return len(pins) <= NEAR and sum(len(each.phrasings) for each in pins) <= READ


def _read(likeness: Likeness, near: Sequence[_Near], question: str) -> Iterator[tuple[Pin, float]]:
    """Read pins beside a question: all of them, or the likeliest by their nearest phrasings as far as READ goes."""
    if sum(len(each.phrasings) for each in near) <= READ:
        yield from ((each.pin, likeness.alike(each.phrasings, question)) for each in near)
        return
    first = [likeness.alike(each.phrasings[:1], question) for each in near]
    left = READ - len(near)
    for place in sorted(range(len(near)), key=lambda place: -first[place]):
        one = near[place]
        if len(one.phrasings) == 1:
            yield one.pin, first[place]
            continue
        if left < min(ENOUGH, len(one.phrasings)):
            return
        yield one.pin, likeness.alike(one.phrasings[:left], question)
        left -= len(one.phrasings[:left])


class _Vectors:
    """The vectors of phrasings, of which the least lately used are forgotten; safe to share between threads."""

    def __init__(self) -> None:
        self._each: LRUCache[tuple[str, str], Floats] = LRUCache(MOST_KEPT)
        self._together: LRUCache[tuple[str, tuple[str, ...]], Floats] = LRUCache(MOST_KEPT, getsizeof=len)
        self._lock = threading.Lock()
        self._encoding = threading.Lock()

    def one(self, encoder: Encoder, text: str) -> Floats:
        """The vector of one phrasing, float32 (dimensions,)."""
        return self._found(encoder, (text,))[text]

    def vectors(self, encoder: Encoder, texts: tuple[str, ...]) -> Floats:
        """The vectors of phrasings, float32 (texts, dimensions), put together once while the phrasings are the same."""
        import numpy as np

        key = (encoder.name, texts)
        with self._lock:
            made = self._together.get(key)
        if made is None:
            found = self._found(encoder, texts)
            made = np.stack([found[text] for text in texts])
            if len(texts) <= MOST_KEPT:
                with self._lock:
                    self._together[key] = made
        return made

    def _found(self, encoder: Encoder, texts: Sequence[str]) -> dict[str, Floats]:
        found = self._known(encoder, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            # Whoever needs the same phrasings meanwhile waits for them rather than encode them again.
            with self._encoding:
                found |= self._known(encoder, batch)
                found |= self._encoded(encoder, [text for text in batch if text not in found])
        return found

    def _known(self, encoder: Encoder, texts: Sequence[str]) -> dict[str, Floats]:
        with self._lock:
            kept = ((text, self._each.get((encoder.name, text))) for text in texts)
            return {text: vector for text, vector in kept if vector is not None}

    def _encoded(self, encoder: Encoder, texts: Sequence[str]) -> dict[str, Floats]:
        if not texts:
            return {}
        # A copy, or a vector that is part of something larger would keep all of it in memory.
        made = {text: words.vector.copy() for text, words in zip(texts, encoder.spell(texts), strict=True)}
        with self._lock:
            self._each.update({(encoder.name, text): vector for text, vector in made.items()})
        return made


def _says(pin: Pin) -> tuple[object, str]:
    return pin.clauses, pin.note
