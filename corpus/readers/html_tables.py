"""Tables of web pages: their rows of cells, with merged cells in their place once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_MOST_SPAN = 1000
_COUNT = re.compile(r"\s*(\d{1,4})")


@dataclass(slots=True)
class Table:
    """Rows of cells (None where a cell above reaches down), the ids of cells in a thead, the caption."""

    rows: list[list[LexborNode | None]] = field(default_factory=list)
    heads: set[int] = field(default_factory=set)
    caption: LexborNode | None = None


def table_of(node: LexborNode) -> Table | None:
    """Read a table; None where it only places text: it holds another table or headings, or says so."""
    if (node.attributes.get("role") or "") in ("presentation", "none") or len(node.css("table")) > 1:
        return None
    if any(cell.css_first("p, ul, ol") is not None for cell in _with_headings(node)):
        return None
    table = Table(caption=node.css_first("caption"))
    reaching: dict[int, int] = {}
    for row in node.css("tr"):
        cells: list[LexborNode | None] = []
        column = 0
        cell = row.child
        while cell is not None:
            if cell.tag in ("td", "th"):
                column = _pass_reaching(reaching, column, cells)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                cells.append(cell)
                if height > 1:
                    # Stands at the first column only: the empty place is kept once, as the cell is.
                    reaching[column] = height
                column += width
            cell = cell.next
        _pass_reaching(reaching, column, cells)
        reaching = {at: left - 1 for at, left in reaching.items() if left > 1}
        if row.parent is not None and row.parent.tag == "thead":
            table.heads.update(cell.mem_id for cell in cells if cell is not None)
        table.rows.append(cells)
    return table


def pairs_of(node: LexborNode) -> list[tuple[LexborNode, LexborNode]]:
    """The terms and definitions of a dl as pairs; none where one term has more than a line to it."""
    parts: list[LexborNode] = []
    stack = [node.child]
    while stack:
        child = stack.pop()
        if child is None:
            continue
        stack.append(child.next)
        if child.tag == "div":
            stack.append(child.child)
        elif not (child.tag or "-").startswith("-"):
            parts.append(child)
    terms, definitions = parts[0::2], parts[1::2]
    paired = len(terms) == len(definitions) and all(part.tag == "dt" for part in terms)
    if not paired or any(
        part.tag != "dd" or part.css_first("ul, ol, dl, table, p + p") for part in definitions
    ):
        return []
    return list(zip(terms, definitions, strict=True))


def _with_headings(node: LexborNode) -> list[LexborNode]:
    return [cell for cell in node.css("td") if cell.css_first("h1, h2, h3, h4") is not None]


def _pass_reaching(reaching: dict[int, int], column: int, cells: list[LexborNode | None]) -> int:
    while column in reaching and reaching[column] > 0 and len(cells) <= _MOST_SPAN:
        cells.append(None)
        column += 1
    return column


def _span(cell: LexborNode, name: str) -> int:
    match = _COUNT.match(cell.attributes.get(name) or "")
    return max(1, min(int(match[1]), _MOST_SPAN)) if match else 1
