"""Fragments: which items end the sentence of their lead-in, and which are sentences of their own."""

from __future__ import annotations

import re

from corpus.modality import FORBIDDING, INSTRUCTING, main_clause, tidy

_I = re.IGNORECASE
NEGATIVE_FRAGMENT = re.compile(
    r"(?:that )?(?:(?:they|he|she|you|staff|learners|employees|pupils|it) )?(?:(?:do|does|are|be|is|should|must|will|may|shall|to) )?(?:not|never)\b|(?:\w+ )?no (?!more|later|less|longer)\w+",
    _I,
)
"""An item that refuses in its own words."""


def is_sentence(words: str) -> bool:
    """Whether an item reads as a sentence of its own and not as the end of its lead-in."""
    text = tidy(words)
    if not re.match(r"[\"'“‘(]?[A-Z0-9]", words.strip().lstrip("*•·- ")):
        return False
    main = main_clause(text)
    if (
        FORBIDDING.match(main)
        or NEGATIVE_FRAGMENT.match(text)
        or re.match(r"(?:are|is|be|should|must|will|not|to|that)\b", main, _I)
    ):
        return False
    if INSTRUCTING.match(main):
        return False
    scope = re.sub(
        r"\b(?:who|which|that|what|how|whose \w+)\s+(?:\w+ly )?(?:must|should|shall|may|is|are|will|can|have|has|could|would)\b",
        "_",
        main,
    )
    return bool(
        re.search(r"\b(?:must|should|shall|may|is|are|will|can|have|has|cannot|do not|does not)\b", scope)
    )


def stands_alone(words: str) -> bool:
    """Whether an item leans on nothing before it."""
    return bool(re.match(r"(?:As|Since|Because|There|This|It)\b", words))
