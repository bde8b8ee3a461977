"""Stars: the marks that tie a note to the clauses which carry them."""

from __future__ import annotations

import re

from corpus.markers import STARS

STAR = re.compile(r"[\"'“‘(]?\s*(?P<mark>[*†‡§]{1,3}|\[\^?\d{1,2}\]:?|[¹²³⁴⁵⁶⁷⁸⁹])\s*(?=[A-Z0-9§\"'“‘(])")
"""A note's mark in front of its words."""

_PRINTED = re.compile(r"[*†‡§]{1,3}|\[\^?\d{1,2}\]:?")


def star_of(printed: str | None, words: str) -> str | None:
    """The mark of a note, printed apart from its words or in front of them; None where it has none."""
    if printed and _PRINTED.fullmatch(printed):
        return printed
    match = STAR.match(words)
    return match.group("mark") if match else None


def carries(mark: str) -> re.Pattern[str]:
    """How a text shows that it carries a note's mark: behind a word or sentence, or before a word."""
    bare = mark.strip().rstrip(":")
    escaped = re.escape(bare)
    if bare[0] not in STARS:
        return re.compile(escaped)
    behind = rf"(?:(?<=[\w.,;:!?)'’”])|(?<=[.;!?] )){escaped}(?![\w*])"
    return re.compile(rf"{behind}|(?<![\w\[*(]){escaped}(?=[a-z])")
