"""Reads .html: headings, paragraphs, lists as browsers number them, and tables, without navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.document import BlockKind
from corpus.errors import NoText
from corpus.pieces import Piece, Reading
from corpus.readers.glyphs import tidy
from corpus.readers.headings import MINOR, reads_as_heading, reads_as_sentence
from corpus.readers.html_charset import decoded
from corpus.readers.html_head import meta_of
from corpus.readers.html_lists import ListStyles, OpenList
from corpus.readers.html_nesting import check_open_tags
from corpus.readers.html_noise import content, text_of
from corpus.readers.html_tables import Table, pairs_of, table_of
from corpus.readers.limits import check_characters, check_line, check_size
from corpus.readers.signature import refuse_mislabelled
from corpus.readers.tables import Cell, Row, is_layout, kinds

_BREAK = "\x01"
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_LISTS = ("ol", "ul", "menu", "dir")
_HEADING = re.compile(r"h([1-6])$")
_BACKLINK = re.compile(r"[\s↩↑^⤴︎\ufe0e\ufe0f⏎]*(?:back(?: to (?:text|content|top))?)?$", re.IGNORECASE)
_MARK = re.compile(r"\[?\(?(\d{1,3}|[a-z]|[*†‡§]{1,3})\)?\]?$")


def read_html(data: bytes, source: str) -> Reading:
    """Read the bytes of a web page into pieces; raises an UnreadableDocument for what is none."""
    check_size(data, source)
    refuse_mislabelled(data, source, "a web page", None)
    text = decoded(data, source)
    check_characters(len(text) // 10, source)
    check_open_tags(text, source)
    page = LexborHTMLParser(text)
    meta = tuple(meta_of(page))
    styles = ListStyles(page)
    root, running = content(page, source)
    if root is None:
        raise NoText(source, "The page holds no text.", "Save the page from the browser as HTML.")
    walk = _Walk(styles, source, _notes(root))
    walk.run(root)
    if not walk.pieces:
        reason = "The page holds no text once navigation and scripts are left out."
        raise NoText(source, reason, "If a script writes the text, print the page to a PDF and use that.")
    return Reading(pieces=tuple(walk.pieces), meta=meta + tuple(("running", line) for line in running))


@dataclass(slots=True)
class _Frame:
    """What the text inside an element becomes: an item, a heading, or the text of a note."""

    kind: BlockKind
    marker: str | None = None
    level: int | None = None
    footnote: bool = False
    fresh: bool = True


class _Walk:
    """Goes through a page in order; a stack stands for the nesting, so depth cannot exhaust Python's."""

    def __init__(self, styles: ListStyles, source: str, notes: dict[str, str]) -> None:
        self.pieces: list[Piece] = []
        self._styles = styles
        self._source = source
        self._notes = notes
        self._parts: list[str] = []
        self._frames: list[_Frame] = []
        self._lists: list[OpenList] = []
        self._bold = self._pre = 0
        self._all_bold = True
        self._heading_ends = 0
        self._characters = 0

    def run(self, root: LexborNode) -> None:
        """Read all that stands below `root`."""
        stack: list[tuple[LexborNode, bool]] = [(node, False) for node in _children(root)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif node.tag == "-text":
                self._text(node.text_content or "")
            elif self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in _children(node))
        self._flush()

    def _text(self, text: str) -> None:
        if self._pre:
            text = text.replace("\n", _BREAK)
        self._parts.append(text)
        if text.strip() and not self._bold:
            self._all_bold = False

    def _enter(self, node: LexborNode) -> bool:
        """Open an element; False where nothing below it is to be read."""
        tag = node.tag or ""
        if tag.startswith("-") or tag == "rt":
            return False
        if tag == "br":
            self._end_bold_line()
            self._parts.append(_BREAK)
            return False
        if tag in ("sup", "a") and self._note_link(node):
            return False
        if tag == "table":
            self._flush()
            return not self._table(node)
        if tag == "dl" and (pairs := pairs_of(node)):
            self._flush()
            for pair in pairs:
                self._put(Piece(BlockKind.row, Row(tuple(map(self._cell, pair))).text))
            return False
        self._bold += tag in ("b", "strong")
        if tag in _BLOCKS:
            self._flush()
            self._pre += tag == "pre"
            self._open(node, tag)
        return True

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in _LISTS:
            self._lists.append(self._styles.opened(node, self._lists[-1] if self._lists else None))
            return
        mark = self._notes.get(node.attributes.get("id") or "")
        marker = None
        if tag == "li":
            marker = self._lists[-1].marker(node, self._styles.own(node)) if self._lists else "•"
        if mark is not None:
            self._frames.append(_Frame(BlockKind.paragraph, mark, footnote=True))
        elif tag == "li":
            self._frames.append(_Frame(BlockKind.item, marker, max(len(self._lists), 1)))
        elif tag == "dd":
            self._frames.append(_Frame(BlockKind.item, level=len(self._lists) + 1))
        elif match := _HEADING.match(tag):
            self._frames.append(_Frame(BlockKind.heading, level=int(match[1])))
        elif tag in ("summary", "button"):
            self._frames.append(_Frame(BlockKind.heading, level=MINOR))

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._bold -= tag in ("b", "strong")
        if tag not in _BLOCKS or tag == "table":
            if tag == "table":
                self._flush()
            return
        self._flush()
        self._pre -= tag == "pre"
        if tag in _LISTS:
            self._lists.pop()
        elif tag in ("li", "dd", "summary", "button") or _HEADING.match(tag) or self._is_note(node):
            self._frames.pop()

    def _end_bold_line(self) -> None:
        """A bold first line over a break is a heading where plain words follow it."""
        if self._all_bold and not self._heading_ends and not self._frames and "".join(self._parts).strip():
            self._heading_ends = len(self._parts)

    def _is_note(self, node: LexborNode) -> bool:
        return (node.attributes.get("id") or "") in self._notes

    def _flush(self) -> None:
        """Put the text gathered so far as a piece of what it stands in."""
        text = tidy(_SPACE.sub(" ", "".join(self._parts)).replace(_BREAK, "\n"))
        bold, self._all_bold = self._all_bold, True
        parts, ends, self._parts, self._heading_ends = self._parts, self._heading_ends, [], 0
        if ends and not bold and reads_as_heading(above := tidy(_SPACE.sub(" ", "".join(parts[:ends])))):
            self._put(Piece(BlockKind.heading, above, level=MINOR))
            text = tidy(_SPACE.sub(" ", "".join(parts[ends:])).replace(_BREAK, "\n"))
        if not text:
            return
        frame = self._frames[-1] if self._frames else _Frame(BlockKind.paragraph, fresh=False)
        item = next((frame for frame in reversed(self._frames) if frame.kind is BlockKind.item), None)
        if frame.footnote:
            marker = frame.marker if frame.fresh else None
            self._put(Piece(BlockKind.paragraph, text, marker=marker, footnote=True))
        elif frame.kind is BlockKind.heading and not reads_as_sentence(text):
            marker = item.marker if item is not None and item.fresh else None
            self._put(Piece(BlockKind.heading, text, marker=marker, level=frame.level))
            if item is not None:
                item.fresh = False
        elif item is not None and item.fresh:
            self._put(Piece(BlockKind.item, text, marker=item.marker, level=item.level))
            item.fresh = False
        elif bold and item is None and reads_as_heading(text):
            self._put(Piece(BlockKind.heading, text, level=MINOR))
        else:
            self._put(Piece(BlockKind.paragraph, text))
        frame.fresh = False

    def _put(self, piece: Piece) -> None:
        check_line(len(piece.text), self._source)
        self._characters += len(piece.text)
        check_characters(self._characters, self._source)
        self.pieces.append(piece)

    def _table(self, node: LexborNode) -> bool:
        """Put a table's rows; False where it only places text, so that its cells are read as blocks."""
        table = table_of(node)
        if table is None:
            return False
        rows = [self._row(row, table) for row in table.rows]
        if is_layout(rows):
            return False
        if table.caption is not None:
            self._put_caption(table.caption)
        for row, kind in zip(rows, kinds(rows), strict=True):
            if row.text:
                self._put(Piece(kind, row.text))
        return True

    def _row(self, cells: list[LexborNode | None], table: Table) -> Row:
        return Row(
            tuple(self._cell(cell) for cell in cells),
            head=any(cell is not None and cell.mem_id in table.heads for cell in cells),
        )

    def _cell(self, node: LexborNode | None) -> Cell:
        if node is None:
            return Cell("")
        inside = _Walk(self._styles, self._source, self._notes)
        inside.run(node)
        text = "\n".join(f"{p.marker} {p.text}" if p.marker else p.text for p in inside.pieces)
        bold = bool(inside.pieces) and all(p.level == MINOR for p in inside.pieces)
        return Cell(text, bold=bold, head=node.tag == "th")

    def _put_caption(self, caption: LexborNode) -> None:
        inside = _Walk(self._styles, self._source, self._notes)
        inside.run(caption)
        for piece in inside.pieces:
            self._put(Piece(BlockKind.paragraph, piece.text))

    def _note_link(self, node: LexborNode) -> bool:
        """Print a reference to a note as "[1]"; True where the element was one, or leads back from one."""
        link = node if node.tag == "a" else node.css_first("a")
        target = (link.attributes.get("href") or "") if link is not None else ""
        if not target.startswith("#"):
            return False
        if target[1:] in self._notes and _MARK.match(text_of(node)):
            self._parts.append(self._notes[target[1:]])
            return True
        return bool(self._frames) and self._frames[-1].footnote and bool(_BACKLINK.match(text_of(node)))


def _children(node: LexborNode) -> Iterator[LexborNode]:
    """The children of a node, last first, as a stack wants them."""
    child = node.last_child
    while child is not None:
        yield child
        child = child.prev


def _notes(root: LexborNode) -> dict[str, str]:
    """The marks of the page's notes, by the ids of their texts."""
    notes: dict[str, str] = {}
    for link in root.css('sup a[href^="#"], a[role="doc-noteref"], a.footnote-ref, a:has(sup)'):
        target, mark = (link.attributes.get("href") or "")[1:], _MARK.match(text_of(link))
        if target and mark is not None:
            notes.setdefault(target, f"[{mark[1]}]")
    return notes
