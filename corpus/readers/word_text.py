"""Word's paragraphs as text: runs, fields, tracked changes, symbols and note references."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.word_styles import Styles, child, switched, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BOX = qn("w:txbxContent")
_DROPPED = {qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rt", "w:sdtPr")}
_DRAWINGS = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "zapf")

NoteMark = Callable[[str, str], str]
"""Gives the printed mark for ("footnote" or "endnote", its id), counting it."""


@dataclass(slots=True)
class ParagraphText:
    """What one paragraph prints: its text, the notes it refers to, and the text boxes anchored in it.

    `notes` holds (kind, id, printed mark) of each reference; `bold` tells that all of it is bold.
    """

    text: str = ""
    bold: bool = False
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def chosen(alternate: etree._Element) -> etree._Element | None:
    """The branch of an mc:AlternateContent that Word shows: the choice, else the fallback."""
    choice = alternate.find(f"{_MC}Choice")
    return choice if choice is not None else alternate.find(f"{_MC}Fallback")


def is_alternate(element: etree._Element) -> bool:
    """Whether the element offers two branches of the same content."""
    return bool(element.tag == f"{_MC}AlternateContent")


def is_placeholder(control: etree._Element) -> bool:
    """Whether a content control still shows its "Click or tap here to enter text."."""
    return switched(child(control, "w:sdtPr"), "w:showingPlcHdr") is True


def paragraph_text(paragraph: etree._Element, styles: Styles, note_mark: NoteMark) -> ParagraphText:
    """Read one w:p; deleted, hidden and instruction text is left out."""
    reader = _Reader(styles, value(paragraph, "w:pPr/w:pStyle") or styles.default, note_mark)
    for element in _flow(paragraph):
        if element.tag == qn("w:r"):
            reader.run(element)
        elif element.tag == _MATH_TEXT:
            reader.put(element.text or "", bold=True)
        else:
            reader.found.boxes.append(element)
    reader.found.text = "".join(reader.parts)
    reader.found.bold = reader.all_bold and bool(reader.found.text.strip())
    return reader.found


def _flow(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs, formula texts and text boxes of a paragraph in order."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in (qn("w:r"), _MATH_TEXT, _BOX):
            yield element
        elif is_alternate(element):
            branch = chosen(element)
            stack.extend(reversed(branch) if branch is not None else ())
        elif element.tag not in _DROPPED and not (element.tag == qn("w:sdt") and is_placeholder(element)):
            stack.extend(reversed(element))


class _Reader:
    """Gathers the text of one paragraph, run by run."""

    def __init__(self, styles: Styles, style_id: str | None, note_mark: NoteMark) -> None:
        self.found = ParagraphText()
        self.parts: list[str] = []
        self.all_bold = True
        self._styles = styles
        self._bold, self._hidden = styles.bold(style_id), styles.hidden(style_id)
        self._note_mark = note_mark
        self._fields: list[bool] = []

    def put(self, text: str, *, bold: bool) -> None:
        """Add printed text, unless it stands in a field's instruction."""
        if any(self._fields):
            return
        self.parts.append(text)
        if text.strip() and not bold:
            self.all_bold = False

    def run(self, run: etree._Element) -> None:
        """Add one w:r."""
        properties = child(run, "w:rPr")
        style_id = value(properties, "w:rStyle")
        hidden = switched(properties, "w:vanish")
        if hidden if hidden is not None else self._hidden or self._styles.hidden(style_id):
            return
        on = switched(properties, "w:b")
        bold = on if on is not None else self._bold or self._styles.bold(style_id)
        font = child(properties, "w:rFonts")
        symbols = font is not None and (font.get(qn("w:ascii")) or "").lower().startswith(_SYMBOL_FONTS)
        stack = list(reversed(run))
        while stack:
            element = stack.pop()
            if is_alternate(element):
                branch = chosen(element)
                stack.extend(reversed(branch) if branch is not None else ())
            elif element.tag == qn("w:ruby"):
                base = child(element, "w:rubyBase")
                stack.extend(reversed(list(base.iter(qn("w:t"))) if base is not None else []))
            elif element.tag in _DRAWINGS:
                self._drawing(element)
            else:
                self._part(element, bold=bold, symbols=symbols, run=run)

    def _part(self, element: etree._Element, *, bold: bool, symbols: bool, run: etree._Element) -> None:
        match str(element.tag).rpartition("}")[2]:
            case "t":
                text = element.text or ""
                self.put("".join(map(_private, text)) if symbols else text, bold=bold)
            case "tab" | "ptab":
                self.put("\t", bold=bold)
            case "br" if element.get(qn("w:type")) in ("page", "column"):
                self.put(" ", bold=bold)
            case "br" | "cr":
                self.put("\n", bold=bold)
            case "noBreakHyphen":
                self.put("-", bold=bold)
            case "sym":
                self.put(_symbol(element), bold=bold)
            case "fldChar":
                self._field(element.get(qn("w:fldCharType")))
            case "footnoteReference" | "endnoteReference" as name:
                self._note(name.removesuffix("Reference"), element, run)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, kind: str, reference: etree._Element, run: etree._Element) -> None:
        note_id = reference.get(qn("w:id")) or ""
        if reference.get(qn("w:customMarkFollows"), "0") in ("1", "true", "on"):
            mark = "".join(text.text or "" for text in run.iterchildren(qn("w:t"))).strip()
        else:
            mark = self._note_mark(kind, note_id)
            self.put(mark, bold=True)
        self.found.notes.append((kind, note_id, mark))

    def _drawing(self, drawing: etree._Element) -> None:
        """Keep the outermost text boxes of a drawing; groups may nest and offer two branches."""
        stack = list(reversed(drawing))
        while stack:
            element = stack.pop()
            if element.tag == _BOX:
                self.found.boxes.append(element)
            elif is_alternate(element):
                branch = chosen(element)
                stack.extend(reversed(branch) if branch is not None else ())
            else:
                stack.extend(reversed(element))


def _private(character: str) -> str:
    """A letter typed in a symbol font is a picture, not that letter."""
    return chr(0xF000 + ord(character)) if "!" <= character <= "\u00ff" else character


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(qn("w:char")) or "", 16)
    except ValueError:
        return ""
    font = (element.get(qn("w:font")) or "").lower()
    if code < 0x100 and font.startswith(_SYMBOL_FONTS):
        code += 0xF000
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
