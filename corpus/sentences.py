"""Sentences of a text, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pysbd

from corpus.document import Span
from corpus.markers import STARS

WINDOW = 600
"""Characters that are segmented at a time: the segmenter's time grows with the square of the length."""

LONGEST = 20_000
"""Characters beyond which a text is no clause of sentences and stays whole."""

_SEGMENTER = pysbd.Segmenter(language="en", clean=False)
# Without any of these inside there is one sentence, and the segmenter, which is slow, need not be asked.
_PARTS = re.compile(r"[!?\n\r\v\f\u2028\u2029()\[\]{}:;\"“”…•]|\.(?!\s*$)|[^\x20-\x7e’‘–—£]")
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“‘(])")


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Span, ...]:
    """Split a text into its sentences; the spans leave out the white space between them."""
    if len(text) > LONGEST:
        return (Span(start=0, end=len(text)),)
    if not _PARTS.search(text):
        words = text.strip()
        start = text.find(words)
        return (Span(start=start, end=start + len(words)),) if words else ()
    found: list[Span] = []
    for window in _windows(text):
        reached = window.start
        for piece in _SEGMENTER.segment(window.of(text)):
            words = piece.strip()
            start = text.find(words, reached, window.end) if words else -1
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


def _windows(text: str) -> Iterator[Span]:
    """Stretches of a text that end between sentences wherever they can."""
    start = 0
    while len(text) - start > WINDOW:
        breaks = [match.end() for match in _BREAK.finditer(text, start, start + WINDOW)]
        space = text.rfind(" ", start + 1, start + WINDOW)
        end = breaks[-1] if breaks else space + 1 if space > start else start + WINDOW
        yield Span(start=start, end=end)
        start = end
    yield Span(start=start, end=len(text))
