"""Sheets: a long document on several pages, so that none of them is too large to open quickly."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.console.printed import Entry, Printed
from corpus.document import BlockKind

MOST = 56_000
"""Characters of HTML that the blocks of one sheet may make, roughly."""

ROOM = 0.7
"""Share of a sheet from which on a heading begins another one."""

MOST_ENTRIES = 120
"""Headings in a table of contents, at most."""

BLOCK = 170
"""Characters of markup around a block, roughly."""

TIE = 130
"""Characters of markup around the link to another clause, roughly."""


def sheets_of(blocks: Sequence[Printed], most: int = MOST) -> list[list[Printed]]:
    """Cut blocks into sheets of `most` characters, roughly, before a heading where there is one near."""
    found: list[list[Printed]] = [[]]
    size = 0
    for block in blocks:
        own = _size(block)
        heading = block.kind is BlockKind.heading and size > most * ROOM
        if found[-1] and (size + own > most or heading):
            found.append([])
            size = 0
        found[-1].append(block)
        size += own
    return found


def entries(sheets: Sequence[Sequence[Printed]]) -> tuple[Entry, ...]:
    """The headings of all sheets; of very many those of the highest rank, or the first of each sheet."""
    found = [
        Entry(
            words=f"{block.marker}{block.joint}{block.words}",
            level=block.level,
            anchor=block.anchor,
            sheet=place,
        )
        for place, sheet in enumerate(sheets, 1)
        for block in sheet
        if block.kind is BlockKind.heading and not block.gone
    ]
    for rank in (6, 4, 3, 2):
        ranked = [each for each in found if each.level <= rank]
        if len(ranked) <= MOST_ENTRIES:
            return tuple(ranked)
    return tuple({each.sheet: each for each in reversed(found)}.values())[::-1]


def _size(block: Printed) -> int:
    ends = sum(len(tie.ends) for tie in block.ties)
    words = sum(len(segment.words) for cell in block.cells for run in cell.runs for segment in run.segments)
    return BLOCK + words + TIE * (ends + len(block.ties)) + 60 * (len(block.cells) + len(block.clauses))
