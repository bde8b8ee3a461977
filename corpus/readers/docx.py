"""Reads .docx: paragraphs with the numbers Word prints, headings, tables, notes and text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from lxml import etree

from corpus.document import BlockKind
from corpus.errors import NoText
from corpus.pieces import Piece, Reading
from corpus.readers.glyphs import tidy
from corpus.readers.headings import MINOR, reads_as_heading, reads_as_sentence
from corpus.readers.limits import check_characters, check_line
from corpus.readers.properties import deliberate_title
from corpus.readers.tables import Cell, Row, is_layout, kinds
from corpus.readers.word_notes import Notes
from corpus.readers.word_numbering import BULLET, Numbering
from corpus.readers.word_package import opened
from corpus.readers.word_styles import Styles, child, number, switched, value
from corpus.readers.word_tables import blocks_of, grid_of
from corpus.readers.word_text import ParagraphText, chosen, is_alternate, is_placeholder, paragraph_text

if TYPE_CHECKING:
    from docx.document import Document

_NESTED_STYLE = re.compile(r"list (?:bullet|number) (\d)$")
_GALLERY = "w:sdtPr/w:docPartObj/w:docPartGallery"


def read_docx(data: bytes, source: str) -> Reading:
    """Read the bytes of a .docx into pieces; raises an UnreadableDocument for what is none."""
    document = opened(data, source)
    walk = _Walk(document, source)
    walk.run(document.element.body)
    if not walk.pieces:
        reason = "The document holds no text, only empty pages or pictures."
        raise NoText(source, reason, "If the text is a picture, run text recognition and save the result.")
    return Reading(pieces=tuple(walk.pieces), meta=tuple(_meta(document)), faults=tuple(walk.faults))


@dataclass(slots=True)
class _Printed:
    """A paragraph as printed: number, text, and what its style says of it."""

    found: ParagraphText
    text: str
    marker: str | None
    level: int | None
    heading: int | None


class _Walk:
    """Goes through the body in order; a stack stands for the nesting, so depth cannot exhaust Python's."""

    def __init__(self, document: Document, source: str) -> None:
        self.pieces: list[Piece] = []
        self.faults: list[str] = []
        self._source = source
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(_numbering_part(document), self._styles)
        self._notes = Notes(document, self._styles, source)
        self._carried = ParagraphText()
        self._characters = 0
        self._last_heading: int | None = None

    def run(self, body: etree._Element) -> None:
        """Read all blocks below the body element."""
        stack = list(reversed(body))
        while stack:
            element = stack.pop()
            if element.tag == qn("w:p"):
                stack.extend(reversed(self._paragraph(element)))
            elif element.tag == qn("w:tbl"):
                stack.extend(reversed(self._table(element)))
            elif element.tag == qn("w:sdt"):
                stack.extend(reversed(_control(element)))
            elif element.tag == qn("w:altChunk"):
                self.faults.append("Another file is embedded in this document; its text was not read.")
            elif is_alternate(element):
                branch = chosen(element)
                stack.extend(reversed(branch) if branch is not None else ())
            elif element.tag not in (qn("w:sectPr"), qn("w:del"), qn("w:moveFrom")):
                stack.extend(reversed(element))

    def _paragraph(self, paragraph: etree._Element) -> list[etree._Element]:
        """Put one paragraph; gives the text boxes in it, which follow it."""
        printed = self._printed(paragraph)
        if printed is None:
            return []
        if printed.text:
            kind, level = self._kind(printed)
            self._put(Piece(kind, printed.text, marker=printed.marker, level=level))
        self._put_notes(printed.found)
        return printed.found.boxes

    def _printed(self, paragraph: etree._Element) -> _Printed | None:
        """Read a paragraph and count its number; None where it is not printed or runs on into the next."""
        style_id = value(paragraph, "w:pPr/w:pStyle") or self._styles.default
        if self._styles.is_contents(style_id):
            return None
        found = paragraph_text(paragraph, self._styles, self._notes.mark)
        mark = child(paragraph, "w:pPr/w:rPr")
        before, self._carried = self._carried, ParagraphText()
        if before.text or before.notes or before.boxes:
            found = ParagraphText(
                before.text + found.text,
                before.bold and found.bold,
                before.notes + found.notes,
                before.boxes + found.boxes,
            )
        if child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None:
            self._carried = found
            return None
        text = tidy(found.text)
        if not text and switched(mark, "w:vanish"):
            return None
        marker, level = self._number(paragraph, style_id)
        return _Printed(found, text, marker, level, self._heading(paragraph, style_id))

    def _heading(self, paragraph: etree._Element, style_id: str | None) -> int | None:
        outline = number(paragraph, "w:pPr/w:outlineLvl")
        if outline is not None:
            return outline + 1 if outline < 9 else None
        return self._styles.heading(style_id)

    def _number(self, paragraph: etree._Element, style_id: str | None) -> tuple[str | None, int | None]:
        """The marker Word prints and its level from 1, counting the paragraph."""
        own = child(paragraph, "w:pPr/w:numPr")
        number_id, level = number(own, "w:numId"), number(own, "w:ilvl")
        inherited = self._styles.numbering(style_id)
        if number_id is None and inherited is not None:
            number_id, inherited_level, at = inherited
            if level is None:
                tied = self._numbering.level_of(number_id, (style_id, at))
                level = inherited_level if inherited_level is not None else tied
        if not number_id:
            return None, None
        level = level or 0
        marker = self._numbering.marker(number_id, level)
        # "List Bullet 2" is a list of its own in Word, and stands below "List Bullet" on the page.
        nested = _NESTED_STYLE.match(self._styles.name(style_id))
        return marker, max(level + 1, int(nested[1]) if nested else 1) if marker else None

    def _kind(self, printed: _Printed) -> tuple[BlockKind, int | None]:
        """What the paragraph is; a whole sentence in a heading style is a rule, not a heading."""
        if printed.heading is not None:
            if not reads_as_sentence(printed.text):
                self._last_heading = printed.heading
                return BlockKind.heading, printed.heading
        elif printed.found.bold and printed.marker != BULLET and reads_as_heading(printed.text):
            above = self._last_heading
            return BlockKind.heading, printed.level or (MINOR if above is None else above + 1)
        if printed.marker is not None:
            return BlockKind.item, printed.level
        return BlockKind.paragraph, None

    def _table(self, table: etree._Element) -> list[etree._Element]:
        """Put a table's rows; gives its blocks instead where the table only places text on the page."""
        grid = grid_of(table)
        cells = [cell for row in grid.rows for cell in row]
        if grid.nested or max(map(len, grid.rows), default=0) < 2 or self._holds_headings(cells):
            return blocks_of(table)
        rough = [
            Row(tuple(Cell(_rough(cell)) for cell in row), head)
            for row, head in zip(grid.rows, grid.heads, strict=True)
        ]
        if is_layout(rough):
            return blocks_of(table)
        rows: list[Row] = []
        founds: list[list[ParagraphText]] = []
        for paragraphs_by_cell, head in zip(grid.rows, grid.heads, strict=True):
            printed = [[self._printed(paragraph) for paragraph in cell] for cell in paragraphs_by_cell]
            rows.append(Row(tuple(_cell([p for p in cell if p is not None]) for cell in printed), head))
            founds.append([p.found for cell in printed for p in cell if p is not None])
        for row, kind, found in zip(rows, kinds(rows), founds, strict=True):
            if row.text:
                self._put(Piece(kind, row.text))
            for paragraph in found:
                self._put_notes(paragraph)
        return [box for found in founds for paragraph in found for box in paragraph.boxes]

    def _holds_headings(self, cells: list[list[etree._Element]]) -> bool:
        """A cell with a heading and text below it is a column of the page, not of a table."""
        return any(
            len(cell) > 1 and self._styles.heading(value(paragraph, "w:pPr/w:pStyle")) is not None
            for cell in cells
            for paragraph in cell
        )

    def _put(self, piece: Piece) -> None:
        check_line(len(piece.text), self._source)
        self._characters += len(piece.text)
        check_characters(self._characters, self._source)
        self.pieces.append(piece)

    def _put_notes(self, found: ParagraphText) -> None:
        for kind, note_id, mark in found.notes:
            if (piece := self._notes.piece(kind, note_id, mark)) is not None:
                self._put(piece)


def _cell(paragraphs: list[_Printed]) -> Cell:
    printed = [p for p in paragraphs if p.text]
    text = "\n".join(f"{p.marker} {p.text}" if p.marker else p.text for p in printed)
    return Cell(text, bold=bool(printed) and all(p.found.bold for p in printed))


def _rough(paragraphs: list[etree._Element]) -> str:
    return "x" if any((text.text or "").strip() for p in paragraphs for text in p.iter(qn("w:t"))) else ""


def _control(control: etree._Element) -> list[etree._Element]:
    """A content control's blocks; none for a table of contents or an unfilled placeholder."""
    if is_placeholder(control) or value(control, _GALLERY) == "Table of Contents":
        return []
    content = child(control, "w:sdtContent")
    return list(content) if content is not None else []


def _numbering_part(document: Document) -> etree._Element | None:
    for relationship in document.part.rels.values():
        if relationship.reltype.endswith("/numbering") and not relationship.is_external:
            element: etree._Element = relationship.target_part.element
            return element
    return None


def _meta(document: Document) -> Iterator[tuple[str, str]]:
    """The file's title where somebody chose it, and the lines of its page headers and footers."""
    if title := deliberate_title(document.core_properties.title):
        yield "title", title
    running: dict[str, None] = {}
    for relationship in document.part.rels.values():
        if relationship.reltype.endswith(("/header", "/footer")) and not relationship.is_external:
            part = relationship.target_part.element
            for paragraph in part.iter(qn("w:p")):
                text = tidy(
                    "".join(
                        t.text or "" if t.tag == qn("w:t") else "\t"
                        for t in paragraph.iter(qn("w:t"), qn("w:tab"))
                    )
                )
                running.update(dict.fromkeys(text.split("\n")))
    yield from (("running", line) for line in running if line)
