"""PDF tags: the table cells that a file names itself, by the numbers of the content marked as theirs."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_MOST_ELEMENTS = 20_000
_DEEPEST = 60
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class TableCell:
    """The place of a cell: its row, as the way from the root of the file's tags, and its column."""

    table: tuple[int, ...]
    row: tuple[int, ...]
    column: int


@dataclass(frozen=True, slots=True)
class _Visit:
    """An element still to be looked into, and the table, row and cell around it."""

    element: Any
    way: tuple[int, ...]
    table: tuple[int, ...] = ()
    row: tuple[int, ...] = ()
    cell: TableCell | None = None


def tagged_cells(page: Any) -> dict[int, TableCell]:
    """The cells of all tagged tables of two columns and two rows or more, by marked content."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        return _without_layout(*_cells(tree))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _cells(tree: Any) -> tuple[dict[int, TableCell], dict[tuple[int, ...], int], dict[tuple[int, ...], int]]:
    """The cells by marked content, how many rows each table has and how many cells each row."""
    count = min(pdfium.FPDF_StructTree_CountChildren(tree), _MOST_ELEMENTS)
    stack = [_Visit(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), (at,)) for at in range(count)]
    cells: dict[int, TableCell] = {}
    rows: dict[tuple[int, ...], int] = {}
    widths: dict[tuple[int, ...], int] = {}
    seen = 0
    while stack and seen < _MOST_ELEMENTS:
        seen += 1
        visit = stack.pop()
        if not visit.element or len(visit.way) > _DEEPEST:
            continue
        children = pdfium.FPDF_StructElement_CountChildren(visit.element)
        children = min(max(0, children), _MOST_ELEMENTS)
        match _name(visit.element):
            case "Table":
                visit = _Visit(visit.element, visit.way, table=visit.way)
                rows[visit.way] = 0
            case "THead" | "TBody" | "TFoot" if visit.table:
                rows[visit.table] -= 1
            case "TR" if visit.table:
                visit = _Visit(visit.element, visit.way, visit.table, visit.way)
                widths[visit.way] = children
            case "TH" | "TD" if visit.row:
                cell = TableCell(visit.table, visit.row, visit.way[-1])
                visit = _Visit(visit.element, visit.way, visit.table, (), cell)
        if visit.table and not visit.row and visit.cell is None:
            # Rows on other pages are known by their place only.
            rows[visit.table] += children
        for at in range(children):
            if visit.cell is not None:
                mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(visit.element, at)
                if mark >= 0:
                    cells[mark] = visit.cell
                    continue
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(visit.element, at):
                stack.append(_Visit(child, (*visit.way, at), visit.table, visit.row, visit.cell))
    return cells, rows, widths


def _name(element: Any) -> str:
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    length = pdfium.FPDF_StructElement_GetType(element, name, _LONGEST_NAME)
    return name.raw[: max(0, min(length, _LONGEST_NAME) - 2)].decode("utf-16-le", errors="replace")


def _without_layout(
    cells: dict[int, TableCell], rows: dict[tuple[int, ...], int], widths: dict[tuple[int, ...], int]
) -> dict[int, TableCell]:
    """Leave out the tables that only place text on the page."""
    wide = {cell.table for cell in cells.values() if widths.get(cell.row, 0) > 1}
    return {mark: cell for mark, cell in cells.items() if cell.table in wide and rows[cell.table] > 1}
