"""PDF tables: rows put together from the cells of a ruled grid, or from aligned columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.readers.pdf_glyphs import Run
from corpus.readers.pdf_lines import Printed, Segment, lines_of
from corpus.readers.pdf_rules import Grid
from corpus.readers.tables import SEPARATOR

_ALIGNED = 4.0
_WRAPPED = 1.45
_PAGE_NUMBER = re.compile(r"\d{1,3}$")


def ruled(runs: Sequence[Run], grids: Sequence[Grid]) -> tuple[list[Run], list[Printed]]:
    """Take the runs that stand in ruled tables out, and put the tables' rows together."""
    rest: list[Run] = []
    held: list[dict[tuple[int, int], list[Run]]] = [{} for _ in grids]
    for run in runs:
        x, y = (run.left + run.right) / 2, run.base + run.size * 0.3
        for grid, cells in zip(grids, held, strict=True):
            if grid.holds(x, y):
                place = grid.row(y), grid.column(min(run.left + 1, x), y)
                cells.setdefault(place, []).append(run)
                break
        else:
            rest.append(run)
    rows: list[Printed] = []
    for grid, cells in zip(grids, held, strict=True):
        rows.extend(_rows(grid, cells))
    return rest, rows


def _rows(grid: Grid, cells: dict[tuple[int, int], list[Run]]) -> list[Printed]:
    rows: list[Printed] = []
    for at in range(len(grid.rows) - 1):
        lines = {column: lines_of(runs) for (row, column), runs in cells.items() if row == at}
        lines = {column: found for column, found in lines.items() if found}
        if not lines:
            continue
        segments = [
            segment for column in sorted(lines) for line in lines[column] for segment in line.segments
        ]
        texts = [_joined(lines.get(column, [])) for column in range(max(lines) + 1)]
        texts = [text for column, text in enumerate(texts) if text or not _merged(grid, at, column)]
        bases = [segment.base for segment in segments]
        first = Segment(
            " ", grid.columns[0], grid.columns[-1], max(bases), segments[0].size, segments[0].bold
        )
        rows.append(
            Printed([first, *segments], max(bases), segments[0].size, texts, grid.columns, low=min(bases))
        )
    return rows


def _merged(grid: Grid, row: int, column: int) -> bool:
    """Whether this place belongs to the cell on its left."""
    middle = (grid.rows[row] + grid.rows[row + 1]) / 2
    return column > 0 and grid.column((grid.columns[column] + grid.columns[column + 1]) / 2, middle) < column


def _joined(lines: Sequence[Printed]) -> str:
    """The wrapped lines of one cell as one text; a hyphen at a line's end stays and is not spaced."""
    text = ""
    for line in lines:
        broken = text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line.text[:1].islower()
        text += ("" if broken or not text else " ") + line.text
    return text


def row_text(cells: Sequence[str]) -> str:
    """The cells of a row as one line of text; empty ones keep their place, except at the end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return SEPARATOR.join(kept).strip()


def aligned(lines: Sequence[Printed]) -> list[Printed]:
    """Put the rows of tables without rules together: lines whose segments start at the same columns."""
    done: list[Printed] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end - at >= 2:
            done.extend(_aligned_rows(lines[at:end]))
            at = end
        else:
            done.append(lines[at])
            at += 1
    return done


def _divided(line: Printed) -> bool:
    """Whether a line has cells: a label with its value behind a tab stop has none."""
    return line.cells is None and len(line.segments) > 1 and not line.segments[0].text.endswith(":")


def _table_end(lines: Sequence[Printed], start: int) -> int:
    """Where the table that begins at `start` ends; `start` itself where none does."""
    if not _divided(lines[start]):
        return start
    columns = [segment.left for segment in lines[start].segments]
    end, full = start + 1, 1
    while end < len(lines) and lines[end].cells is None:
        line = lines[end]
        if lines[end - 1].base - line.base > 4 * line.size or not _fits(line, columns):
            break
        if _divided(line):
            full += 1
        elif not _wraps(line, lines[end - 1], columns):
            break
        end += 1
    return end if full >= 2 else start


def _fits(line: Printed, columns: Sequence[float]) -> bool:
    return all(any(abs(segment.left - column) <= _ALIGNED for column in columns) for segment in line.segments)


def _wraps(line: Printed, above: Printed, columns: Sequence[float]) -> bool:
    """Whether a line of one segment goes on a cell: it stands close and stays within its column."""
    if above.base - line.base > _WRAPPED * line.size:
        return False
    later = [column for column in columns if column > line.left + _ALIGNED]
    return not later or line.right < later[0]


def _aligned_rows(lines: Sequence[Printed]) -> list[Printed]:
    columns = tuple(segment.left for segment in lines[0].segments)
    rows: list[Printed] = []
    for line in lines:
        above = rows[-1] if rows else None
        starts = abs(line.left - columns[0]) <= _ALIGNED
        spaced = above is None or above.low - line.base > _WRAPPED * line.size
        if above is None or above.cells is None or (starts and (len(line.segments) > 1 or spaced)) or spaced:
            above = Printed(list(line.segments), line.base, line.size, [""] * len(columns), columns)
            rows.append(above)
        else:
            above.segments.extend(line.segments)
        above.low = line.base
        assert above.cells is not None
        for segment in line.segments:
            column = min(range(len(columns)), key=lambda at: abs(columns[at] - segment.left))
            above.cells[column] = f"{above.cells[column]} {segment.text}".strip()
    return [] if _is_contents(rows) else rows


def _is_contents(rows: Sequence[Printed]) -> bool:
    """Whether the rows are a table of contents: each ends in a page number, and the numbers rise."""
    last = [(row.cells or [""])[-1] for row in rows]
    if len(rows) < 3 or not all(_PAGE_NUMBER.match(text) for text in last):
        return False
    numbers = [int(text) for text in last]
    return numbers == sorted(numbers)
