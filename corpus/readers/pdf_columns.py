"""Page columns: the reading order of a page printed in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.readers.pdf_lines import Printed, Segment

_FEWEST_LINES = 10
_SHORTEST_LINE = 18
_CROSSING_SHARE = 0.35


def in_reading_order(lines: Sequence[Printed]) -> list[Printed]:
    """Lines from top to bottom; on a page of two columns the left one first, between full-width lines."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    ordered: list[Printed] = []
    left: list[Printed] = []
    right: list[Printed] = []
    for line in lines:
        if line.cells is not None or _crosses(line, gutter):
            ordered.extend(_band(left, right))
            left, right = [], []
            ordered.append(line)
            continue
        _split(line, gutter, left, right)
    return [*ordered, *_band(left, right)]


def _band(left: list[Printed], right: list[Printed]) -> list[Printed]:
    if right:
        right[0].column_break = True
        origin = min(line.left for line in right)
        for line in right:
            line.origin = origin
    return [*left, *right]


def _crosses(line: Printed, gutter: float) -> bool:
    return any(segment.left < gutter < segment.right for segment in line.segments)


def _split(line: Printed, gutter: float, left: list[Printed], right: list[Printed]) -> None:
    for side, segments in (
        (left, [segment for segment in line.segments if segment.right <= gutter]),
        (right, [segment for segment in line.segments if segment.left >= gutter]),
    ):
        if segments:
            side.append(Printed(segments, line.base, line.size, low=line.base))


def _gutter(lines: Sequence[Printed]) -> float | None:
    """The middle of the white strip between two columns of running text; None where there is none."""
    plain = [line for line in lines if line.cells is None]
    if len(plain) < _FEWEST_LINES:
        return None
    left_edge, right_edge = min(line.left for line in plain), max(line.right for line in plain)
    width = right_edge - left_edge
    segments = [segment for line in plain for segment in line.segments]
    best: float | None = None
    fewest = int(_CROSSING_SHARE * len(plain))
    for step in range(30, 71):
        at = left_edge + width * step / 100
        crossing = sum(_crosses(line, at) for line in plain)
        if crossing <= fewest and _both_full(segments, at, width) and (best is None or crossing < fewest):
            best, fewest = at, crossing
    return best


def _both_full(segments: Sequence[Segment], gutter: float, width: float) -> bool:
    """Whether running text, not cells, stands on both sides."""
    sides = (
        [segment for segment in segments if segment.right <= gutter],
        [segment for segment in segments if segment.left >= gutter],
    )
    for side in sides:
        if len(side) < _FEWEST_LINES:
            return False
        long = sum(len(segment.text) >= _SHORTEST_LINE for segment in side)
        reach = max(segment.right for segment in side) - min(segment.left for segment in side)
        wide = sum(segment.right - segment.left > 0.75 * reach for segment in side)
        if long < 0.6 * len(side) or wide < 0.4 * len(side) or reach < 0.25 * width:
            return False
    return True
