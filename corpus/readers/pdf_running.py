"""Running lines: the headers, footers and page numbers that repeat on a PDF's pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.readers.pdf_lines import Printed

_EDGE_LINES = 4
_MARGIN = 0.14
_SAME_PLACE = 4.0
_SHARE = 0.4
_MOSTLY = 0.6
_DIGITS = re.compile(r"\d{1,9}")
_PAGE = re.compile(
    r"[-–—|\s]*(?:page|pg\.?|p\.?)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?[-–—|\s]*$", re.IGNORECASE
)
_WORDED_PAGE = re.compile(
    r"[-–—|\s]*(?:page|pg\.?)\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?[-–—|\s]*$", re.IGNORECASE
)

Page = tuple[float, Sequence[Printed]]
"""A page's height in points, and its lines from top to bottom."""


def without_running(pages: Sequence[Page]) -> tuple[list[list[Printed]], tuple[str, ...]]:
    """The pages without their running lines, and the words of these, once each."""
    doomed: list[set[int]] = [set() for _ in pages]
    for places in _repeated(pages):
        for page, line in places:
            doomed[page].add(line)
    for at, (height, lines) in enumerate(pages):
        doomed[at] |= _page_numbers(height, lines, at, doomed[at], len(pages))
        _keep_tables(lines, doomed[at])
    words: dict[str, str] = {}
    kept: list[list[Printed]] = []
    for (_, lines), gone in zip(pages, doomed, strict=True):
        for at in sorted(gone):
            text = " ".join(lines[at].text.split())
            words.setdefault(_DIGITS.sub("#", text), text)
        kept.append([line for at, line in enumerate(lines) if at not in gone])
    return kept, tuple(text for text in words.values() if not _PAGE.match(text))


def _keep_tables(lines: Sequence[Printed], gone: set[int]) -> None:
    """Keep rows that a table goes on from: its heads are printed again on each page, at the same place."""
    for order, neighbour in ((sorted(gone, reverse=True), 1), (sorted(gone), -1)):
        for at in order:
            beside = at + neighbour
            if 0 <= beside < len(lines) and beside not in gone and _same_table(lines[at], lines[beside]):
                gone.discard(at)


def _same_table(line: Printed, other: Printed) -> bool:
    return line.cells is not None and other.cells is not None and len(line.columns) == len(other.columns)


def _edges(height: float, lines: Sequence[Printed]) -> list[int]:
    """The lines near enough to the top or the foot of a page to be running ones."""
    outer = {*range(min(_EDGE_LINES, len(lines))), *range(max(0, len(lines) - _EDGE_LINES), len(lines))}
    return [
        at
        for at in sorted(outer)
        if lines[at].base > height * (1 - _MARGIN) or lines[at].low < height * _MARGIN
    ]


def _repeated(pages: Sequence[Page]) -> list[list[tuple[int, int]]]:
    """Groups of lines that say the same, but for figures, at the same height of many pages."""
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, (height, lines) in enumerate(pages):
        for at in _edges(height, lines):
            line = lines[at]
            top = line.base > height / 2
            place = height - line.base if top else -line.low
            groups[_DIGITS.sub("#", line.text), round(place / _SAME_PLACE)].append((page, at))
    enough = max(2, round(_SHARE * len(pages)))
    found = []
    for (text, place), members in groups.items():
        near = members + groups.get((text, place + 1), [])
        found += [alike for alike in _alike(near, pages) if len({page for page, _ in alike}) >= enough]
    return found


def _alike(members: list[tuple[int, int]], pages: Sequence[Page]) -> list[list[tuple[int, int]]]:
    """Divide lines that differ in their figures only: a figure may differ where it counts the pages.

    Otherwise "2.1 Staff must" and "5.3 Staff must", at the top of two pages, were a running line.
    """
    figures = [[int(n) for n in _DIGITS.findall(pages[page][1][at].text)] for page, at in members]
    columns = []
    for numbers in zip(*figures, strict=True):
        offsets = [number - page for number, (page, _) in zip(numbers, members, strict=True)]
        usual, count = Counter(offsets).most_common(1)[0]
        counting = count >= _MOSTLY * len(members)
        columns.append([-1 if counting and o == usual else n for o, n in zip(offsets, numbers, strict=True)])
    groups: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
    for index, member in enumerate(members):
        groups[tuple(column[index] for column in columns)].append(member)
    return list(groups.values())


def _page_numbers(height: float, lines: Sequence[Printed], page: int, gone: set[int], pages: int) -> set[int]:
    """A page number that stands alone: on a single page, or where its neighbours differ in words."""
    found: set[int] = set()
    for at in _edges(height, lines):
        text = lines[at].text
        bare = _PAGE.match(text) is not None and text.strip(" -–—|") == str(page + 1) and pages > 1
        if at not in gone and (bare or _WORDED_PAGE.match(text)):
            found.add(at)
    return found
