"""Tables: which rows hold column heads, and how a row reads as one line of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import BlockKind

SEPARATOR = " | "

_LABEL = re.compile(
    r"(?:document |policy )?(?:title|name|policy|version|status|author|owner|date|approved|approval|adopted|"
    r"ratified|review|reviewed|effective|issued?|published|last|next|audience|applies to|committee|department|"
    r"contact|reference|ref no|document|organisation|school|trust|responsib|lead|signed|telephone|email)\b",
    re.IGNORECASE,
)
_LONGEST_HEAD = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and whether all of it is bold or marked as a heading."""

    text: str
    bold: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and whether the source says that it repeats on each page."""

    cells: tuple[Cell, ...]
    head: bool = False

    @property
    def text(self) -> str:
        """Cells joined by SEPARATOR; empty ones keep their place, except at the end."""
        texts = [cell.text for cell in self.cells]
        while texts and not texts[-1]:
            texts.pop()
        return SEPARATOR.join(texts).strip()

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that hold text."""
        return tuple(cell for cell in self.cells if cell.text)


def is_layout(rows: Sequence[Row]) -> bool:
    """Whether a table only places text on the page: one column, or one row without column heads."""
    filled = [row.filled for row in rows if row.filled]
    if not filled or max(map(len, filled)) < 2:
        return True
    return len(filled) == 1 and not any(row.head for row in rows)


def kinds(rows: Sequence[Row]) -> tuple[BlockKind, ...]:
    """For each row, `row` or `column_heads`."""
    stated = _stated_heads(rows)
    heads = stated if stated is not None else int(_first_row_reads_as_heads(rows))
    return tuple(BlockKind.column_heads if at < heads else BlockKind.row for at in range(len(rows)))


def _stated_heads(rows: Sequence[Row]) -> int | None:
    """How many leading rows the source marks as heads; None where it marks none."""
    count = 0
    for row in rows:
        if not (row.head or (row.filled and all(cell.head for cell in row.filled))):
            break
        count += 1
    return count if 0 < count < len(rows) else None


def _first_row_reads_as_heads(rows: Sequence[Row]) -> bool:
    if len(rows) < 2:
        return False
    first, rest = rows[0].filled, [row.filled for row in rows[1:] if row.filled]
    if len(first) < 2 or not rest:
        return False
    if any(len(cell.text.split()) > _LONGEST_HEAD or cell.text.endswith((".", ";", ":")) for cell in first):
        return False
    if all(cell.bold for cell in first):
        return True
    if any(cell.head for cell in first) or first[0].bold:
        # Row heads down the first column: the table is a list of labels and values.
        return False
    return not (len(first) == 2 and _LABEL.match(first[0].text) and _mostly_labels(rest))


def _mostly_labels(rows: Sequence[tuple[Cell, ...]]) -> bool:
    return sum(bool(_LABEL.match(row[0].text)) for row in rows) * 2 >= len(rows)
