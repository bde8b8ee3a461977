"""The outline of a document: which unit stands under which headings, lead-ins and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Block, BlockKind, Document, Span
from corpus.lists import OpenLists, number_of
from corpus.markers import Marker, ordinal, read_marker, style_of
from corpus.stars import STAR, carries, star_of
from corpus.units import Role, Unit

_LEAD_END = re.compile(r":\s*[-–—]?\s*[\"'”’)]*$")
_LEAD_WORDS = re.compile(
    r"\b(?:must|should|shall|may|will|can|to|that|not|never|are|is|includes?|following|include|as follows|below|if|when|where|by|for)$",
    re.IGNORECASE,
)
PLEASE_NOTE = re.compile(r"(?:please note|nb|n\.b\.|note)\b(?:\s+that\b|\s*[:.,–-]|\n)", re.IGNORECASE)
_URL = re.compile(r"(?:(?:https?://|www\.)\S+\s*)+$")
_FORM_FIELD = re.compile(
    r"(?:signed|signature|date|name|position|print name|approved by|role|chair of governors)\b[^:]{0,30}:?[\s_.…]*$",
    re.IGNORECASE,
)


class Outline:
    """Walks a document's blocks once and places every unit."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        # Its title as it was read, too: a title put right by hand moves no clause under another heading.
        was = [each.was for each in document.corrections if each.field == "title"]
        self.titles = tuple(each.lower() for each in (document.details.title, *was) if each)
        self.blocks = document.blocks
        self.units: list[Unit] = []
        self.headings: list[tuple[float, str, str | None]] = []
        self.lists = OpenLists(document.text)
        self.pending: Unit | None = None
        self.columns: Span | None = None
        self.section = 0
        self.rows = 0
        self.carried: dict[str, int] = {}

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

    def _add(self, block: Block, unit: Unit) -> Unit:
        """Place a unit under the headings that are open."""
        unit.headings = tuple(heading for _, heading, _ in self.headings)
        unit.page, unit.section = block.page, self.section
        self.units.append(unit)
        if unit.parent is not None:
            unit.parent.children.append(unit)
        return unit

    def _heading(self, place: int, block: Block) -> None:
        words, printed = self._words(block), self._printed(block)
        self.lists.close()
        self.pending = None
        if self._leads(place, block, heading=True):
            self.section += 1
            self.pending = self._add(block, Unit(block.span, Role.lead))
            return
        level: float = block.level or 2
        if self._names_a_part(words):
            level = 1.5
        elif level == 1 and any(self._names_a_part(h) for _, h, _ in self.headings):
            level = 2
        level = min(level, self._above_sections(place, printed, level))
        if words.lower().strip() in self.titles:
            self.section += 1
            return
        self.headings = [entry for entry in self.headings if entry[0] < level]
        shown = f"{printed} {words}" if printed else words
        self.headings.append((level, shown, printed))
        self.section += 1
        bracket = re.search(r"\[[^\]]{25,}\]", words)
        if bracket:
            start = block.span.start + bracket.start()
            self._add(block, Unit(Span(start=start, end=start + len(bracket.group())), Role.rule))

    def _above_sections(self, place: int, printed: str | None, level: float) -> float:
        """The level of "Section B" where the headings beneath it, of no lower rank, count from 1."""
        following = next((b for b in self.blocks[place + 1 :] if b.kind is BlockKind.heading), None)
        number = self._printed(following) if following else None
        if following is None or number is None or not re.match(r"[A-Z][a-z]+\s", printed or ""):
            return level
        begins = re.fullmatch(r"1(?:\.0)?[.):]?|[AI][.):]", number) is not None
        return (following.level or 2) - 0.5 if begins and (following.level or 2) <= level else level

    def _names_a_part(self, heading: str) -> bool:
        """A heading that repeats the title and adds to it opens a part of the document."""
        lowered = heading.lower().strip()
        return any(
            len(title) > 8 and lowered.startswith(title) and len(lowered) > len(title) + 3
            for title in self.titles
        )

    def _row(self, block: Block) -> None:
        lead = (*self.pending.lead, self.pending.span) if self.pending else ()
        if self.columns:
            lead = (*lead, self.columns)
        parent = self.pending or self.lists.last_item
        self.rows += 1
        code = re.match(r"[A-Z]{1,3}\d{1,3}(?= \|)", self._words(block))
        above = f"{parent.number} " if parent is not None and parent.number else ""
        number = code.group() if code else f"{above}row {self.rows}"
        self._add(block, Unit(block.span, Role.row, number=number, lead=lead, parent=parent))

    def _note(self, block: Block) -> None:
        self._add(block, Unit(block.span, Role.star, mark=self._printed(block)))

    def _item(self, place: int, block: Block) -> None:
        printed = self._printed(block)
        marker = read_marker(f"{printed} x", bare=True) if printed else None
        if marker is None and printed:
            marker = Marker(
                printed,
                len(printed),
                "1" if printed.isdigit() else "bullet",
                (printed,) if printed.isdigit() else (),
            )
        words = self._words(block)
        star = star_of(printed, words)
        if star and self._dangles(star, block):
            self._add(block, Unit(block.span, Role.star, mark=star))
            return
        if PLEASE_NOTE.match(words) and (marker is None or marker.is_bullet):
            self._add(block, Unit(block.span, Role.please_note, parent=self.pending))
            return
        style = marker.style if marker and not marker.is_bullet else f"bullet {printed or ''}"
        within = self.lists.of_item(style, marker, block.level, self.pending)
        within.last = marker.values if marker else ()
        role = Role.lead if self._leads(place, block) else Role.rule
        number = number_of(marker, within, [printed for _, _, printed in self.headings])
        unit = self._add(
            block,
            Unit(
                block.span,
                role,
                number=number,
                lead=within.lead,
                parent=within.parent,
                is_item=True,
                level=block.level,
            ),
        )
        within.unit = unit
        self.pending = unit if role is Role.lead else None

    def _paragraph(self, place: int, block: Block) -> None:
        words = self._words(block)
        if _URL.fullmatch(words) or _FORM_FIELD.fullmatch(words):
            return
        star = star_of(None, words)
        if star and self._dangles(star, block):
            start = block.span.start + STAR.match(words).end()  # type: ignore[union-attr]
            # Of a note in brackets, the bracket that closes goes with the one that opens, before its mark.
            end = block.span.end - (words.startswith("(") and words.endswith(")"))
            self._add(block, Unit(Span(start=start, end=end), Role.star, mark=star))
            return
        if PLEASE_NOTE.match(words) and not self._leads(place, block):
            self._add(block, Unit(block.span, Role.please_note, parent=self.pending))
            return
        opener = self._resumes(words)
        if opener is not None:
            spans = (*opener.lead, opener.span, *(child.span for child in opener.children))
            self._add(block, Unit(block.span, Role.resumed, number=opener.number, lead=spans, parent=opener))
            self.lists.close_under(opener)
            self.pending = None
            return
        self.lists.close_bulleted()
        if self._leads(place, block):
            self.pending = self._add(block, Unit(block.span, Role.lead))
        else:
            self.pending = None
            self._add(block, Unit(block.span, Role.rule))

    def _resumes(self, words: str) -> Unit | None:
        """The lead-in whose sentence goes on after its list, if this paragraph does that."""
        if not re.match(r"[\"'“‘(]?[a-z]", words):
            return None
        return self.lists.opener()

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
            return bool(
                re.search(
                    r"\b(?:must|should|shall|may|will)(?: (?:not|never|always))?$", words, re.IGNORECASE
                )
            )
        if re.search(r"[;,] ?(?:and|or)$", words):
            return False
        own, next_printed = self._printed(block), self._printed(following)
        if next_printed and self.lists.goes_on_around(f"bullet {next_printed}"):
            return False
        counted = read_marker(f"{next_printed} x", bare=True) if own and next_printed else None
        if counted and counted.values and 1 not in ordinal(counted.values[-1]):
            return False
        plain = block.kind is BlockKind.paragraph
        nested = (
            plain
            or (own is None) != (next_printed is None)
            or (own is not None and next_printed is not None and style_of(own) != style_of(next_printed))
        )
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

    def _dangles(self, mark: str, block: Block) -> bool:
        """Whether other words of the document carry this mark."""
        carrying = carries(mark)
        if mark not in self.carried:
            self.carried[mark] = len(carrying.findall(self.text))
        first = (block.marker or block.span).start
        own = len(carrying.findall(self.text, max(0, first - 1), block.span.end))
        return self.carried[mark] > own or "in the context" in self._words(block).lower()


def outline(document: Document) -> Sequence[Unit]:
    """Place every unit of a document."""
    return Outline(document).run()
