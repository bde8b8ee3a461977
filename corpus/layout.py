"""Printed lines of a text file or PDF → the pieces that were printed, unwrapped.

Line breaks, blank lines and page breaks say little in converted files: a blank line may stand inside
a sentence and a bullet may be lost. What is printed on either side decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.bullets import Depth
from corpus.contents import contents_of
from corpus.document import BlockKind
from corpus.joining import Joining
from corpus.lines import JOINING_WORD, LEADS, TERMINAL, is_in_capitals, looks_like_title
from corpus.markers import Marker, read_marker
from corpus.markers import Sequence as Counting
from corpus.pieces import Line, Piece

WRAPPED_AT_MOST = 160
"""Longest usual line, in characters, of a file that breaks its lines; longer ones are whole paragraphs."""

_URL_ONLY = re.compile(r"(?:https?://|www\.)\S+$")
_PAGE_MARK = re.compile(r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$|-\s*\d{1,3}\s*-$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:next |last |policy |date of |document )?(?:dates?|review(?:ed)?|version|revisions?|owner|approved|adopted|author|effective|audience|"
    r"signed|applies to|for)\b[\w ]{0,20}:|who must follow)",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=*~─—]{3,}$")
_OPEN_DUTY = re.compile(r"\b(?:must|should|shall|may|will|can)(?: not| never| always)?$", re.IGNORECASE)
_OPENING = re.compile(r"[\"'“‘(\[]*")


@dataclass
class _Unit:
    """A piece while its lines are still being gathered."""

    first: Line
    marker: Marker | None = None
    lost_bullet: bool = False
    row: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def is_item(self) -> bool:
        return self.marker is not None or self.lost_bullet


class Layout:
    """Decides, line by line, what goes on and what begins."""

    def __init__(self, lines: Sequence[Line]) -> None:
        printed = [line for line in lines if line.text and not _RULE.fullmatch(line.text)]
        contents = contents_of([line.text for line in printed])
        self.lines = [line for place, line in enumerate(printed) if place not in contents]
        lengths = sorted(line.indent + len(line.text) for line in self.lines if " | " not in line.text) or [0]
        self.width = lengths[int(len(lengths) * 0.95)]
        self.wrapped = self.width <= WRAPPED_AT_MOST
        indents = Counter(line.indent for line in self.lines)
        self.margin = min(indents, key=lambda i: (-indents[i], i)) if indents else 0
        pairs = [(a, b) for a, b in pairwise(self.lines) if not b.gap and not TERMINAL.search(a.text)]
        self.hanging = {(a.indent, b.indent) for a, b in pairs if a.page == b.page}
        self.joining = Joining([line.text for line in self.lines])
        self.counting = Counting()
        self.units: list[_Unit] = []
        self.asides: list[Line] = []

    def run(self) -> tuple[Piece, ...]:
        """Gather all lines into pieces, in order."""
        follows_aside = False
        for place, line in enumerate(self.lines):
            if self._is_page_mark(place):
                continue
            if _URL_ONLY.fullmatch(line.text) and (line.gap or follows_aside):
                self.asides.append(line)
                follows_aside = True
                continue
            self._take(line, follows_aside)
            follows_aside = False
        self._flush_asides()
        return tuple(self._pieces())

    def _is_page_mark(self, place: int) -> bool:
        line = self.lines[place]
        if not _PAGE_MARK.fullmatch(line.text):
            return False
        return line.text.lower().startswith("page") or (line.gap and line.page != self._page_after(place))

    def _page_after(self, place: int) -> int | None:
        return next((line.page for line in self.lines[place + 1 : place + 2]), -1)

    def _take(self, line: Line, follows_aside: bool) -> None:
        unit = self.units[-1] if self.units else None
        if " | " in line.text:
            self._begin(line, None, row=True)
        elif (marker := self._marker(line, unit)) is not None:
            self._begin(line, marker)
        elif unit is None or unit.row:
            self._begin(line, None)
        elif self._is_lost_bullet(line, unit, follows_aside):
            self._begin(line, None, lost_bullet=True)
        elif self._goes_on(line, unit):
            unit.lines.append(line)
        else:
            self._begin(line, None)

    def _begin(
        self, line: Line, marker: Marker | None, *, lost_bullet: bool = False, row: bool = False
    ) -> None:
        if not lost_bullet and not (marker and marker.is_bullet):
            self._flush_asides()
        if marker:
            self.counting.take(marker)
        self.units.append(_Unit(line, marker, lost_bullet, row, [line]))

    def _flush_asides(self) -> None:
        for aside in self.asides:
            self.units.append(_Unit(aside, lines=[aside]))
        self.asides = []

    def _marker(self, line: Line, unit: _Unit | None) -> Marker | None:
        """The marker that begins this line, unless it is only a figure or dash of a sentence."""
        marker = read_marker(line.text, bare=True)
        if marker is None:
            return None
        words = line.text[marker.end :]
        if unit is None:
            return marker
        is_open = not self._ends(unit) and not self._is_headline(unit)
        if marker.is_bullet:
            if marker.text in "-–—*" and is_open and not line.gap and self._is_full(unit.lines[-1], words):
                alike = unit.marker is not None and unit.marker.text == marker.text
                return marker if alike else None
            return marker
        if is_open and not line.gap and (re.match(r"[A-Z][a-z]", marker.text) or not words):
            return None
        if is_open and not line.gap and marker.depth > 1 and not self.counting.succeeds(marker):
            return None
        if not self._counts(line, marker, unit, is_open):
            # A count that begins anew or skips is still a count where a paragraph begins with it.
            return marker if line.gap and not is_open and marker.depth > 1 else None
        is_bare = marker.text.isdigit()
        if is_open and (is_bare or words[:1].islower()) and not (line.gap or unit.is_item):
            return None
        if is_bare and is_open and not line.gap:
            return None
        return marker

    def _counts(self, line: Line, marker: Marker, unit: _Unit, is_open: bool) -> bool:
        """Whether the number goes on a count; one that leaves a number out must begin a paragraph or item."""
        if self.counting.follows(marker):
            return True
        last = unit.lines[-1]
        begins = line.gap or not is_open or not self.wrapped
        if not begins and not (unit.is_item and not self._is_full(last, line.text)):
            return False
        return self.counting.leads_to(marker, line.text[marker.end :], last.text)

    def _is_lost_bullet(self, line: Line, unit: _Unit, follows_aside: bool) -> bool:
        """One leading space where the margin has none is what an export leaves of a bullet."""
        if self._is_set_in(line, unit) or self._is_bare_item(line, unit):
            return True
        if self.margin != 0 or not 1 <= line.indent <= (2 if follows_aside else 1):
            return False
        last = unit.lines[-1].text
        if unit.lost_bullet:
            short = not self._is_full(unit.lines[-1], line.text)
            return line.gap or follows_aside or not self.wrapped or self._ends(unit) or short
        opens_list = bool(LEADS.search(last))
        if _OPEN_DUTY.search(last) and not self._is_full(unit.lines[-1], line.text, 0.7):
            return True
        after_heading = line.gap and len(unit.lines) == 1 and looks_like_title(last)
        return opens_list or after_heading or (unit.marker is not None and unit.marker.is_bullet and line.gap)

    def _is_bare_item(self, line: Line, unit: _Unit) -> bool:
        """Where even the indent is lost: short paragraphs without a capital, one below the other after a colon."""
        last = unit.lines[-1]
        after = bool(LEADS.search(last.text)) or (unit.lost_bullet and unit.first.indent == line.indent)
        return (
            self.wrapped
            and after
            and line.gap
            and line.text[:1].islower()
            and line.indent <= self.margin
            and not self._is_full(last, line.text, 0.75)
        )

    def _is_set_in(self, line: Line, unit: _Unit) -> bool:
        """Where a browser drew the bullets, what is left of a list is that it is set in."""
        last = unit.lines[-1]
        if line.page is None or line.bold:
            return False
        if unit.lost_bullet:
            level = abs(line.indent - unit.first.indent) <= 1 and unit.first.indent >= 2
            return level and (self._ends(unit) or not self._is_full(last, line.text, 0.8))
        hangs = not line.gap and (last.indent, line.indent) in self.hanging and self._is_full(last, line.text)
        opens = bool(LEADS.search(last.text)) and line.indent >= last.indent + 3
        return opens and not hangs and line.size == last.size

    def _goes_on(self, line: Line, unit: _Unit) -> bool:
        """Whether the line continues the unit's last sentence."""
        last = unit.lines[-1]
        begins_low = line.text[_OPENING.match(line.text).end() :][:1].islower()  # type: ignore[union-attr]
        in_capitals = line.text == line.text.upper()
        if not (begins_low or in_capitals or unit.is_item) and is_in_capitals(last.text):
            return False
        if (line.column_break and self._ends(unit)) or _LABEL.match(line.text):
            return False
        if abs(last.size - line.size) > 0.08 or (
            last.bold != line.bold and len(unit.lines) == 1 and not begins_low
        ):
            return False
        if begins_low and not line.gap and re.search(r"[^\W\d_]-$", last.text):
            return True
        if begins_low and not line.gap and not self._ends(unit) and len(line.text.split()) <= 2:
            return True
        is_open = not self._ends(unit)
        if _URL_ONLY.match(line.text.split()[0]) and not line.gap and self.wrapped:
            return True
        if line.gap and unit.is_item and self.margin < unit.first.indent >= line.indent:
            return False
        if line.gap or not self.wrapped:
            if not is_open or (looks_like_title(line.text) and not begins_low):
                return False
            if begins_low:
                joins = JOINING_WORD.search(last.text) is not None
                return joins or (
                    self._is_full(last, line.text, 0.75) if self.wrapped else len(last.text) > 40
                )
            return self.wrapped and bool(JOINING_WORD.search(last.text)) and self._is_full(last, line.text)
        if is_open and unit.is_item:
            # A further line of an item is set as wide as the page allows, or it is no part of it.
            return self._is_full(last, line.text, 0.8)
        if is_open and begins_low:
            return True
        if self._is_full(last, line.text):
            return not (unit.is_item and not is_open and line.indent < unit.first.indent)
        if not is_open:
            return False
        joins = JOINING_WORD.search(last.text) is not None or last.text.endswith((",", "-", "–"))
        return joins or (line.text[:1].isdigit() and self._is_full(last, line.text, 0.5))

    def _ends(self, unit: _Unit) -> bool:
        last = unit.lines[-1].text
        if TERMINAL.search(last):
            return True
        # A bracket that closes what the lead-in opened ends the list.
        if not unit.is_item or not last.endswith(")"):
            return False
        words = " ".join(line.text for line in unit.lines)
        return words.count(")") > words.count("(")

    def _is_full(self, line: Line, following: str, share: float = 0.92) -> bool:
        """Whether the next word would not have fitted on the line."""
        word = following.split(maxsplit=1)[0] if following else ""
        return line.indent + len(line.text) + 1 + len(word) > self.width * share

    def _pieces(self) -> Iterable[Piece]:
        in_table = False
        depth = Depth()
        for unit in self.units:
            text = self.joining.joined([line.text for line in unit.lines])
            kind = BlockKind.item if unit.is_item else BlockKind.paragraph
            if unit.row:
                kind = BlockKind.row if in_table else BlockKind.column_heads
            in_table = unit.row
            if unit.marker is None and not unit.is_item and not unit.row and self._is_headline(unit):
                kind = BlockKind.heading
            marker = unit.marker.text if unit.marker else None
            if unit.marker:
                text = text[unit.marker.end :]
                if unit.marker.is_bullet:
                    # A star may tie a note to its clause; every other glyph is only a bullet.
                    marker = "*" if marker == "*" else depth.bullet(unit.marker.text, unit.first.indent)
                elif self._is_headline(unit) and looks_like_title(text):
                    kind = BlockKind.heading
            if not (unit.marker and unit.marker.is_bullet):
                depth = Depth()
            yield Piece(kind, text, marker, page=unit.first.page)

    @staticmethod
    def _is_headline(unit: _Unit) -> bool:
        """Large or bold type over one or two lines is a heading."""
        large = all(line.size >= 1.12 for line in unit.lines)
        bold = all(line.bold for line in unit.lines)
        text = " ".join(line.text for line in unit.lines)
        return (large or bold) and len(text.split()) <= 20 and not re.search(r"[.;]$", text)


def pieces_of(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """Unwrap printed lines into pieces."""
    return Layout(lines).run()
