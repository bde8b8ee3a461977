"""The words of an index: BM25 over stemmed words, worked out from what each part of it counts."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

K1, B = 1.5, 0.75
"""How soon a word that comes again counts no more, and how much a long text is held back: as bm25s sets them."""

_WORD = re.compile(r"\w\w+")
_STOP = frozenset(STOPWORDS_EN)


def stems(text: str) -> list[str]:
    """Give the stems of the words of `text`, in order, without the commonest words."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _STOP]
    # A stemmer may not be shared between threads, and costs two millionths of a second.
    return list(Stemmer.Stemmer("english").stemWords(words))


@dataclass(frozen=True)
class Terms:
    """How often each stem comes in each of some texts, which are known by their place.

    `listed` is the JSON list of the stems, as uint8. Stem s comes in the texts `places[starts[s]:starts[s + 1]]`,
    int32, as often as `counts` says, int32; text t is `lengths[t]` stems long, int32.
    """

    listed: NDArray[np.uint8]
    starts: NDArray[np.int32]
    places: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Terms:
        """Count the stems of `texts`."""
        stemmed = [stems(text) for text in texts]
        found: dict[str, list[tuple[int, int]]] = {}
        for place, row in enumerate(stemmed):
            for stem, count in Counter(row).items():
                found.setdefault(stem, []).append((place, count))
        listed = sorted(found)
        pairs = np.array([pair for stem in listed for pair in found[stem]], np.int32).reshape(-1, 2)
        return cls(
            listed=np.frombuffer(json.dumps(listed, ensure_ascii=False).encode(), np.uint8),
            starts=np.cumsum([0, *(len(found[stem]) for stem in listed)], dtype=np.int32),
            places=np.ascontiguousarray(pairs[:, 0]),
            counts=np.ascontiguousarray(pairs[:, 1]),
            lengths=np.array([len(row) for row in stemmed], np.int32),
        )

    @classmethod
    def held(cls, arrays: Mapping[str, NDArray[Any]]) -> Terms:
        """Take what `arrays` gave; raises KeyError where something of it is missing."""
        return cls(**{name: arrays[f"stem_{name}"] for name in cls.__dataclass_fields__})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that is to be kept, by name."""
        return {f"stem_{name}": getattr(self, name) for name in self.__dataclass_fields__}

    def of_stem(self, stem: str) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
        """Give the places of the texts that a stem comes in, and how often; None where it comes in none."""
        number = self._numbers.get(stem)
        if number is None:
            return None
        part = slice(self.starts[number], self.starts[number + 1])
        return self.places[part], self.counts[part]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {stem: number for number, stem in enumerate(json.loads(self.listed.tobytes()))}


class Lexicon:
    """BM25 scores of texts for a question.

    They depend on all texts there are, by how rare a word and how long a text is among them. So the parts keep
    counts alone, and a stem's scores are worked out when a question first has it.
    """

    def __init__(self, parts: Sequence[Terms]) -> None:
        self._parts = tuple(parts)
        sizes = [len(part.lengths) for part in self._parts]
        self._size = sum(sizes)
        self._begins = np.cumsum([0, *sizes])[:-1].tolist()
        self._scores: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]] | None] = {}

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lexicon:
        """Index `texts`, which are then known by their place."""
        return cls([Terms.of(texts)])

    def scores(self, question: str) -> NDArray[np.float32]:
        """Give each text's BM25 score, float32 (texts,), over the root of the question's length."""
        wanted = stems(question)
        scores = np.zeros(self._size, np.float32)
        if not wanted:
            return scores
        for stem in wanted:
            found = self._of_stem(stem)
            if found is not None:
                scores[found[0]] += found[1]
        return scores / np.float32(np.sqrt(len(wanted)))

    def _of_stem(self, stem: str) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """The texts that a stem comes in and the score it gives to each, kept for the next question."""
        if stem not in self._scores:
            self._scores[stem] = self._worked_out(stem)
        return self._scores[stem]

    def _worked_out(self, stem: str) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """Lucene's form of BM25, in the number widths of bm25s, whose scores these are to the last bit."""
        found = [
            (places + np.int32(begin), counts)
            for begin, part in zip(self._begins, self._parts, strict=True)
            if (held := part.of_stem(stem)) is not None
            for places, counts in [held]
        ]
        if not found:
            return None
        places = np.concatenate([each for each, _ in found])
        counts = np.concatenate([each for _, each in found]).astype(np.float32)
        rarity = np.float32(math.log(1 + (self._size - len(places) + 0.5) / (len(places) + 0.5)))
        long = B * self._lengths[places].astype(np.float64) / self._mean
        return places, (rarity * (counts / (K1 * ((1 - B) + long) + counts))).astype(np.float32)

    @cached_property
    def _lengths(self) -> NDArray[np.int32]:
        return np.concatenate([np.zeros(0, np.int32), *(part.lengths for part in self._parts)])

    @cached_property
    def _mean(self) -> np.float64:
        return np.float64(self._lengths.mean())
