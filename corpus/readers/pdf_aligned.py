"""PDF tables without rules: rows put together from words that stand in columns between white strips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.pdf_glyphs import Run
from corpus.readers.pdf_lines import Printed, is_marker, lines_of
from corpus.readers.pdf_tables import table_row

_ALIGNED = 4.0
_WRAPPED = 1.45
_FURTHEST = 4.0
_STRIP = 0.15
_SPACE = 0.45
_FEW_RUNS = 4
_LINES_ABOVE = 4
_MOST_LINES = 400
_SAME_PITCH = 1.06
_SAME_PITCH_AT_LEAST = 1.02
_WIDEST_PITCH = 1.7
_LARGER = 1.12
_PAGE_NUMBER = re.compile(r"\d{1,3}$")

_Strip = tuple[float, float]


@dataclass(slots=True)
class _Cell:
    """The lines of one column that stand close together, and how far they reach down."""

    column: int
    lines: list[Printed]

    @property
    def top(self) -> float:
        return self.lines[0].base

    @property
    def low(self) -> float:
        return self.lines[-1].base


def aligned(lines: Sequence[Printed]) -> list[Printed]:
    """Put the rows of tables without rules together; all other lines stay as they are."""
    done: list[Printed] = []
    at = 0
    while at < len(lines):
        table = _table(lines, at, len(done)) if _divided(lines[at]) else None
        if table is None:
            done.append(lines[at])
            at += 1
            continue
        start, at, rows = table
        del done[len(done) - start :]
        done.extend(rows)
    return done


def _divided(line: Printed) -> bool:
    """Whether a line has cells: a label with its value behind a tab stop has none."""
    return line.cells is None and len(line.segments) > 1 and not line.segments[0].text.endswith(":")


def _table(lines: Sequence[Printed], seed: int, done: int) -> tuple[int, int, list[Printed]] | None:
    """The table around a divided line: how many lines above belong to it, where it ends, and its rows."""
    strips = _gaps(lines[seed])
    end = seed + 1
    furthest = min(len(lines), seed + _MOST_LINES)
    while end < furthest and _near(lines[end - 1], lines[end]) and (left := _left(strips, lines[end])):
        strips = left
        end += 1
    start = seed
    while start > max(0, seed - min(done, _LINES_ABOVE)) and _belongs(lines[start - 1], lines[start], strips):
        start -= 1
    rows, edges = _rows(lines[start:end])
    first = next((at for at, row in enumerate(rows) if not _is_plain(row)), len(rows))
    last = next((at for at in range(first, len(rows)) if _is_plain(rows[at])), len(rows))
    if sum(len({cell.column for cell in row}) > 1 for row in rows[first:last]) < 2:
        return None
    skipped = len({line.base for row in rows[:first] for cell in row for line in cell.lines})
    low = min(cell.low for cell in rows[last - 1])
    after = next((at for at in range(start, end) if lines[at].base < low - 1), end)
    if start + skipped > seed:
        return None
    printed = [_printed(row, edges) for row in rows[first:last]]
    return seed - start - skipped, after, [] if _is_contents(printed) else printed


def _near(above: Printed, line: Printed) -> bool:
    return (
        line.cells is None
        and above.base - line.base <= _FURTHEST * line.size
        and line.size < _LARGER * above.size
        and not line.column_break
    )


def _belongs(line: Printed, below: Printed, strips: Sequence[list[_Strip]]) -> bool:
    """Whether a line above the first divided one may be part of the first row's cells."""
    close = line.base - below.base <= _WRAPPED * below.size and not below.column_break
    alike = line.cells is None and 1 / _LARGER < line.size / below.size < _LARGER
    return close and alike and bool(_left(strips, line))


def _gaps(line: Printed) -> list[list[_Strip]]:
    """The white strips of a divided line, each as a list that shrinks and splits as lines are added."""
    return [[(one.right, other.left)] for one, other in pairwise(line.segments)]


def _left(strips: Sequence[list[_Strip]], line: Printed) -> list[list[_Strip]]:
    """What a line leaves of the strips; nothing where it closes one of them."""
    kept: list[list[_Strip]] = []
    for parts in strips:
        for span in _spans(line):
            parts = [piece for part in parts for piece in _without(part, span) if _is_strip(piece, line.size)]
        if not parts:
            return []
        kept.append(parts)
    return kept


def _without(strip: _Strip, span: _Strip) -> list[_Strip]:
    left, right = strip
    if span[1] <= left or span[0] >= right:
        return [strip]
    return [(left, span[0]), (span[1], right)]


def _spans(line: Printed) -> list[_Strip]:
    """From where to where words stand that no strip can divide.

    Where each word is drawn on its own, the space between two words is no strip.
    """
    single = len(line.runs) > _FEW_RUNS and not any(" " in run.text for run in line.runs)
    apart = (_SPACE if single else _STRIP) * line.size
    spans: list[_Strip] = []
    for run in sorted(line.runs, key=lambda run: run.left):
        if spans and run.left - spans[-1][1] < apart:
            spans[-1] = spans[-1][0], max(spans[-1][1], run.right)
        else:
            spans.append((run.left, run.right))
    return spans


def _is_strip(strip: _Strip, size: float) -> bool:
    return strip[1] - strip[0] >= _STRIP * size


def _columns(lines: Sequence[Printed]) -> list[tuple[float, float]]:
    """The columns of a block of lines: where words stand, between strips that no line crosses."""
    size = median(line.size for line in lines)
    taken: list[tuple[float, float]] = []
    for left, right in sorted(span for line in lines for span in _spans(line)):
        if taken and left - taken[-1][1] < _STRIP * size:
            taken[-1] = taken[-1][0], max(taken[-1][1], right)
        else:
            taken.append((left, right))
    columns: list[tuple[float, float]] = []
    for column in taken:
        if columns and not (_starts_alike(lines, column) and not _only_markers(lines, columns[-1])):
            columns[-1] = columns[-1][0], column[1]
        else:
            columns.append(column)
    return columns


def _within(lines: Sequence[Printed], column: tuple[float, float]) -> list[Run]:
    return [run for line in lines for run in line.runs if column[0] - 1 <= run.left <= column[1]]


def _starts_alike(lines: Sequence[Printed], column: tuple[float, float]) -> bool:
    """Whether most words of a column start at its edge or, centred, stand under one another."""
    held = [runs for line in lines if (runs := _within([line], column))]
    spans = [(min(run.left for run in runs), max(run.right for run in runs)) for runs in held]
    edge = median(left for left, _ in spans)
    middle = median(left + right for left, right in spans) / 2
    level = sum(abs(left - edge) <= _ALIGNED for left, _ in spans)
    centred = sum(abs((left + right) / 2 - middle) <= _ALIGNED for left, right in spans)
    return len(spans) > 1 and max(level, centred) >= 0.5 * len(spans)


def _only_markers(lines: Sequence[Printed], column: tuple[float, float]) -> bool:
    """Whether nothing but numbers or bullets stands here: they belong to the words behind them."""
    return all(is_marker(run.text) for run in _within(lines, column))


def _rows(lines: Sequence[Printed]) -> tuple[list[list[_Cell]], tuple[float, ...]]:
    """The rows of a block, each as its cells, and the left edges of the columns."""
    columns = _columns(lines)
    edges = tuple(left for left, _ in columns)
    held = [lines_of(_within(lines, column)) for column in columns]
    limit = _limit(lines, held)
    if limit is not None:
        # Where little space stands between rows, a narrower measure may tell them apart.
        for widest in (limit, limit / _SAME_PITCH * _SAME_PITCH_AT_LEAST):
            rows = _rows_by_space(held, widest)
            if sum(len({cell.column for cell in row}) > 1 for row in rows) > 1:
                return rows, edges
    return _rows_by_first_column(held), edges


def _rows_by_space(held: Sequence[Sequence[Printed]], limit: float) -> list[list[_Cell]]:
    """Rows with space between them: lines of a column that stand close are one cell."""
    cells: list[_Cell] = []
    for at, found in enumerate(held):
        for line in found:
            last = cells[-1] if cells and cells[-1].column == at else None
            if last is not None and last.low - line.base <= limit * line.size:
                last.lines.append(line)
            else:
                cells.append(_Cell(at, [line]))
    rows: list[list[_Cell]] = []
    low = 0.0
    for cell in sorted(cells, key=lambda cell: -cell.top):
        if rows and cell.top >= low - 0.35 * cell.lines[0].size:
            rows[-1].append(cell)
            low = min(low, cell.low)
        else:
            rows.append([cell])
            low = cell.low
    return rows


def _limit(lines: Sequence[Printed], held: Sequence[Sequence[Printed]]) -> float | None:
    """The widest distance of lines in one cell, in type sizes; None where it is the rows' own distance."""
    pitches = [(a.base - b.base) / b.size for found in held for a, b in pairwise(found)]
    if not pitches:
        return 0.0
    tight = min(pitches)
    if tight > _WIDEST_PITCH:
        return 0.0
    limit = tight * _SAME_PITCH
    wider = sum(pitch > limit for pitch in pitches)
    firsts = {round(line.base) for line in held[0]}
    whole = all(
        len(line.segments) > 1 and round(line.base) in firsts
        for pair in pairwise(lines)
        for line in pair
        if (pair[0].base - pair[1].base) / pair[1].size <= limit
    )
    if wider == 0 or (whole and wider < 0.25 * len(pitches)):
        return None
    return limit


def _rows_by_first_column(held: Sequence[Sequence[Printed]]) -> list[list[_Cell]]:
    """Rows set as close as the lines of a cell: each begins where its first column and another do."""
    places = sorted(((line.base, at, line) for at, found in enumerate(held) for line in found), key=_down)
    rows: list[list[_Cell]] = []
    low = 0.0
    for at, (base, column, line) in enumerate(places):
        beside = [other for other in places[at : at + len(held)] if abs(other[0] - base) <= 0.35 * line.size]
        starts = column == 0 and len(beside) > 1
        if not rows or starts or low - base > _WRAPPED * line.size:
            rows.append([_Cell(column, [line])])
        else:
            same = next((cell for cell in rows[-1] if cell.column == column), None)
            if same is None:
                rows[-1].append(_Cell(column, [line]))
            else:
                same.lines.append(line)
        low = base
    return rows


def _down(place: tuple[float, int, Printed]) -> tuple[float, int]:
    return -round(place[0]), place[1]


def _is_plain(row: Sequence[_Cell]) -> bool:
    """Whether a row has one cell only, the first: it is a line of text near a table."""
    return {cell.column for cell in row} == {0}


def _printed(row: Sequence[_Cell], edges: tuple[float, ...]) -> Printed:
    lines: dict[int, list[Printed]] = {}
    for cell in row:
        lines.setdefault(cell.column, []).extend(cell.lines)
    right = max(line.right for found in lines.values() for line in found)
    return table_row(lines, max(lines) + 1, edges, right)


def _is_contents(rows: Sequence[Printed]) -> bool:
    """Whether the rows are a table of contents: each ends in a page number, and the numbers rise."""
    last = [(row.cells or [""])[-1] for row in rows]
    if len(rows) < 3 or not all(_PAGE_NUMBER.match(text) for text in last):
        return False
    numbers = [int(text) for text in last]
    return numbers == sorted(numbers)
