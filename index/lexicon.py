"""The words of an index: BM25 over stemmed words, kept as plain files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

_WORD = re.compile(r"\w\w+")
_STOP = frozenset(STOPWORDS_EN)


def stems(text: str) -> list[str]:
    """Give the stems of the words of `text`, in order, without the commonest words."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _STOP]
    # A stemmer may not be shared between threads, and costs two millionths of a second.
    return list(Stemmer.Stemmer("english").stemWords(words))


class Lexicon:
    """BM25 scores of texts for a question, saved as files and opened by memory map."""

    def __init__(self, vocabulary: dict[str, int], ranking: bm25s.BM25 | None, size: int) -> None:
        self._vocabulary = vocabulary
        self._ranking = ranking
        self._size = size

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lexicon:
        """Index `texts`, which are then known by their place."""
        stemmed = [stems(text) for text in texts]
        vocabulary = {
            stem: number for number, stem in enumerate(sorted({stem for row in stemmed for stem in row}))
        }
        if not vocabulary:
            return cls({}, None, len(texts))
        ranking = bm25s.BM25(method="lucene")
        numbers = [[vocabulary[stem] for stem in row] for row in stemmed]
        ranking.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
        return cls(vocabulary, ranking, len(texts))

    def scores(self, question: str) -> NDArray[np.float32]:
        """Give each text's BM25 score, float32 (texts,), over the root of the question's length."""
        wanted = stems(question)
        known = [self._vocabulary[stem] for stem in wanted if stem in self._vocabulary]
        if self._ranking is None or not known:
            return np.zeros(self._size, np.float32)
        scores = np.asarray(self._ranking.get_scores_from_ids(known), np.float32)
        return scores / np.float32(np.sqrt(len(wanted)))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which it makes."""
        folder.mkdir()
        words = json.dumps(list(self._vocabulary), ensure_ascii=False)
        (folder / "words.json").write_text(words, encoding="utf-8")
        (folder / "size.json").write_text(json.dumps(self._size), encoding="utf-8")
        if self._ranking is not None:
            self._ranking.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Open what `save` wrote, by memory map."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        size = int(json.loads((folder / "size.json").read_text(encoding="utf-8")))
        ranking = bm25s.BM25.load(folder, mmap=True, load_vocab=False, show_progress=False) if words else None
        return cls({word: number for number, word in enumerate(words)}, ranking, size)
