"""Word's tables: rows, cells and merged cells as the file keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.word_styles import child, number, switched


@dataclass(slots=True)
class Grid:
    """A table as Word keeps it: rows of cells, each a list of paragraphs."""

    rows: list[list[list[etree._Element]]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    nested: bool = False


def _within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children called `name`, also those inside content controls and kept changes."""
    stack = list(reversed(element))
    while stack:
        found = stack.pop()
        if found.tag == qn(name):
            yield found
        elif found.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            stack.extend(reversed(found))


def grid_of(table: etree._Element) -> Grid:
    """Read a table's rows; a cell merged into the one above is empty."""
    grid = Grid()
    for row in _within(table, "w:tr"):
        properties = child(row, "w:trPr")
        if child(properties, "w:del") is not None:
            continue
        cells: list[list[etree._Element]] = [[] for _ in range(number(properties, "w:gridBefore") or 0)]
        for cell in _within(row, "w:tc"):
            merged = child(cell, "w:tcPr/w:vMerge")
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            grid.nested = grid.nested or any(True for _ in _within(cell, "w:tbl"))
            cells.append([] if goes_on else list(_within(cell, "w:p")))
        grid.rows.append(cells)
        grid.heads.append(switched(properties, "w:tblHeader") is True)
    return grid


def blocks_of(table: etree._Element) -> list[etree._Element]:
    """The blocks of all cells in reading order."""
    blocks: list[etree._Element] = []
    for row in _within(table, "w:tr"):
        if child(row, "w:trPr/w:del") is None:
            for cell in _within(row, "w:tc"):
                blocks.extend(element for element in cell if element.tag != qn("w:tcPr"))
    return blocks
