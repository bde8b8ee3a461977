"""The outline of a document: which unit stands under which headings, lead-ins and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from corpus.document import Block, BlockKind, Document, Span
from corpus.markers import STARS, Marker, ordinal, read_marker, style_of

_LEAD_END = re.compile(r":\s*[-–—]?\s*[\"'”’)]*$")
_LEAD_WORDS = re.compile(
    r"\b(?:must|should|shall|may|will|can|to|that|not|never|are|is|includes?|following|include|as follows|below|if|when|where|by|for)$",
    re.IGNORECASE,
)
PLEASE_NOTE = re.compile(r"(?:please note|nb|n\.b\.|note)\b(?:\s+that\b|\s*[:.,–-]|\n)", re.IGNORECASE)
_STAR = re.compile(r"[\"'“‘(]?\s*(?P<mark>[*†‡§]{1,3}|\[\^?\d{1,2}\]:?|[¹²³⁴⁵⁶⁷⁸⁹])\s*(?=[A-Z0-9§\"'“‘(])")
_URL = re.compile(r"(?:(?:https?://|www\.)\S+\s*)+$")
_FORM_FIELD = re.compile(r"(?:signed|signature|date|name|position|print name|approved by|role|chair of governors)\b[^:]{0,30}:?[\s_.…]*$", re.IGNORECASE)


class Role(Enum):
    """What a unit does in its document."""

    rule = "rule"
    lead = "lead"
    star = "star"
    please_note = "please note"
    resumed = "resumed"
    row = "row"
    reference_list = "reference list"


@dataclass(eq=False)
class Unit:
    """One printed unit with its place; `lead` are the units it hangs on, outermost first."""

    span: Span
    role: Role
    headings: tuple[str, ...]
    number: str | None = None
    lead: tuple[Span, ...] = ()
    parent: Unit | None = None
    mark: str | None = None
    page: int | None = None
    section: int = 0
    is_item: bool = False
    level: int | None = None
    children: list[Unit] = field(default_factory=list)


@dataclass
class _Frame:
    """An open list: how it counts, where it hangs, and its last member."""

    style: str
    parent: Unit | None
    lead: tuple[Span, ...]
    level: int | None
    last: tuple[str, ...] = ()
    unit: Unit | None = None
    count: int = 0


class Outline:
    """Walks a document's blocks once and places every unit."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.title = (document.details.title or "").lower()
        self.blocks = document.blocks
        self.units: list[Unit] = []
        self.headings: list[tuple[float, str, str | None]] = []
        self.frames: list[_Frame] = []
        self.pending: Unit | None = None
        self.columns: Span | None = None
        self.section = 0
        self.rows = 0

    def run(self) -> list[Unit]:
        """All units of the document in order, lead-ins among them."""
        for place, block in enumerate(self.blocks):
            if block.kind is not BlockKind.row and block.kind is not BlockKind.column_heads:
                self.columns, self.rows = None, 0
            match block.kind:
                case BlockKind.heading:
                    self._heading(place, block)
                case BlockKind.column_heads:
                    self.columns = block.span
                case BlockKind.row:
                    self._row(block)
                case BlockKind.note:
                    self._note(block)
                case BlockKind.item:
                    self._item(place, block)
                case BlockKind.paragraph:
                    self._paragraph(place, block)
        return self.units

    def _words(self, block: Block) -> str:
        return block.span.of(self.text)

    def _printed(self, block: Block) -> str | None:
        return block.marker.of(self.text) if block.marker else None

    def _add(self, block: Block, role: Role, **more: object) -> Unit:
        unit = Unit(block.span, role, tuple(h for _, h, _ in self.headings), page=block.page, section=self.section, **more)  # type: ignore[arg-type]
        self.units.append(unit)
        if unit.parent is not None:
            unit.parent.children.append(unit)
        return unit

    def _heading(self, place: int, block: Block) -> None:
        words, printed = self._words(block), self._printed(block)
        self.frames, self.pending = [], None
        if self._leads(place, block, heading=True):
            self.section += 1
            self.pending = self._add(block, Role.lead)
            return
        level: float = block.level or 2
        if self._names_a_part(words):
            level = 1.5
        elif level == 1 and any(self._names_a_part(h) for _, h, _ in self.headings):
            level = 2
        if words.lower().strip() == self.title:
            self.section += 1
            return
        self.headings = [entry for entry in self.headings if entry[0] < level]
        shown = f"{printed} {words}" if printed else words
        self.headings.append((level, shown, printed))
        self.section += 1
        bracket = re.search(r"\[[^\]]{25,}\]", words)
        if bracket:
            start = block.span.start + bracket.start()
            note = block.model_copy(update={"span": Span(start=start, end=start + len(bracket.group()))})
            self._add(note, Role.rule)

    def _names_a_part(self, heading: str) -> bool:
        """A heading that repeats the title and adds to it opens a part of the document."""
        lowered = heading.lower().strip()
        return len(self.title) > 8 and lowered.startswith(self.title) and len(lowered) > len(self.title) + 3

    def _row(self, block: Block) -> None:
        lead = (*self.pending.lead, self.pending.span) if self.pending else ()
        if self.columns:
            lead = (*lead, self.columns)
        parent = self.pending or (self.frames[-1].unit if self.frames else None)
        self.rows += 1
        code = re.match(r"[A-Z]{1,3}\d{1,3}(?= \|)", self._words(block))
        above = f"{parent.number} " if parent is not None and parent.number else ""
        number = code.group() if code else f"{above}row {self.rows}"
        self._add(block, Role.row, number=number, lead=lead, parent=parent)

    def _note(self, block: Block) -> None:
        self._add(block, Role.star, mark=self._printed(block))

    def _item(self, place: int, block: Block) -> None:
        printed = self._printed(block)
        marker = read_marker(f"{printed} x", bare=True) if printed else None
        if marker is None and printed:
            marker = Marker(printed, len(printed), "1" if printed.isdigit() else "bullet", (printed,) if printed.isdigit() else ())
        words = self._words(block)
        star = self._star_of(block, printed)
        if star and self._dangles(star, block):
            self._add(block, Role.star, mark=star)
            return
        if PLEASE_NOTE.match(words) and (marker is None or marker.is_bullet):
            self._add(block, Role.please_note, parent=self.pending)
            return
        style = marker.style if marker and not marker.is_bullet else f"bullet {printed or ''}"
        frame = self._frame(style, marker, block.level)
        frame.last = marker.values if marker else ()
        role = Role.lead if self._leads(place, block) else Role.rule
        number = self._number(marker, frame)
        unit = self._add(block, role, number=number, lead=frame.lead, parent=frame.parent, is_item=True, level=block.level)
        frame.unit = unit
        self.pending = unit if role is Role.lead else None

    def _frame(self, style: str, marker: Marker | None, level: int | None) -> _Frame:
        """The open list that this item belongs to, or a new one under the pending lead-in."""
        if self.pending is None or not self.pending.is_item or self._continues(style, marker, level):
            for place in range(len(self.frames) - 1, -1, -1):
                if self._belongs(self.frames[place], style, marker, level):
                    if self.pending is not None and not self.pending.is_item and self._starts_anew(marker):
                        break
                    self.frames = self.frames[: place + 1]
                    return self.frames[place]
        lead: tuple[Span, ...] = ()
        parent = self.frames[-1].unit if self.frames else None
        if self.pending is not None:
            parent = self.pending
            lead = (*self.pending.lead, self.pending.span)
            if not self.pending.is_item:
                self.frames = [frame for frame in self.frames if not frame.style.startswith("bullet")]
        elif parent is not None and (level is None or self.frames[-1].level is None or level <= self.frames[-1].level):
            parent = self.frames[0].parent if style.startswith("bullet") else parent
        elif parent is not None and style.startswith("bullet") and not re.search(r"[.;!?]$", parent.span.of(self.text)):
            lead = (*parent.lead, parent.span)
        self.frames.append(_Frame(style, parent, lead, level))
        return self.frames[-1]

    def _continues(self, style: str, marker: Marker | None, level: int | None) -> bool:
        """After a lead-in item, only an item that goes on an outer list's count leaves it empty."""
        return any(frame.style == style and frame.unit is self.pending for frame in self.frames) and not self._starts_anew(marker)

    @staticmethod
    def _starts_anew(marker: Marker | None) -> bool:
        return marker is None or marker.is_bullet or 1 in ordinal(marker.values[-1])

    def _belongs(self, frame: _Frame, style: str, marker: Marker | None, level: int | None) -> bool:
        if level is not None and frame.level is not None and level != frame.level:
            return False
        if frame.style == style or {frame.style, style} == {"bullet •", "bullet "}:
            return True
        if style.startswith("bullet") or frame.style.startswith("bullet") or marker is None:
            return False
        # "(i)" goes on "(h)" as a letter unless a Roman count is open.
        if re.sub(r"[a-zA-Z]", "x", frame.style) != re.sub(r"[a-zA-Z]", "x", style) or not frame.last:
            return False
        now, before = marker.values[-1], frame.last[-1]
        same_case = now.islower() == before.islower()
        return same_case and len(now) == 1 and len(before) == 1 and ord(now) == ord(before) + 1

    def _number(self, marker: Marker | None, frame: _Frame) -> str | None:
        """The number as printed, with that of the item or heading it is printed under."""
        if marker is None or marker.is_bullet:
            above = frame.parent.number if frame.parent is not None else None
            frame.count += 1
            return f"{above} •{frame.count}" if above else None
        own = marker.text.rstrip(":").rstrip(".") or marker.text
        if marker.depth > 1 or marker.style.startswith(("1.", "A1", "§")) and marker.style != "1.":
            return own
        outer = frame.parent
        while outer is not None and outer.number is None:
            outer = outer.parent
        above = outer.number if outer is not None else None
        if above is None and not own[:1].isdigit():
            above = next((printed for _, _, printed in reversed(self.headings) if printed), None)
            if above and re.match(r"[A-Z][a-z]+\s", above):
                above = None
        if above is None:
            return own
        above = above.rstrip(".: ")
        return f"{above}{own}" if own.startswith("(") else f"{above}.{own}"

    def _paragraph(self, place: int, block: Block) -> None:
        words = self._words(block)
        if _URL.fullmatch(words) or _FORM_FIELD.fullmatch(words):
            return
        star = self._star_of(block, None)
        if star and self._dangles(star, block):
            start = block.span.start + _STAR.match(words).end()  # type: ignore[union-attr]
            self._add(block.model_copy(update={"span": Span(start=start, end=block.span.end)}), Role.star, mark=star)
            return
        if PLEASE_NOTE.match(words) and not self._leads(place, block):
            self._add(block, Role.please_note, parent=self.pending)
            return
        opener = self._resumes(words)
        if opener is not None:
            spans = (*opener.lead, opener.span, *(child.span for child in opener.children))
            self._add(block, Role.resumed, number=opener.number, lead=spans, parent=opener)
            self.frames = [frame for frame in self.frames if frame.parent is not opener]
            self.pending = None
            return
        self.frames = [frame for frame in self.frames if not frame.style.startswith("bullet")]
        if self._leads(place, block):
            self.pending = self._add(block, Role.lead)
        else:
            self.pending = None
            self._add(block, Role.rule)

    def _resumes(self, words: str) -> Unit | None:
        """The lead-in whose sentence goes on after its list, if this paragraph does that."""
        if not re.match(r"[\"'“‘(]?[a-z]", words):
            return None
        for frame in reversed(self.frames):
            if frame.parent is not None and frame.parent.role is Role.lead:
                return frame.parent
        return None

    def _leads(self, place: int, block: Block, *, heading: bool = False) -> bool:
        """Whether a list or table hangs on this block."""
        following = self._following(place)
        if following is None or following.kind not in (BlockKind.item, BlockKind.row, BlockKind.column_heads):
            return False
        words = self._words(block)
        if _LEAD_END.search(words):
            return True
        if following.kind is not BlockKind.item or re.search(r"[.;!?]$", words):
            return False
        if heading:
            return bool(re.search(r"\b(?:must|should|shall|may|will)(?: (?:not|never|always))?$", words, re.IGNORECASE))
        own, next_printed = self._printed(block), self._printed(following)
        nested = (own is None) != (next_printed is None) or (own is not None and next_printed is not None and style_of(own) != style_of(next_printed))
        begins_low = self._words(following)[:1].islower()
        return nested and (bool(_LEAD_WORDS.search(words)) or (begins_low and not words.endswith(",")))

    def _following(self, place: int) -> Block | None:
        """The next block that is no note and no stray address."""
        for block in self.blocks[place + 1 :]:
            words = self._words(block)
            if block.kind is BlockKind.paragraph and (PLEASE_NOTE.match(words) or _URL.fullmatch(words)):
                continue
            return block
        return None

    def _star_of(self, block: Block, printed: str | None) -> str | None:
        if printed and re.fullmatch(r"[*†‡§]{1,3}|\[\^?\d{1,2}\]:?", printed):
            return printed
        match = _STAR.match(self._words(block))
        return match.group("mark") if match else None

    def _dangles(self, mark: str, block: Block) -> bool:
        """Whether other words of the document carry this mark."""
        rest = self.text[: (block.marker or block.span).start] + "\n" + self.text[block.span.end :]
        return bool(carries(mark).search(rest)) or "in the context" in self._words(block).lower()


def carries(mark: str) -> re.Pattern[str]:
    """How a text shows that it carries a note's mark: behind a word or sentence, or before a word."""
    bare = mark.strip().rstrip(":")
    escaped = re.escape(bare)
    if bare[0] not in STARS:
        return re.compile(escaped)
    return re.compile(rf"(?:(?<=[\w.,;:!?)'’”])|(?<=[.;!?] )){escaped}(?![\w*])|(?<![\w\[*(]){escaped}(?=[a-z])")


def outline(document: Document) -> Sequence[Unit]:
    """Place every unit of a document."""
    return Outline(document).run()
