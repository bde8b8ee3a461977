"""PDF lines: runs of one baseline put together as a person reads along the line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.markers import read_marker
from corpus.readers.glyphs import mended
from corpus.readers.pdf_glyphs import NUMBER, Run

_CELL_GAP = 2.0
_TAB_GAP = 0.2
_SMALL = 0.85
_MARK = re.compile(
    r"(?:\(?(?:\d{1,3}|[ivxlIVXL]{1,6}|[a-zA-Z])[.):]{0,2}|[A-Z]\d{1,3}(?:\.\d{1,3})*[.)]?|[^\w\s])$"
)
_WORD = re.compile(r"[A-Z\"'“‘(\[£]")
_UNIT = re.compile(r"(?:^|[\s\d])[cmk]?m$")


@dataclass(slots=True)
class Segment:
    """Words that stand close together on one line; a wide gap divides it from its neighbours."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


@dataclass(slots=True)
class Printed:
    """One printed line, or a table row: `cells` is None for a line, else the row's cells by column.

    `columns` are the left edges of a row's columns; `low` is the baseline of its last line; `origin`
    the left edge of the page column it stands in, where that is not the page's own; `row` names the
    tagged row that it is, the same on every page that holds a part of it; `runs` are what a line is made of.
    """

    segments: list[Segment]
    base: float
    size: float
    cells: list[str] | None = None
    columns: tuple[float, ...] = ()
    low: float = 0.0
    column_break: bool = False
    origin: float | None = None
    row: tuple[int, ...] = ()
    runs: list[Run] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The left edge of its first segment."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """The right edge of its last segment."""
        return max(segment.right for segment in self.segments)

    @property
    def text(self) -> str:
        """The words of the line."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(segment.bold for segment in self.segments)


@dataclass(slots=True)
class _Line:
    """Runs found to stand on one line."""

    base: float
    size: float
    runs: list[Run] = field(default_factory=list)

    def overlaps(self, run: Run) -> bool:
        """Whether the run would be printed over one of the line's."""
        return any(
            min(run.right, other.right) - max(run.left, other.left)
            > 0.4 * max(min(run.right - run.left, other.right - other.left), 0.1)
            for other in self.runs
        )


def commonest_size(runs: Iterable[Run]) -> float:
    """The type size of most characters, in points to the nearest half; 10 where there are none."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size * 2) / 2] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def lines_of(runs: Sequence[Run]) -> list[Printed]:
    """Put runs into lines, top to bottom, each divided into segments at its wide gaps."""
    body = commonest_size(runs)
    lines: list[_Line] = []
    large = [run for run in runs if run.size >= _SMALL * body]
    small = [run for run in runs if run.size < _SMALL * body]
    for run in sorted(large, key=lambda run: (-run.base, run.left)):
        _place(lines, run)
    for line in lines:
        # The first run may be a number in another size than the words behind it.
        line.size = commonest_size(line.runs)
    full = list(lines)
    rest: list[_Line] = []
    for run in sorted(small, key=lambda run: (-run.base, run.left)):
        if not _raise(full, run):
            _place(rest, run)
    lines.extend(rest)
    lines.sort(key=lambda line: -line.base)
    return [printed for line in lines if (printed := _printed(line)) is not None]


def _place(lines: list[_Line], run: Run) -> None:
    for line in reversed(lines[-6:]):
        if abs(line.base - run.base) <= 0.35 * min(line.size, run.size) and not line.overlaps(run):
            line.runs.append(run)
            return
    lines.append(_Line(run.base, run.size, [run]))


def _raise(lines: list[_Line], run: Run) -> bool:
    """Attach a raised or lowered small run to the line whose words it touches."""
    for line in lines:
        if not -0.3 * line.size <= run.base - line.base <= 0.65 * line.size:
            continue
        if any(-1 <= run.left - other.right <= 0.4 * line.size or -1 <= other.left - run.right <= 0.6 * line.size
               for other in line.runs):  # fmt: skip
            line.runs.append(run)
            return True
    return False


def _printed(line: _Line) -> Printed | None:
    segments: list[Segment] = []
    for run in sorted(line.runs, key=lambda run: run.left):
        text = _note_mark(run, line, segments)
        last = segments[-1] if segments else None
        gap = run.left - last.right if last is not None else 0.0
        if last is None or gap > _CELL_GAP * line.size:
            segments.append(Segment(text, run.left, run.right, run.base, run.size, run.bold))
        else:
            apart = gap > 0.18 * line.size or (len(segments) == 1 and _number_ends(last.text, text, gap))
            last.text += (" " if apart else "") + text
            last.right = max(last.right, run.right)
            last.bold = last.bold and (run.bold or not text.strip())
    for segment in segments:
        segment.text = " ".join(mended(segment.text).split())
    segments = _with_markers([segment for segment in segments if segment.text])
    if not segments:
        return None
    return Printed(segments, line.base, line.size, low=line.base, runs=line.runs)


def _number_ends(number: str, text: str, gap: float) -> bool:
    """Whether a number ends here that a narrow tab stop keeps from its words."""
    if gap <= _TAB_GAP or not NUMBER.fullmatch(number):
        return False
    return _WORD.match(text) is not None or (not number.isalnum() and text[:1].isalpha())


def _note_mark(run: Run, line: _Line, before: list[Segment]) -> str:
    """The text of a run, a raised figure in brackets: it refers to a note and is no part of a number."""
    raised = run.size < _SMALL * line.size and run.base - line.base > 0.15 * line.size
    if not raised or not re.fullmatch(r"\d{1,3}", run.text) or (before and _UNIT.search(before[-1].text)):
        return run.text
    return f"[{run.text}]" + ("" if before else " ")


def _with_markers(segments: list[Segment]) -> list[Segment]:
    """Join a number or bullet to the words that a tab stop keeps from it."""
    if len(segments) > 1 and is_marker(segments[0].text):
        first, second = segments[0], segments[1]
        joined = Segment(f"{first.text} {second.text}", first.left, second.right, first.base, second.size,
                         first.bold and second.bold)  # fmt: skip
        return [joined, *segments[2:]]
    return segments


def is_marker(text: str) -> bool:
    """Whether this is nothing but a number, a letter or a glyph in front of words."""
    marker = read_marker(f"{text} Words", bare=True)
    return bool(_MARK.match(text)) or (marker is not None and marker.end == len(text) + 1)
