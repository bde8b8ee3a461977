"""Long texts in pieces that fit: nothing is lost, nothing is added, and the pieces joined are the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

_SIGN = regex.compile(r"\X")
"""One sign as people see it, of however many characters (Unicode's extended grapheme cluster)."""

MARKS = ("\n\n", "\n", " ")
"""Where a text is cut best, best first."""


def utf16(text: str) -> int:
    """The length of a text as JavaScript, and so Teams, counts it: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str, most: int, length: Callable[[str], int] = len) -> Iterator[str]:
    """Cut a text into pieces of at most `most` by `length`, at paragraphs, lines or words where it can.

    `"".join(pieces(text, most)) == text`. A sign made of several characters is only cut where it is itself
    longer than a piece. Raises ValueError where `most` is too little for one character.
    """
    rest = text
    while length(rest) > most:
        fitting = _fitting(rest, most, length)
        if not fitting:
            raise ValueError(f"a piece of {most} has no room for one character")
        cut = _cut(rest, fitting)
        yield rest[:cut]
        rest = rest[cut:]
    if rest:
        yield rest


def _fitting(text: str, most: int, length: Callable[[str], int]) -> int:
    """The most characters from the beginning that are at most `most` long."""
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle]) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str, fitting: int) -> int:
    """The best place to cut within the first `fitting` characters."""
    for mark in MARKS:
        found = text.rfind(mark, fitting // 2, fitting)
        if found >= 0 and _ends_a_sign(text, found + len(mark)):
            return found + len(mark)
    whole = 0
    for sign in _SIGN.finditer(text, endpos=min(len(text), fitting + 64)):
        if sign.end() > fitting:
            break
        whole = sign.end()
    return whole or fitting


def _ends_a_sign(text: str, cut: int) -> bool:
    """Whether the mark before the cut is a sign by itself: an accent may stand on a space, and be one with it."""
    sign = _SIGN.match(text, cut - 1)
    return sign is not None and sign.end() == cut
