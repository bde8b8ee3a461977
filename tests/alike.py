"""A likeness to test with: two questions mean the same where they share most of their words, and differ in no number."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE = 0.5


class Alike:
    """Tells by the share of words that two questions have in common."""

    @property
    def line(self) -> float:
        """The score from which on a pin is served."""
        return LINE

    def alike(self, phrasings: Sequence[str], question: str) -> float:
        """The share of words in common with the nearest of the phrasings."""
        asked = _words(question)
        return max((_share(_words(each), asked) for each in phrasings), default=0.0)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
