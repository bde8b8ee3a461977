"""Joining: printed lines → running words, without the hyphens and breaks that only the page needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_URL_TAIL = re.compile(r"(?:https?://|www\.)\S*$")
_WORD = re.compile(r"\w[\w-]*")
_BROKEN = re.compile(r"(\w{2,})- (\w+)")
_PREFIX = re.compile(
    r"(?:all|anti|co|counter|cross|ex|face|first|full|half|high|hot|inter|ill|long|low|mid|multi|near|non|off|on|one|"
    r"out|over|part|post|pre|pro|re|second|self|semi|short|six|sub|third|three|two|under|up|well|year)$",
    re.IGNORECASE,
)


class Joining:
    """Joins the lines of one document, whose own words tell which hyphens belong to it."""

    def __init__(self, lines: Sequence[str]) -> None:
        found: list[str] = []
        cut = False
        for line in lines:
            words = _WORD.findall(line.lower())
            # What stands behind a hyphen at a line's end may be only the rest of a word.
            found.extend(words[1:] if cut else words)
            cut = line.endswith("-")
        self.words = Counter(found)
        broken = [_BROKEN.search(f"{line} {after}") for line, after in pairwise(lines) if line.endswith("-")]
        # One word broken here and whole there shows that the document divides its words.
        self.divides = any(match and self.words[(match[1] + match[2]).lower()] for match in broken)
        self.parts = {part for word in found for part in word.split("-") if not word.endswith("-")}

    def joined(self, lines: Sequence[str]) -> str:
        """The words of a unit that was printed over these lines."""
        parts = [lines[0]]
        for line in lines[1:]:
            joined = self._join(parts[-1], line)
            if joined == f"{parts[-1]} {line}":
                parts.append(line)
            else:
                parts[-1] = joined
        return " ".join(parts)

    def _join(self, before: str, after: str) -> str:
        if _URL_TAIL.search(before[-400:]) and (
            before.endswith(("/", "-", "_", "=", "&", "?")) or _is_url_rest(after)
        ):
            return before + after
        if re.search(r"[^\W\d_]-$", before[-3:]) and after[:1].islower():
            return self._join_hyphen(before, after)
        return f"{before} {after}"

    def _join_hyphen(self, before: str, after: str) -> str:
        """Drop the hyphen where the document writes the word without one, or knows neither half as a word."""
        found = re.search(r"[\w-]*$", before[:-1])
        right = re.match(r"\w*", after)
        left, rest = found.group().lower() if found else "", right.group().lower() if right else ""
        if left and self.words[left + rest]:
            return before[:-1] + after
        halves = left in self.parts or rest in self.parts or _PREFIX.match(left)
        if (
            self.divides
            and len(left) > 1
            and "-" not in left
            and not halves
            and not self.words[f"{left}-{rest}"]
        ):
            return before[:-1] + after
        return before + after


def _is_url_rest(text: str) -> bool:
    first = text.split(maxsplit=1)[0]
    return "/" in first and not first.endswith(":") and "." in first
