"""Pieces: what every reader hands on, before the text is put together.

A reader turns a file's bytes into pieces (structured formats) or printed lines (text and PDF, which
`layout.py` turns into pieces). `assemble.py` joins the pieces into the canonical text.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import BlockKind


@dataclass(frozen=True, slots=True)
class Piece:
    """One printed unit with the hints its source gives.

    `text` may hold newlines where the source breaks a line on purpose (never for mere wrapping).
    `marker` is the number or bullet the source keeps apart from the words (Word's and HTML's
    automatic numbering, computed as printed; "•" for a bullet); None where it has none or where it
    is typed in the text. `level` is the heading's level from 1, or a list item's depth from 1.
    `page` counts from 1. `footnote` is True for the text of a foot- or endnote.
    """

    kind: BlockKind
    text: str
    marker: str | None = None
    level: int | None = None
    page: int | None = None
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a text file or a PDF page.

    `indent` is the white space before its first character, in characters; `gap` tells that blank
    space stands above it, wider than the ordinary line spacing; `page` counts from 1. `size` is the
    type size relative to the body's (1.0 = body) and `bold` whether all of it is bold; both stay at
    their defaults where the source does not tell.
    """

    text: str
    indent: int = 0
    gap: bool = False
    page: int | None = None
    size: float = 1.0
    bold: bool = False
    column_break: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader found in one file: pieces or lines (one of the two), and stated details.

    `meta` holds front matter or the file's own properties, key → text, as the source states them;
    `faults` sentences on what could not be read.
    """

    pieces: tuple[Piece, ...] = ()
    lines: tuple[Line, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
