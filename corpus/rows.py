"""How strongly a row of a table binds, from its cells and the heads of its columns."""

from __future__ import annotations

import re

from corpus.document import Force
from corpus.modality import INSTRUCTING, tidy

_I = re.IGNORECASE
_YES = re.compile(
    r"(?:yes|only (?:if|with|when|in|at|for)|allowed|permitted|optional|full pay|half pay|unpaid|paid|[\w ]*\bpaid\b)\b",
    _I,
)
_NO = re.compile(r"(?:no|never|not allowed|not permitted|prohibited|forbidden|banned|must not|refuse)\b", _I)


def row_force(words: str, lead: str) -> Force:
    """The force of a table row, from the first of its cells that says yes, no or what to do."""
    cells = [tidy(cell) for cell in words.split("|")]
    for cell in cells[1:]:
        if _NO.match(cell):
            return Force.prohibition
        if _YES.match(cell) or re.search(r"\b(?:un)?paid\b|\b(?:full|half) pay\b", cell, _I):
            return Force.permission
    if re.search(
        r"\b(?:sanction|penalty|level|outcome|consequence|response|retention|kept for)\b",
        f"{lead} {cells[0]}",
        _I,
    ):
        return Force.information
    if any(INSTRUCTING.match(cell) and len(cell.split()) > 2 for cell in cells[1:]) and not re.search(
        r"\byears?\b|\bmonths?\b|\buntil\b|\bpermanent", words, _I
    ):
        return Force.obligation
    if re.search(
        r"\b(?:\d+|one|two) (?:adults?|staff|leaders?)\b[^|]*\b(?:to|per|for every)\b|\bnever\b|\bwhere things? (?:is|are)\b|\bminimum\b|\bmust\b",
        f"{lead} {words}",
        _I,
    ):
        return Force.obligation
    return Force.information
