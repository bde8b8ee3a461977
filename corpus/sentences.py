"""Sentences of a text, as spans."""

from __future__ import annotations

from functools import lru_cache

import pysbd

from corpus.document import Span

_SEGMENTER = pysbd.Segmenter(language="en", clean=False)


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Span, ...]:
    """Split a text into its sentences; the spans leave out the white space between them."""
    found: list[Span] = []
    reached = 0
    for piece in _SEGMENTER.segment(text):
        words = piece.strip()
        start = text.find(words, reached) if words else -1
        if start < 0:
            continue
        reached = start + len(words)
        found.append(Span(start=start, end=reached))
    return tuple(found)
