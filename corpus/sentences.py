"""Sentences of a text, as spans."""

from __future__ import annotations

from functools import lru_cache

import pysbd

from corpus.document import Span
from corpus.markers import STARS

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
        # A star or bracket left over at an end belongs to the sentence before it.
        if found and not any(character.isalnum() for character in words):
            found[-1] = Span(start=found[-1].start, end=reached)
        elif found and words[0] in STARS and words[1:2] == " ":
            found[-1] = Span(start=found[-1].start, end=start + 1)
            found.append(Span(start=start + 2, end=reached))
        else:
            found.append(Span(start=start, end=reached))
    return tuple(found)
