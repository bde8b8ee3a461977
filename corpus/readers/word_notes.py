"""Word's foot- and endnotes: their texts, and the marks printed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from corpus.document import BlockKind
from corpus.pieces import Piece
from corpus.readers.glyphs import tidy
from corpus.readers.numerals import in_word
from corpus.readers.word_package import parsed
from corpus.readers.word_styles import Styles, value
from corpus.readers.word_text import paragraph_text

if TYPE_CHECKING:
    from docx.document import Document

_FORMS = {"footnote": "decimal", "endnote": "lowerRoman"}
_RELATIONSHIPS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}


class Notes:
    """The notes of one document, counted as they are referred to."""

    def __init__(self, document: Document, styles: Styles, source: str) -> None:
        self._styles = styles
        self._counts = dict.fromkeys(_FORMS, 0)
        self._forms = {kind: _form(document, kind) for kind in _FORMS}
        self._texts: dict[tuple[str, str], etree._Element] = {}
        for relationship in document.part.rels.values():
            for kind, reltype in _RELATIONSHIPS.items():
                if relationship.reltype == reltype and not relationship.is_external:
                    self._read(kind, relationship.target_part.blob, source)

    def _read(self, kind: str, part: bytes, source: str) -> None:
        for note in parsed(part, source).iterchildren(qn(f"w:{kind}")):
            self._texts[kind, note.get(qn("w:id")) or ""] = note

    def mark(self, kind: str, note_id: str) -> str:
        """Count the next note of its kind and give its mark in square brackets."""
        self._counts[kind] += 1
        return f"[{in_word(self._counts[kind], self._forms[kind])}]"

    def piece(self, kind: str, note_id: str, mark: str) -> Piece | None:
        """The note's text as a piece; None where the file has none for this id."""
        note = self._texts.get((kind, note_id))
        if note is None:
            return None
        paragraphs = (paragraph_text(p, self._styles, self.mark).text for p in note.iter(qn("w:p")))
        text = tidy("\n".join(paragraphs))
        # A mark of the writer's own is typed again in front of the note.
        text = text.removeprefix(mark).lstrip() if mark else text
        return Piece(BlockKind.paragraph, text, marker=mark or None, footnote=True) if text else None


def _form(document: Document, kind: str) -> str:
    """How the notes count: as the section says, else the settings, else Word's own way."""
    for root in (document.element, document.settings.element):
        for properties in root.iter(qn(f"w:{kind}Pr")):
            if form := value(properties, "w:numFmt"):
                return form
    return _FORMS[kind]
