"""Nesting of web pages: hostile depth refused before the parser meets it."""

from __future__ import annotations

import re

from corpus.errors import Damaged
from corpus.readers.limits import DEEPEST, check_depth

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_UNNESTED = {
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup",
    "html", "head", "body", "br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed",
    "source", "track", "wbr", "param",
}  # fmt: skip
_MOST_OPEN = DEEPEST * 8


def check_open_tags(text: str, source: str) -> None:
    """Refuse hostile nesting before the parser sees it: its time grows with the square of the depth."""
    depth = tags = 0
    for match in _TAG.finditer(text):
        tags += 1
        if match[2].lower() not in _UNNESTED:
            depth = max(0, depth + (-1 if match[1] else 1))
            if depth > _MOST_OPEN:
                check_depth(depth, source)
    if not tags:
        reason = "Its name says a web page, but it holds no HTML."
        raise Damaged(source, reason, "If it is plain text, give it the ending .txt.")
