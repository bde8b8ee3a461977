"""PDF rules: the lines drawn on a page, and the grids of cells that they make."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from corpus.readers.pdf_turn import Turn

_MOST_OBJECTS = 20_000
_MOST_POINTS = 60
_MOST_EDGES = 800
_SHORTEST = 4.0
_NEAR = 2.5


@dataclass(slots=True)
class Edge:
    """A level or upright stroke: `at` is its fixed coordinate, from `low` to `high` along the other."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the left-to-right edges of its columns and the top-to-bottom edges of its rows.

    `uprights` are the drawn upright strokes, to tell merged cells from divided ones.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    uprights: tuple[Edge, ...]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the grid."""
        return self.columns[0] <= x <= self.columns[-1] and self.rows[-1] <= y <= self.rows[0]

    def row(self, y: float) -> int:
        """The row that a height lies in."""
        return sum(y < edge for edge in self.rows[1:-1])

    def column(self, x: float, y: float) -> int:
        """The column that a point lies in, the first one of a merged cell."""
        column = sum(x >= edge for edge in self.columns[1:-1])
        while column > 0 and not self._divided(self.columns[column], y):
            column -= 1
        return column

    def _divided(self, x: float, y: float) -> bool:
        return any(abs(edge.at - x) <= _NEAR and edge.low - 1 <= y <= edge.high + 1 for edge in self.uprights)


def grids_of(page: Any, turn: Turn) -> list[Grid]:
    """All ruled tables of a page with two columns or more."""
    level: list[Edge] = []
    upright: list[Edge] = []
    for (x0, y0), (x1, y1) in _strokes(page, turn):
        if abs(y0 - y1) <= 1 and abs(x0 - x1) >= _SHORTEST:
            level.append(Edge((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= 1 and abs(y0 - y1) >= _SHORTEST:
            upright.append(Edge((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    level, upright = _merged(level), _merged(upright)
    if len(level) + len(upright) > _MOST_EDGES:
        return []
    return [grid for group in _groups(level, upright) if (grid := _grid(*group)) is not None]


def _strokes(page: Any, turn: Turn) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight strokes of all paths, in page coordinates."""
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return
    stack = [(pdfium.FPDFPage_GetObject(page, at), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0) for at in range(count)]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        shape, around, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        matrix = _times(_matrix(shape), around)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = min(pdfium.FPDFFormObj_CountObjects(shape), _MOST_OBJECTS)
            stack.extend((pdfium.FPDFFormObj_GetObject(shape, at), matrix, depth + 1) for at in range(inner))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path(shape, matrix, turn)


_Matrix = tuple[float, float, float, float, float, float]


def _matrix(shape: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(shape, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _path(
    shape: Any, matrix: _Matrix, turn: Turn
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    count = pdfium.FPDFPath_CountSegments(shape)
    if not 2 <= count <= _MOST_POINTS:
        return
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = None
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(shape, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield last, first


def _merged(edges: list[Edge]) -> list[Edge]:
    """Join edges that continue one another; tables are drawn cell by cell."""
    merged: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: (round(edge.at / _NEAR), edge.low)):
        for other in reversed(merged[-40:]):
            if (
                abs(other.at - edge.at) <= _NEAR
                and edge.low <= other.high + _NEAR
                and other.low <= edge.high + _NEAR
            ):
                other.low, other.high = min(other.low, edge.low), max(other.high, edge.high)
                break
        else:
            merged.append(edge)
    return merged


def _groups(level: list[Edge], upright: list[Edge]) -> Iterator[tuple[list[Edge], list[Edge]]]:
    """Level and upright edges that touch, directly or through others."""
    left = set(range(len(level)))
    while left:
        levels, uprights = {left.pop()}, set[int]()
        grown = True
        while grown:
            more = {
                u for u in range(len(upright)) if any(_touch(level[at], upright[u]) for at in levels)
            } - uprights
            uprights |= more
            added = {at for at in left if any(_touch(level[at], upright[u]) for u in more)}
            levels |= added
            left -= added
            grown = bool(added)
        yield [level[at] for at in levels], [upright[at] for at in uprights]


def _touch(level: Edge, upright: Edge) -> bool:
    return (
        level.low - _NEAR <= upright.at <= level.high + _NEAR
        and upright.low - _NEAR <= level.at <= upright.high + _NEAR
    )


def _grid(level: Sequence[Edge], upright: Sequence[Edge]) -> Grid | None:
    columns, rows = _distinct(edge.at for edge in upright), _distinct(edge.at for edge in level)
    if len(columns) < 3 or len(rows) < 2:
        return None
    return Grid(tuple(columns), tuple(reversed(rows)), tuple(upright))


def _distinct(places: Iterator[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > 2 * _NEAR:
            distinct.append(place)
    return distinct
