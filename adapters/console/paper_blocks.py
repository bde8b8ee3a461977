"""A document's blocks as they are drawn: cut into cells and runs of one clause each, with what is marked in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from adapters.console.printed import Cell, Changes, Printed, Removed, Run, Segment
from bot.diff_marks import Fate
from corpus.document import Block, BlockKind, Clause, Document, Span

JOINT = re.compile(r"[ \t]*\|[ \t]*")
"""What is printed between the cells of a row."""

BLANK = " \t\n\r\f"
"""White space that a browser leaves where it is, in a list and a table too."""

DEEPEST_HEADING = 6


def blocks_of(
    document: Document, clauses: Sequence[Clause], shown: Span | None, changes: Changes
) -> tuple[list[Printed], str]:
    """Every block as it is drawn, in order, and what is printed behind the last; no character is left out."""
    return _Drawn(document, clauses, shown, changes).run()


@dataclass
class _Drawn:
    """Walks a document once; `reached` is the first character that has not been drawn."""

    document: Document
    clauses: Sequence[Clause]
    shown: Span | None
    changes: Changes
    reached: int = 0
    sections: int = 0
    found: list[Printed] = field(default_factory=list)
    heads: tuple[str, ...] = ()
    ranks: list[int] = field(default_factory=list)

    def run(self) -> tuple[list[Printed], str]:
        self.text = self.document.text
        self.units = _apart(each for each in self.clauses if each.part_of is None)
        self.begun: set[str] = set()
        self.waiting = list(self.changes.removed)
        for block in self.document.blocks:
            first = block.marker.start if block.marker else block.span.start
            before = self._between(first)
            self._removed(first)
            self.found.append(self._block(block, before))
            self.reached = block.span.end
        after = self._between(len(self.text))
        self._removed(len(self.text))
        return self.found, after

    def _between(self, end: int) -> str:
        """What is printed before the next block; words that stand in no block are drawn as a paragraph."""
        gap = Span(start=self.reached, end=end)
        words = gap.of(self.text)
        inner = words.strip(BLANK)
        if not inner:
            return words
        start = gap.start + words.index(inner)
        loose = Block(kind=BlockKind.paragraph, span=Span(start=start, end=start + len(inner)))
        self.found.append(self._block(loose, self.text[gap.start : start]))
        return self.text[loose.span.end : end]

    def _block(self, block: Block, before: str) -> Printed:
        marker = block.marker.of(self.text) if block.marker else ""
        joint = self.text[block.marker.end : block.span.start] if block.marker else ""
        within = Span(start=block.marker.start if block.marker else block.span.start, end=block.span.end)
        # They overlap nowhere, so those that meet the block stand next to each other.
        first = bisect_right(self.units, within.start, key=lambda unit: unit.span.end)
        last = bisect_left(self.units, within.end, key=lambda unit: unit.span.start)
        units = self.units[first:last]
        if block.kind not in (BlockKind.row, BlockKind.column_heads):
            self.heads = ()
        is_heading = block.kind is BlockKind.heading
        self.sections += is_heading
        remarks = [
            remark
            for each in units
            if each.id in self.changes.clauses and each.id not in self.begun
            for remark in self.changes.clauses[each.id].remarks
        ]
        cells = self._cells(block, units)
        return Printed(
            kind=block.kind,
            cells=cells,
            before=before,
            marker=marker,
            joint=joint,
            level=self._rank(block.level or 2) if is_heading else max(block.level or 0, 0),
            clauses=tuple(each.id for each in units),
            remarks=tuple(remarks),
            anchor=f"section-{self.sections}" if is_heading else "",
            page=block.page,
        )

    def _rank(self, level: int) -> int:
        """The rank of a heading on the page, below its title: never more than one below the heading before."""
        while self.ranks and self.ranks[-1] >= level:
            self.ranks.pop()
        self.ranks.append(level)
        return min(len(self.ranks) + 1, DEEPEST_HEADING)

    def _cells(self, block: Block, units: Sequence[Clause]) -> tuple[Cell, ...]:
        if block.kind not in (BlockKind.row, BlockKind.column_heads):
            return (Cell(runs=self._runs(block.span, units)),)
        cells = []
        for place, (joint, span) in enumerate(_cut(self.text, block.span)):
            head = self.heads[place] if place < len(self.heads) else ""
            cells.append(Cell(runs=self._runs(span, units), joint=joint, head=head))
        if block.kind is BlockKind.column_heads:
            self.heads = tuple(span.of(self.text) for _, span in _cut(self.text, block.span))
        return tuple(cells)

    def _runs(self, span: Span, units: Sequence[Clause]) -> tuple[Run, ...]:
        """The words of a span, cut where clauses begin and end."""
        runs, reached = [], span.start
        for unit in units:
            start, end = max(unit.span.start, reached), min(unit.span.end, span.end)
            if start >= end:
                continue
            if reached < start:
                runs.append(Run(segments=self._segments(reached, start, None)))
            begins = unit.id not in self.begun
            self.begun.add(unit.id)
            runs.append(Run(segments=self._segments(start, end, unit), clause=unit.id, begins=begins))
            reached = end
        if reached < span.end:
            runs.append(Run(segments=self._segments(reached, span.end, None)))
        return tuple(runs)

    def _segments(self, start: int, end: int, unit: Clause | None) -> tuple[Segment, ...]:
        changed = self.changes.clauses.get(unit.id) if unit else None
        if unit is None or changed is None or not (changed.added or changed.marks):
            return tuple(self._marked(start, end, Fate.kept))
        if changed.added:
            return tuple(self._marked(start, end, Fate.new))
        found: list[Segment] = []
        at = unit.span.start
        for mark in changed.marks:
            if mark.fate is Fate.gone:
                # What is gone is shown before the words that came, once, in the cell where it stood.
                if start <= at < end or at == end == unit.span.end:
                    found.append(Segment(words=mark.words, fate=Fate.gone))
                continue
            reach = at + len(mark.words)
            found += self._marked(max(at, start), min(reach, end), mark.fate)
            at = reach
        return tuple(found)

    def _marked(self, start: int, end: int, fate: Fate) -> Iterator[Segment]:
        """The words between two places, those that are shown marked."""
        if start >= end:
            return
        shown = self.shown or Span(start=end, end=end)
        edges = sorted({start, *(each for each in (shown.start, shown.end) if start < each < end), end})
        for one, other in pairwise(edges):
            if one < other:
                marked = shown.start <= one and other <= shown.end
                yield Segment(words=self.text[one:other], fate=fate, marked=marked)

    def _removed(self, before: int) -> None:
        """Draw the clauses that are gone and would stand before this place."""
        while self.waiting and self.waiting[0].at <= before:
            self.found.append(_gone(self.waiting.pop(0)))


def _gone(removed: Removed) -> Printed:
    span = Span(start=0, end=len(removed.words))
    row = removed.kind in (BlockKind.row, BlockKind.column_heads)
    pieces = list(_cut(removed.words, span)) if row else [("", span)]
    cells = tuple(
        Cell(runs=(Run(segments=(Segment(words=each.of(removed.words), fate=Fate.gone),)),), joint=joint)
        for joint, each in pieces
    )
    return Printed(kind=removed.kind, cells=cells, marker=removed.marker, remarks=removed.remarks, gone=True)


def _cut(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """The cells of a row, each with what is printed before it."""
    reached, joint = span.start, ""
    for match in JOINT.finditer(text, span.start, span.end):
        yield joint, Span(start=reached, end=match.start())
        reached, joint = match.end(), match.group()
    yield joint, Span(start=reached, end=span.end)


def _apart(units: Iterator[Clause]) -> list[Clause]:
    """The units in order of print, without any that overlaps the one before."""
    found: list[Clause] = []
    for each in sorted(units, key=lambda unit: (unit.span.start, -unit.span.end)):
        if not found or each.span.start >= found[-1].span.end:
            found.append(each)
    return found
