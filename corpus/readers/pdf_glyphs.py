"""PDF glyphs: the characters of a page with their places, gathered into runs on one baseline."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from corpus.readers.pdf_rules import Edge
from corpus.readers.pdf_tags import TableCell
from corpus.readers.pdf_turn import Turn

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_STEEP = 0.1
_WIDE = 0.5
_NARROW = 0.18
_HYPHENS = (0x02, 0xFFFE, 0x00AD)
_SPACES = (0x20, 0xA0, 0x09, 0x0A, 0x0D)
NUMBER = re.compile(r"\(?(?:[A-Z]?\d{1,3}(?:\.\d{1,3})*[.:)]?|[A-Za-z][.)]|[ivxlIVXL]{1,6}[.)])\)?")
"""A number in front of a rule; what is drawn apart from it is the rule's first word."""

_Place = tuple[float, float, float]


@dataclass(slots=True)
class Run:
    """Characters that follow one another on a baseline; measures in points, `base` upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    cell: TableCell | None = None


@dataclass(frozen=True, slots=True)
class _Type:
    """What holds of one text object: its size on the page, whether it is bold or runs level, its cell."""

    held: int
    size: float
    bold: bool
    level: bool
    cell: TableCell | None


class _Measures:
    """Asks pdfium for the measures of single characters, with one set of buffers."""

    def __init__(self, textpage: Any, turn: Turn, cells: Mapping[int, TableCell]) -> None:
        self._page = textpage
        self._turn = turn
        self._cells = cells
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._types: dict[int, _Type] = {}

    def type_of(self, at: int) -> _Type:
        """The type of the text object that holds a character."""
        held = ctypes.cast(pdfium.FPDFText_GetTextObject(self._page, at), ctypes.c_void_p).value or 0
        found = self._types.get(held) if held else None
        if found is None:
            found = self._types[held] = self._type(at, held)
        return found

    def _type(self, at: int, held: int) -> _Type:
        pdfium.FPDFText_GetMatrix(self._page, at, self._matrix)
        across, up = self._turn.way(self._matrix.a, self._matrix.b)
        scale = math.hypot(self._matrix.c, self._matrix.d) or 1.0
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(self._page, at, name, 128, flags)
        font = name.value.decode("utf-8", errors="replace") if length else ""
        bold = bool(_BOLD_NAME.search(font)) or bool(flags.value & _FORCE_BOLD)
        cell = None
        if held:
            shown = pdfium.FPDFText_GetTextObject(self._page, at)
            # Bold made by drawing the outline too, as Word does for fonts without a bold face.
            bold = (
                bold or pdfium.FPDFTextObj_GetTextRenderMode(shown) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
            )
            cell = self._cells.get(pdfium.FPDFPageObj_GetMarkedContentID(shown)) if self._cells else None
        level = across > 0 and abs(up) <= _STEEP * across
        return _Type(held, pdfium.FPDFText_GetFontSize(self._page, at) * scale, bold, level, cell)

    def place(self, at: int) -> tuple[float, float, float]:
        """Left and right edge and baseline of a character on the upright page."""
        pdfium.FPDFText_GetCharOrigin(self._page, at, self._x, self._y)
        pdfium.FPDFText_GetLooseCharBox(self._page, at, self._box)
        left, base = self._turn.point(self._x.value, self._y.value)
        one = self._turn.point(self._box.left, self._box.bottom)[0]
        other = self._turn.point(self._box.right, self._box.top)[0]
        return min(left, one, other) if self._turn.degrees else left, max(one, other), base


def runs_of(
    textpage: Any, turn: Turn, walls: Sequence[Edge] = (), cells: Mapping[int, TableCell] | None = None
) -> list[Run]:
    """The level text of one page as runs in the order in which the file draws them.

    A run never reaches across one of the `walls`, the upright strokes of tables, nor out of one of the
    `cells`, the tagged ones by the number of their marked content.
    """
    measures = _Measures(textpage, turn, cells or {})
    runs: list[Run] = []
    spaced = typed = False
    held, whole = 0, (0.0, 0.0, 0.0)
    for at in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, at)
        generated = pdfium.FPDFText_IsGenerated(textpage, at) == 1 and code not in _HYPHENS
        if generated or code in _SPACES:
            spaced, typed = True, typed or not generated
            continue
        shape = measures.type_of(at)
        if not shape.level or shape.size <= 0 or code == 0:
            continue
        character = "-" if code in _HYPHENS or not 0 < code < 0x110000 else _character(code)
        place = measures.place(at)
        if runs and not spaced and shape.held == held and place == whole:
            # One glyph that stands for several letters.
            runs[-1].text += character
            continue
        if runs and (spaced or place[0] > runs[-1].right) and _walled(walls, runs[-1], place):
            runs.append(_begun(character, place, shape))
        else:
            _add(runs, character, place, shape, spaced=spaced, apart=shape.held != held and not typed)
        spaced = typed = False
        held, whole = shape.held, place
    return runs


def _begun(character: str, place: _Place, shape: _Type) -> Run:
    return Run(character, place[0], max(place[:2]), place[2], shape.size, shape.bold, shape.cell)


def _walled(walls: Sequence[Edge], last: Run, place: _Place) -> bool:
    left, _, base = place
    return any(last.right - 1 <= wall.at <= left + 1 and wall.low <= base <= wall.high for wall in walls)


def _character(code: int) -> str:
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _add(runs: list[Run], character: str, place: _Place, shape: _Type, *, spaced: bool, apart: bool) -> None:
    left, right, base = place
    last = runs[-1] if runs else None
    if last is not None and not (apart and NUMBER.fullmatch(last.text)):
        gap = left - last.right
        same = abs(base - last.base) < 0.15 * shape.size and abs(shape.size - last.size) < 0.15 * shape.size
        same = same and shape.bold == last.bold and shape.cell == last.cell
        # What is drawn apart, without a space before it, may be the next cell of a table.
        if same and -0.4 * shape.size < gap < (_NARROW if apart else _WIDE) * shape.size:
            last.text += (" " if spaced or gap > 0.22 * shape.size else "") + character
            last.right = max(right, last.right)
            return
    runs.append(_begun(character, place, shape))
