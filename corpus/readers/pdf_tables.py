"""PDF tables: rows put together from the cells of a ruled grid, or from those that the file names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf_glyphs import Run
from corpus.readers.pdf_lines import Printed, Segment, lines_of
from corpus.readers.pdf_rules import Grid
from corpus.readers.tables import SEPARATOR

_Key = tuple[int, ...]


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


def tagged(runs: Sequence[Run]) -> tuple[list[Run], list[Printed]]:
    """Take the runs that stand in cells which the file names out, and put the rows of these together."""
    rest: list[Run] = []
    tables: dict[_Key, dict[_Key, dict[int, list[Run]]]] = {}
    for run in runs:
        if run.cell is None:
            rest.append(run)
        else:
            cells = tables.setdefault(run.cell.table, {}).setdefault(run.cell.row, {})
            cells.setdefault(run.cell.column, []).append(run)
    rows: list[Printed] = []
    for table in tables.values():
        found = _tagged_rows(table)
        if all(above.low > below.base for above, below in pairwise(found)):
            rows.extend(found)
        else:
            # The tags tell of another order than the page shows.
            rest.extend(run for cells in table.values() for held in cells.values() for run in held)
    return rest, rows


def _tagged_rows(table: dict[_Key, dict[int, list[Run]]]) -> list[Printed]:
    lefts: dict[int, float] = {}
    for cells in table.values():
        for column, runs in cells.items():
            lefts[column] = min(lefts.get(column, runs[0].left), *(run.left for run in runs))
    edges = tuple(lefts[column] for column in sorted(lefts))
    right = max(run.right for cells in table.values() for runs in cells.values() for run in runs)
    rows: list[Printed] = []
    for key in sorted(table):
        lines = {column: lines_of(runs) for column, runs in table[key].items()}
        lines = {column: found for column, found in lines.items() if found}
        if lines:
            rows.append(table_row(lines, max(lines) + 1, edges, right))
            rows[-1].row = key
    return rows


def _rows(grid: Grid, cells: dict[tuple[int, int], list[Run]]) -> list[Printed]:
    rows: list[Printed] = []
    for at in range(len(grid.rows) - 1):
        lines = {column: lines_of(runs) for (row, column), runs in cells.items() if row == at}
        lines = {column: found for column, found in lines.items() if found}
        if lines:
            row = table_row(lines, max(lines) + 1, grid.columns, grid.columns[-1])
            texts = enumerate(row.cells or [])
            row.cells = [text for column, text in texts if text or not _merged(grid, at, column)]
            rows.append(row)
    return rows


def table_row(
    lines: dict[int, list[Printed]], width: int, columns: tuple[float, ...], right: float
) -> Printed:
    """A row of `width` cells from the lines that each of its columns holds."""
    texts = [_joined(lines.get(column, [])) for column in range(width)]
    segments = [segment for column in sorted(lines) for line in lines[column] for segment in line.segments]
    bases = [segment.base for segment in segments]
    first = Segment(" ", columns[0], right, max(bases), segments[0].size, segments[0].bold)
    return Printed([first, *segments], max(bases), segments[0].size, texts, columns, low=min(bases))


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
