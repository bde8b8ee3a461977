"""Page columns: the reading order of a page printed in two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from corpus.readers.pdf_glyphs import Run
from corpus.readers.pdf_lines import Printed, lines_of

_FEWEST_LINES = 8
_FEWEST_AFTER = 3
_MOST_LINES = 1_000
_SHORTEST_LINE = 18
_CROSSING_SHARE = 0.35
_NARROWEST = 0.8
_USUAL_PITCH = 1.6
_WIDER = 1.12
_IN_STEP = 0.9

_Space = tuple[float, float]


def in_reading_order(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """Lines from top to bottom; on a page of two columns the left one first, between full-width lines."""
    ordered: list[list[Printed]] = []
    gutter: float | None = None
    for lines in pages:
        found = _gutter(lines)
        if found is None and gutter is not None and _goes_on(lines, gutter):
            found = gutter
        gutter = found
        ordered.append(list(lines) if gutter is None else _by_column(lines, gutter))
    return ordered


def _goes_on(lines: Sequence[Printed], gutter: float) -> bool:
    """Whether a page with little text has the columns of the page before it."""
    if any(_crosses(line, gutter) for line in lines):
        return False
    left, right, _ = _divided(lines, gutter)
    return min(len(left), len(right)) >= _FEWEST_AFTER and _misaligned(left, right)


def _by_column(lines: Sequence[Printed], gutter: float) -> list[Printed]:
    left, right, across = _divided(lines, gutter)
    ordered: list[Printed] = []
    for line in across:
        ordered.extend(_band(_above(left, line), _above(right, line)))
        ordered.append(line)
    return [*ordered, *_band(left, right)]


def _above(side: list[Printed], line: Printed) -> list[Printed]:
    """Take the lines out that stand above another."""
    count = sum(other.base > line.base for other in side)
    taken = side[:count]
    del side[:count]
    return taken


def _band(left: list[Printed], right: list[Printed]) -> list[Printed]:
    if right and left:
        right[0].column_break = True
    origin = min((line.left for line in right if line.cells is None), default=None)
    for line in right:
        line.origin = origin
    return [*left, *right]


def _divided(lines: Sequence[Printed], gutter: float) -> tuple[list[Printed], list[Printed], list[Printed]]:
    """The lines on the left and on the right of the gutter, and those that run across it."""
    sides: tuple[list[Run], list[Run]] = ([], [])
    whole: tuple[list[Printed], list[Printed], list[Printed]] = ([], [], [])
    for line in lines:
        if _crosses(line, gutter):
            whole[2].append(line)
        elif line.cells is not None:
            whole[line.left >= gutter].append(line)
        else:
            for run in line.runs:
                sides[run.left >= gutter].append(run)
    left, right = (
        sorted([*lines_of(runs), *rows], key=lambda line: -line.base)
        for runs, rows in zip(sides, whole[:2], strict=True)
    )
    return left, right, whole[2]


def _crosses(line: Printed, gutter: float) -> bool:
    parts = line.runs if line.cells is None else line.segments
    return any(part.left < gutter < part.right for part in parts)


def _gutter(lines: Sequence[Printed]) -> float | None:
    """The middle of the white strip between two columns of running text; None where there is none."""
    plain = [line for line in lines if line.cells is None]
    if not _FEWEST_LINES <= len(plain) <= _MOST_LINES:
        return None
    left_edge, right_edge = min(line.left for line in plain), max(line.right for line in plain)
    step = (right_edge - left_edge) / 200
    places = [(left_edge + step * at) for at in range(60, 141)]
    crossing = [sum(_crosses(line, place) for line in plain) for place in places]
    fewest = min(crossing)
    strips = [
        list(found) for free, found in groupby(range(len(places)), lambda at: crossing[at] == fewest) if free
    ]
    widest = max(strips, key=len)
    gutter = (places[widest[0]] + places[widest[-1]]) / 2
    wide = step * len(widest) >= _NARROWEST * min(line.size for line in plain)
    if not wide or fewest > _CROSSING_SHARE * len(plain) or not _both_full(plain, gutter):
        return None
    return gutter


def _both_full(lines: Sequence[Printed], gutter: float) -> bool:
    """Whether running text, not cells, stands on both sides."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    left, right, _ = _divided(lines, gutter)
    if min(len(left), len(right)) < _FEWEST_LINES or _in_step(left, right):
        return False
    apart = _misaligned(left, right)
    for side in (left, right):
        long = sum(len(line.text) >= _SHORTEST_LINE for line in side)
        reach = max(line.right for line in side) - min(line.left for line in side)
        wide = sum(line.right - line.left > 0.75 * reach for line in side)
        if long < (0.4 if apart else 0.6) * len(side) or reach < 0.25 * width:
            return False
        if wide < (0.2 if apart else 0.4) * len(side):
            return False
    return True


def _misaligned(left: Sequence[Printed], right: Sequence[Printed]) -> bool:
    """Whether the lines of one side stand at other heights than those of the other."""
    bases = [line.base for line in left]
    level = sum(any(abs(base - line.base) <= 1 for base in bases) for line in right)
    return level < 0.7 * len(right)


def _in_step(left: Sequence[Printed], right: Sequence[Printed]) -> bool:
    """Whether both sides begin anew at the same heights, as the rows of a table do."""
    ours, theirs = list(_spaces(left)), list(_spaces(right))
    if min(len(ours), len(theirs)) < 3:
        return False
    return _shared(ours, theirs) >= _IN_STEP and _shared(theirs, ours) >= _IN_STEP


def _shared(ours: Sequence[_Space], theirs: Sequence[_Space]) -> float:
    return sum(any(min(a[0], b[0]) > max(a[1], b[1]) for b in theirs) for a in ours) / len(ours)


def _spaces(side: Sequence[Printed]) -> Iterator[_Space]:
    """From where to where blank space stands between the lines of one side."""
    pitches = [(above.low - line.base) / line.size for above, line in pairwise(side)]
    wide = max(1.0, min(median(pitches), _USUAL_PITCH)) * _WIDER
    for (above, line), pitch in zip(pairwise(side), pitches, strict=True):
        if pitch > wide:
            yield above.low - 0.3 * line.size, line.base + 0.8 * line.size
