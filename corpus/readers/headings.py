"""Headings: which paragraphs read as one to the eye, whatever their style is called."""

from __future__ import annotations

import re

MINOR = 6
"""The level of a heading that only its bold type tells of."""

_LONGEST = 25
_LONGEST_SENTENCE = 8
_LONGEST_BOLD = 10
_NOTE = re.compile(r"(?:please )?note\b|n\.?b\b|important\b|warning\b|[*†‡]", re.IGNORECASE)


def reads_as_sentence(text: str) -> bool:
    """Whether a paragraph in a heading style states something: too long, or a sentence with its stop."""
    words = len(text.split())
    return words > _LONGEST or (words > _LONGEST_SENTENCE and text.endswith((".", ";", ",")))


def reads_as_heading(text: str) -> bool:
    """Whether a paragraph that is bold throughout is a heading: short, one line, no sentence, no note."""
    if "\n" in text or text.endswith((".", ":", ";", ",")) or _NOTE.match(text):
        return False
    return 0 < len(text.split()) <= _LONGEST_BOLD
