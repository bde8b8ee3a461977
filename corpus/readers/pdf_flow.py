"""PDF flow: the lines of all pages as one text, with indents and gaps as a text file would have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.pieces import Line
from corpus.readers.pdf_aligned import aligned
from corpus.readers.pdf_columns import in_reading_order
from corpus.readers.pdf_lines import Printed
from corpus.readers.pdf_tables import row_text

_LEADER = re.compile(r"(?:\.\s?|…\s?){4,}\s*\d{1,4}$")
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?$", re.IGNORECASE)
_USUAL_SPACING = 1.2
_CLEARLY = 0.25
_SAME_COLUMN = 4.0
_FEW_LINES = 30


def printed_lines(pages: Sequence[Sequence[Printed]]) -> Iterator[Line]:
    """The lines of all pages, their sizes relative to the commonest, rows of tables as one line each."""
    flowing = _joined_tables([aligned(lines) for lines in in_reading_order(pages)])
    body, width, spacing = _body_size(flowing), _character_width(flowing), _spacing(flowing)
    margins = _margin(flowing[::2]), _margin(flowing[1::2])
    for number, lines in enumerate(flowing, start=1):
        margin = margins[(number - 1) % 2]
        above: Printed | None = None
        for at, line in enumerate(lines):
            if _is_contents(lines, at):
                continue
            origin = margin if line.origin is None else line.origin
            yield Line(
                line.text if line.cells is None else row_text(line.cells),
                indent=max(0, round((line.left - origin) / width)),
                gap=_gap(above, line, spacing),
                page=number,
                size=round(line.size / body, 2),
                bold=line.bold,
                column_break=line.column_break,
            )
            above = line


def _is_contents(lines: Sequence[Printed], at: int) -> bool:
    """Whether a line is an entry of a table of contents, or the heading above the first."""
    if _LEADER.search(lines[at].text):
        return True
    entry_follows = at + 1 < len(lines) and _LEADER.search(lines[at + 1].text) is not None
    return entry_follows and _CONTENTS.match(lines[at].text) is not None


def _joined_tables(pages: list[list[Printed]]) -> list[list[Printed]]:
    """Tables that go on over the page: heads printed again dropped, divided rows put together."""
    heads: Printed | None = None
    last: Printed | None = None
    for lines in pages:
        if lines and last is not None and heads is not None and _goes_on(last, lines[0]):
            if lines[0].cells == heads.cells:
                lines.pop(0)
            if lines and _goes_on(last, lines[0]) and _is_rest(last, lines[0]):
                _append(last, lines.pop(0))
        for above, line in zip([last, *lines], lines, strict=False):
            if line.cells is not None and (above is None or not _goes_on(above, line)):
                heads = line
        last = lines[-1] if lines else last
    return pages


def _goes_on(above: Printed, line: Printed) -> bool:
    """Whether both are rows of tables with the same columns."""
    if above.cells is None or line.cells is None or len(above.columns) != len(line.columns):
        return False
    return all(abs(a - b) <= _SAME_COLUMN for a, b in zip(above.columns, line.columns, strict=True))


def _is_rest(row: Printed, line: Printed) -> bool:
    """Whether the first row of a page is what the page break cut off the last one before it."""
    if row.row or line.row:
        return row.row == line.row
    above, below = row.cells or [""], line.cells or [""]
    if not below[0]:
        return True
    begun = [(one, other) for one, other in zip(above, below, strict=False) if other]
    cut = all(one and one[-1] not in ".;:!?" and not other[0].isupper() for one, other in begun)
    return cut and below[0][0].islower() and above[0][0].isupper()


def _append(row: Printed, rest: Printed) -> None:
    cells, more = list(row.cells or ()), list(rest.cells or ())
    width = max(len(cells), len(more))
    cells += [""] * (width - len(cells))
    more += [""] * (width - len(more))
    row.cells = [f"{cell} {text}".strip() for cell, text in zip(cells, more, strict=True)]


def _body_size(pages: Sequence[Sequence[Printed]]) -> float:
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return (sizes.most_common(1)[0][0] if sizes else 0.0) or 10.0


def _character_width(pages: Sequence[Sequence[Printed]]) -> float:
    """The average width of a character in points."""
    plain = [s for lines in pages for line in lines if line.cells is None for s in line.segments]
    characters = sum(len(segment.text) for segment in plain)
    return (
        max(1.0, sum(segment.right - segment.left for segment in plain) / characters) if characters else 5.0
    )


def _spacing(pages: Sequence[Sequence[Printed]]) -> float:
    """The ordinary distance of baselines, as a multiple of the type size."""
    seen: Counter[float] = Counter()
    for lines in pages:
        for above, line in pairwise(lines):
            ratio = (above.low - line.base) / line.size
            if (
                above.cells is None
                and line.cells is None
                and abs(above.size - line.size) < 0.5
                and 0.9 <= ratio <= 2.2
            ):
                seen[round(ratio * 20) / 20] += 1
    total = sum(seen.values())
    # Where most paragraphs are one line long, the gap between them is commoner than the spacing within.
    usual = [ratio for ratio, count in seen.items() if count >= 0.15 * total]
    return min(usual, default=_USUAL_SPACING)


def _margin(pages: Sequence[Sequence[Printed]]) -> float:
    """The left edge of the text on pages that lie on the same side of the binding."""
    lefts = [line.left for page in pages for line in page if line.origin is None and line.cells is None]
    counts = Counter(round(left) for left in lefts)
    # On a long text, a single line further left is a stray mark and not the margin.
    enough = 2 if len(lefts) >= _FEW_LINES else 1
    firm = [left for left in lefts if counts[round(left)] >= enough]
    return min(firm or lefts, default=0.0)


def _gap(above: Printed | None, line: Printed, spacing: float) -> bool:
    """Whether clearly more than the ordinary spacing stands above a line; rows always stand apart."""
    if line.cells is not None or (above is not None and above.cells is not None):
        return True
    if above is None or line.column_break:
        return False
    size = max(above.size, line.size)
    return above.low - line.base > (spacing + _CLEARLY) * size
