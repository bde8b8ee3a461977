"""Running heads, feet and page numbers of text files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

APART = 8
"""Fewest lines between the feet of two pages."""

_PAGE = re.compile(r"page\s+\d{1,3}\b|^\W*\d{1,3}\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?=\D*$)|^\d{1,3}(?=\s)|(?<=page )\d{1,3}", re.IGNORECASE)


def running_lines(pages: Sequence[Sequence[str]]) -> list[frozenset[int]]:
    """For each page, the places of its running lines; a file without form feeds is one page."""
    if len(pages) < 2:
        return [_between_pages(page) for page in pages]
    running = _running(pages)
    found = []
    for number, page in enumerate(pages, 1):
        edges = _edges(page)[1:] if number == 1 else _edges(page)
        found.append(frozenset(place for place in edges if _bare(page[place]) in running))
    return found


def _edges(page: Sequence[str]) -> tuple[int, ...]:
    """The places of a page's first and last printed lines."""
    printed = [place for place, line in enumerate(page) if line.strip()]
    return (printed[0], printed[-1]) if printed else ()


def _bare(line: str) -> str:
    return re.sub(r"\d+|\s+", "", line).lower()


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Running heads and feet: lines at the edges of several pages, or the title printed there again."""
    if len(pages) < 2:
        return frozenset()
    counted = Counter(_bare(page[place]) for page in pages for place in set(_edges(page)))
    title = next((_bare(line) for line in pages[0] if line.strip()), "")
    return frozenset(line for line, times in counted.items() if line and (times > 1 or line == title))


def _between_pages(lines: Sequence[str]) -> frozenset[int]:
    """Running lines that stand among the text: numbered page by page, or always beside such a line."""
    printed = [place for place, line in enumerate(lines) if line.strip()]
    alike: dict[str, list[int]] = defaultdict(list)
    for at, place in enumerate(printed):
        alike[_bare(lines[place])].append(at)
    marks: set[int] = set()
    for places in alike.values():
        if _counts_pages([lines[printed[at]] for at in places], places):
            marks.update(places)
    beside = {at + step for at in marks for step in (-1, 1)} - marks
    for places in alike.values():
        line = lines[printed[places[0]]].strip()
        same = all(lines[printed[at]].strip() == line for at in places)
        near = [at for at in places if at in beside]
        if same and len(near) >= 2 and len(places) - len(near) <= 1 and not line.endswith((":", ";")):
            marks.update(near)
    return frozenset(printed[at] for at in marks)


def _counts_pages(lines: Sequence[str], places: Sequence[int]) -> bool:
    """Whether lines that differ only in their number count the pages."""
    named = all(re.search(r"\bpage\b", line, re.IGNORECASE) for line in lines)
    if len(lines) < (2 if named else 3) or not all(
        _PAGE.search(line) or _NUMBER.search(line) for line in lines
    ):
        return False
    if any(b - a < APART for a, b in pairwise(places)):
        return False
    for pattern in (r"page\s+(\d{1,3})", r"(\d{1,3})\D*$", r"^\D*(\d{1,3})"):
        found = [re.search(pattern, line, re.IGNORECASE) for line in lines]
        numbers = [int(match[1]) for match in found if match]
        if len(numbers) == len(lines) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return True
    return False
