"""Fakes of the seams' own types."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Reader, Words
from index.fitted import PLAIN


class FakeEncoder:
    """An encoder that knows no meaning: texts are alike as far as they share words.

    `seen` lists every text it was given, in order; from the surety `line` on anything is answered.
    """

    def __init__(self, name: str = "fake-1", dimensions: int = 32, line: float = 0.5) -> None:
        self.name = name
        self.dimensions = self.width = dimensions
        self.reader: Reader | None = None
        self.hears = True
        self.fitted = PLAIN.model_copy(update={"lines": ((0.0, line),)})
        self.seen: list[str] = []

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text word by word."""
        self.seen.extend(texts)
        return tuple(self._spell(text) for text in texts)

    def _spell(self, text: str) -> Words:
        words = re.findall(r"\w+", text.lower()) or [""]
        tokens = np.array([self._vector(word) for word in words], np.float32).reshape(-1, self.dimensions)
        total = tokens.sum(axis=0)
        weights = np.full(len(words), 1 / len(words), np.float32)
        return Words((total / np.linalg.norm(total)).astype(np.float32), tokens, weights)

    def _vector(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(f"{self.name}\0{word}".encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(self.dimensions)
        return (vector / np.linalg.norm(vector)).astype(np.float32)
