"""Fakes of the seams' own types."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Words


class FakeEncoder:
    """An encoder that knows no meaning: texts are alike as far as they share words.

    `seen` lists every text it was given, in order.
    """

    def __init__(self, name: str = "fake-1", dimensions: int = 32) -> None:
        self.name = name
        self.dimensions = dimensions
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one vector a text."""
        return np.array([words.vector for words in self.spell(texts)], np.float32).reshape(
            -1, self.dimensions
        )

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text word by word."""
        self.seen.extend(texts)
        return tuple(self._spell(text) for text in texts)

    def _spell(self, text: str) -> Words:
        words = re.findall(r"\w+", text.lower())
        tokens = np.array([self._vector(word) for word in words], np.float32).reshape(-1, self.dimensions)
        total = tokens.sum(axis=0) if words else self._vector("")
        ids = [int.from_bytes(hashlib.sha256(word.encode()).digest()[:2]) for word in words]
        return Words((total / np.linalg.norm(total)).astype(np.float32), tokens, np.array(ids, np.int32))

    def _vector(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(f"{self.name}\0{word}".encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(self.dimensions)
        return (vector / np.linalg.norm(vector)).astype(np.float32)
