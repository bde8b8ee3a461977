"""Lists of web pages: the marker that a browser prints in front of each item."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.readers.numerals import in_browser

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_KNOWN = (
    "none|disc|circle|square|decimal-leading-zero|decimal|lower-alpha|lower-latin|upper-alpha|upper-latin|"
    "lower-roman|upper-roman"
)
_DECLARED = re.compile(rf"list-style(?:-type)?\s*:[^;}}]*?\b({_KNOWN})\b", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{1,2000})\}")
_COUNTERS = re.compile(
    r"content\s*:\s*counters\([^,)]*,\s*[\"']([^\"']{0,3})[\"']\s*\)\s*(?:[\"']([^\"']{0,3})[\"'])?"
)
_MOST_RULES = 500
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")


@dataclass(slots=True)
class OpenList:
    """A list being read: how it counts, and the number its next item gets.

    `path` holds the printed numbers of the items around it, for lists counted "1.2.3".
    """

    style: str
    following: int
    step: int
    nested: tuple[str, str] | None
    path: tuple[int, ...]
    current: int = 0

    def marker(self, item: LexborNode, style: str | None) -> str | None:
        """Count one li and give its marker; None where the list prints none."""
        stated = _integer(item.attributes.get("value"))
        self.current = self.following if stated is None else stated
        self.following = self.current + self.step
        if self.nested is not None:
            between, after = self.nested
            return (between.join(map(str, (*self.path, self.current))) + after).strip() or None
        return in_browser(self.current, style or self.style) or None


class ListStyles:
    """How the lists of one page are marked: attributes, style attributes and style sheets."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._sheet: dict[int, str] = {}
        self._nested: dict[int, tuple[str, str]] = {}
        for style in page.css("style"):
            for selector, body in _RULE.findall(style.text() or "")[:_MOST_RULES]:
                self._rule(page, selector.strip(), body)

    def _rule(self, page: LexborHTMLParser, selector: str, body: str) -> None:
        declared, counters = _DECLARED.search(body), _COUNTERS.search(body)
        if declared is None and counters is None:
            return
        selector = re.sub(r"::?(?:before|marker)\b", "", selector)
        try:
            nodes = page.css(selector)
        except Exception:  # the parser's own error types differ with each fault of the sheet
            return
        for node in nodes:
            if counters is not None:
                self._nested[_list_of(node)] = (counters[1], counters[2] or "")
            elif declared is not None:
                self._sheet[node.mem_id] = declared[1].lower()

    def own(self, node: LexborNode) -> str | None:
        """The marker style that this ol, ul or li states itself, or a style sheet for it."""
        if declared := _DECLARED.search(node.attributes.get("style") or ""):
            return declared[1].lower()
        return self._sheet.get(node.mem_id) or _TYPES.get(node.attributes.get("type") or "")

    def opened(self, node: LexborNode, around: OpenList | None) -> OpenList:
        """Start reading an ol or ul inside the list `around`."""
        ordered = node.tag == "ol"
        style = self.own(node) or ("decimal" if ordered else "disc")
        start = _integer(node.attributes.get("start")) if ordered else None
        step = 1
        if ordered and "reversed" in node.attributes:
            step = -1
            start = _items(node) if start is None else start
        nested = self._nested.get(node.mem_id) if ordered else None
        path = (*around.path, around.current) if around is not None and around.nested is not None else ()
        return OpenList(style, 1 if start is None else start, step, nested, path)


def _list_of(node: LexborNode) -> int:
    """The list a counted node stands for: itself, or the parent of an li."""
    parent = node.parent
    return parent.mem_id if node.tag == "li" and parent is not None else node.mem_id


def _items(node: LexborNode) -> int:
    count, child = 0, node.child
    while child is not None:
        count += child.tag == "li"
        child = child.next
    return count


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text or "")
    return int(match[1]) if match else None
