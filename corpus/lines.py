"""What the words of one printed line show: an end, a lead-in, a title, a sentence that goes on."""

from __future__ import annotations

import re

TERMINAL = re.compile(r"[.;:!?…][\"'”’)\]*†‡]*$|[:;][-–—]$")
"""The end of a sentence, or of a lead-in."""
LEADS = re.compile(r":[-–—]?\s*[\"'”’)]*$")
"""The end of a lead-in: ":", or ":-" with any dash."""
JOINING_WORD = re.compile(
    r"\b(?:the|a|an|of|to|and|or|by|with|in|on|at|for|from|that|which|is|are|be|been|must|should|may|will|not|"
    r"any|all|their|its|our|your|his|her|this|these|as|if|who|need|than|into|under|within)$",
    re.IGNORECASE,
)
"""A word that no sentence ends with."""


def looks_like_title(text: str) -> bool:
    """Few words, begun in upper case, without an end to a sentence."""
    return (
        len(text.split()) <= 14
        and bool(re.match(r"[\"'“‘(\[]*[A-Z0-9]", text))
        and not re.search(r"[.;,:]$|:[-–—]$", text.rstrip())
        and not JOINING_WORD.search(text)
    )


def is_in_capitals(text: str) -> bool:
    """Whether a line is a title of several words, all in capitals, that ends where the line does."""
    return (
        text.isupper() and len(text.split()) > 1 and not (TERMINAL.search(text) or JOINING_WORD.search(text))
    )
