"""Markdown → pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser

from corpus.document import BlockKind
from corpus.markers import Sequence as Counting
from corpus.markers import read_marker
from corpus.pieces import Piece, Reading
from corpus.readers.frontmatter import split_front_matter
from corpus.readers.limits import check_depth
from corpus.readers.text import clean, decode

_BREAK = "\v"
"""Stands for a line break that the author set, until the paragraph is put together."""


DEEPEST = 60
"""Levels of lists and quotations that the parser follows; a file with deeper ones is refused."""

_NESTING = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t>]|$))+|[ \t]*")


def _depth(line: str) -> int:
    """How deep a line can be nested: its list and quotation marks, and its indent by twos."""
    opening = _NESTING.match(line)
    marks = len(re.findall(r"[-*+>]|\d[.)]", opening.group())) if opening else 0
    return marks + (len(line) - len(line.lstrip())) // 2


def read_markdown(data: bytes, source: str) -> Reading:
    """Read a .md file. Raises Damaged or NoText."""
    meta, body = split_front_matter(decode(data, source), source)
    body = clean(body.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    # Indented code would swallow sub-clauses that are set in by four spaces.
    parser = MarkdownIt("commonmark", {"maxNesting": 2 * DEEPEST + 10}).enable("table").disable("code")
    check_depth(max((_depth(line) for line in body.split("\n")), default=0), source, DEEPEST)
    return Reading(pieces=tuple(_Walk(parser.parse(body), body.split("\n")).run()), meta=meta)


class _Walk:
    """One pass over the block tokens of a Markdown file."""

    def __init__(self, tokens: Sequence[Token], source_lines: list[str]) -> None:
        self.tokens = tokens
        self.source_lines = source_lines
        self.pieces: list[Piece] = []
        self.markers: list[str | None] = []
        self.list_sizes: list[int] = []
        self.in_head = False
        self.cells: list[str] = []

    def run(self) -> list[Piece]:
        for place, token in enumerate(self.tokens):
            handler = getattr(self, f"_{token.type}", None)
            if handler:
                handler(token, place)
        return self.pieces

    def _bullet_list_open(self, token: Token, place: int) -> None:
        size, depth = 0, token.level
        for later in self.tokens[place + 1 :]:
            if later.type == "bullet_list_close" and later.level == depth:
                break
            size += later.type == "list_item_open" and later.level == depth + 1
        self.list_sizes.append(size)

    def _bullet_list_close(self, token: Token, place: int) -> None:
        self.list_sizes.pop()

    def _is_contents(self, place: int) -> bool:
        """Whether a list item is nothing but a link into the page."""
        inline = self.tokens[place + 1]
        children = [c for c in inline.children or () if c.type != "text" or c.content.strip()]
        return (
            len(children) >= 2
            and children[0].type == "link_open"
            and children[-1].type == "link_close"
            and str(children[0].attrGet("href") or "").startswith("#")
        )

    def _list_item_open(self, token: Token, place: int) -> None:
        if token.info:
            self.markers.append(token.info + token.markup)
        else:
            # A list of one whose sign is a star may be a starred note.
            self.markers.append("*" if token.markup == "*" and self.list_sizes[-1:] == [1] else "•")

    def _list_item_close(self, token: Token, place: int) -> None:
        self.markers.pop()

    def _heading_open(self, token: Token, place: int) -> None:
        text = re.sub(r"\s*\{[#.][^{}]*\}$", "", " ".join(self._text(self.tokens[place + 1]).split()))
        if text:
            self.pieces.append(Piece(BlockKind.heading, text, level=int(token.tag[1])))

    def _paragraph_open(self, token: Token, place: int) -> None:
        inline = self.tokens[place + 1]
        if self.markers and self._is_contents(place):
            return
        printed = self._text(inline)
        if sum(read_marker(line.strip()) is not None for line in re.split(r"[\n\v]", printed)) > 1:
            # Among counted lines, a break that the author set ends a line like any other.
            printed = printed.replace(_BREAK, "\n")
        lines = [" ".join(line.split(" ")).strip(" \t") for line in printed.split("\n") if line.strip()]
        if not lines:
            return
        if len(broken := [part.strip() for part in " ".join(lines).split(_BREAK)]) > 1:
            self._broken([part for part in broken if part])
            return
        marker, depth = (self.markers[-1] if self.markers else None), len(self.markers) or None
        fresh = bool(self.markers) and self.tokens[place - 1].type == "list_item_open"
        counting = Counting()
        text = ""
        for line in lines:
            typed = read_marker(line)
            counted = typed is not None and counting.leads_to(typed, line[typed.end :], text)
            if text and typed and counted and (typed.is_bullet or _may_end(text)):
                self._emit(text, marker if fresh else None, depth, fresh)
                text, fresh = line, False
            else:
                text = f"{text} {line}" if text else line
            if typed and text == line:
                counting.take(typed)
        if (not fresh and text != lines[0] and read_marker(text)) or (
            not self.markers and self._lost_bullet(token)
        ):
            self.pieces.append(Piece(BlockKind.item, text))
        elif _all_bold(inline) and len(text.split()) <= 12 and not re.search(r"[.;:,]$", text):
            self.pieces.append(Piece(BlockKind.heading, text, level=6))
        else:
            self._emit(text, marker if fresh else None, depth, fresh)

    def _broken(self, lines: list[str]) -> None:
        """Lines broken on purpose: details and counted lines stand by themselves, verses stay together."""
        if all(re.match(r"[A-Z][\w ]{1,30}:", line) or read_marker(line) for line in lines):
            for line in lines:
                self._emit(line, None, None, False)
        else:
            fresh = bool(self.markers)
            self._emit(
                "\n".join(lines), self.markers[-1] if fresh else None, len(self.markers) or None, fresh
            )

    def _emit(self, text: str, marker: str | None, depth: int | None, fresh: bool) -> None:
        kind = BlockKind.item if fresh else BlockKind.paragraph
        self.pieces.append(Piece(kind, text, marker, depth))

    def _lost_bullet(self, token: Token) -> bool:
        """A paragraph set in by one space after a lead-in: the bullet was lost in conversion."""
        first = self.source_lines[token.map[0]] if token.map else ""
        before = self.pieces[-1].text if self.pieces else ""
        return bool(re.match(r" \S", first)) and bool(re.search(r":[-–—]?$", before))

    def _thead_open(self, token: Token, place: int) -> None:
        self.in_head = True

    def _thead_close(self, token: Token, place: int) -> None:
        self.in_head = False

    def _tr_open(self, token: Token, place: int) -> None:
        self.cells = []

    def _th_open(self, token: Token, place: int) -> None:
        self.cells.append(" ".join(self._text(self.tokens[place + 1]).split()))

    _td_open = _th_open

    def _tr_close(self, token: Token, place: int) -> None:
        kind = BlockKind.column_heads if self.in_head else BlockKind.row
        if any(self.cells):
            self.pieces.append(Piece(kind, " | ".join(self.cells)))

    def _fence(self, token: Token, place: int) -> None:
        for block in re.split(r"\n\s*\n", token.content):
            if block.strip():
                self.pieces.append(Piece(BlockKind.paragraph, " ".join(block.split())))

    def _html_block(self, token: Token, place: int) -> None:
        text = LexborHTMLParser(token.content).text(separator=" ")
        if text.strip():
            self.pieces.append(Piece(BlockKind.paragraph, " ".join(text.split())))

    def _text(self, inline: Token) -> str:
        parts = []
        for child in inline.children or ():
            if child.type in ("text", "code_inline", "text_special"):
                parts.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                parts.append("\n" if child.type == "softbreak" else _BREAK)
            elif child.type == "image":
                parts.append(child.content)
            elif child.type == "html_inline" and child.content.lower().startswith("<br"):
                parts.append(_BREAK)
        return "".join(parts)


def _may_end(text: str) -> bool:
    return bool(re.search(r"[.;:!?)*†‡\]]$|\b(?:and|or)$|,$", text))


def _all_bold(inline: Token) -> bool:
    children = [c for c in inline.children or () if c.type != "text" or c.content.strip()]
    return (
        len(children) >= 3
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and (sum(c.type == "strong_open" for c in children) == 1)
    )
