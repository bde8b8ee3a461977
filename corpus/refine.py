"""Pieces as a reader found them → pieces as a person sees them.

Typed numbers leave the words, sentences cut by a page are joined, and paragraphs that are titles
become headings. Every format passes through here, so each phenomenon is handled once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.contents import contents_of
from corpus.document import BlockKind
from corpus.markers import Marker, read_marker, style_of
from corpus.markers import Sequence as Counting
from corpus.pieces import Piece
from corpus.titles import is_title, titled

_END = re.compile(r"[.;:!?…|][\"'”’)\]*†‡]*$|[:;][-–—]$")
_DETAIL_ROW = re.compile(
    r"(?:version|revision|effective|review|policy|document|owner|approved|adopted|title|date|status|applies)\b[^|]{0,20} \| [^|]*$",
    re.IGNORECASE,
)
_SECTIONS = {"1.", "1", "I."}
_BARE_NOTE = re.compile(r"(?:please )?note:?", re.IGNORECASE)


def refine(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Bring pieces of any source to one form."""
    contents = contents_of([f"{piece.marker or ''} {piece.text}".strip() for piece in pieces])
    kept = [piece for place, piece in enumerate(pieces) if place not in contents]
    found = _numbered([each for piece in kept for each in _split_at_breaks(_without_false_heads(piece))])
    found = _joined(found)
    found = titled(found)
    return tuple(_split_run_in(found))


def _without_false_heads(piece: Piece) -> Piece:
    """The first row of a table of details ("Version | 5.0") is no row of column heads."""
    if piece.kind is BlockKind.column_heads and _DETAIL_ROW.match(piece.text):
        return replace(piece, kind=BlockKind.row)
    return piece


def _split_at_breaks(piece: Piece) -> list[Piece]:
    """A list typed with line breaks inside one paragraph, as its lead-in and items."""
    if "\n" not in piece.text or piece.kind not in (BlockKind.paragraph, BlockKind.item) or piece.footnote:
        return [piece]
    counting, parts = Counting(), [""]
    marked = 0
    for line in piece.text.split("\n"):
        typed = read_marker(line)
        counted = typed is not None and counting.leads_to(typed, line[typed.end :], parts[-1])
        if typed is not None and counted and typed.text not in ("*", "o"):
            counting.take(typed)
            marked += 1
            parts.append(line)
        else:
            parts[-1] = f"{parts[-1]}\n{line}" if parts[-1] else line
    if marked < 2:
        return [piece]
    first, *rest = parts
    whole = [replace(piece, text=first)] if first else []
    return whole + [Piece(BlockKind.paragraph, part, page=piece.page) for part in rest]


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """Move typed numbers and bullets from the words to the marker."""
    counting, found = Counting(), []
    for piece in pieces:
        if piece.kind in (BlockKind.row, BlockKind.column_heads) or piece.footnote:
            found.append(piece)
            continue
        found.append(_with_typed_marker(piece, counting, found[-1].text if found else ""))
        printed = found[-1].marker
        if printed and (marker := read_marker(printed + " x", bare=True)):
            counting.take(marker)
        elif printed and printed.isdigit():
            counting.take(Marker(printed, len(printed), "1", (printed,)))
    return found


def _with_typed_marker(piece: Piece, counting: Counting, before: str) -> Piece:
    typed = read_marker(piece.text, bare=True)
    if typed is None or typed.end >= len(piece.text):
        return piece
    is_heading = piece.kind is BlockKind.heading
    if typed.is_bullet:
        if is_heading or (
            typed.text in "-–—o"
            and piece.marker is None
            and piece.kind is BlockKind.paragraph
            and piece.level
        ):
            return piece
        return replace(
            piece, kind=BlockKind.item, text=piece.text[typed.end :], marker=piece.marker or typed.text
        )
    kept = read_marker(piece.marker + " x") if piece.marker is not None else None
    has_number = kept is not None and not kept.is_bullet
    counted = counting.leads_to(typed, piece.text[typed.end :], before)
    if not is_heading and not has_number and not counted and not typed.depth > 1:
        return piece
    if typed.text.isdigit() and not is_heading and not counted:
        return piece
    marker = f"{piece.marker} {typed.text}" if has_number else typed.text
    kind = BlockKind.heading if is_heading else BlockKind.item
    return replace(piece, kind=kind, text=piece.text[typed.end :], marker=marker)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what a page break, a blank line or a stray bullet has cut in mid-sentence."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        before = found[-1] if found else None
        if before is not None and _is_cut(before, piece, pieces[place + 1 :]):
            found[-1] = replace(before, text=f"{before.text} {_with_stray_bullet(piece)}")
        elif before is not None and (
            _continues_item(before, piece) or _is_definition(before, pieces[place:]) or _is_bare_note(before)
        ):
            found[-1] = replace(before, text=f"{before.text}\n{piece.text}")
        else:
            found.append(piece)
    return found


def _with_stray_bullet(piece: Piece) -> str:
    return f"{piece.marker} {piece.text}" if piece.marker else piece.text


def _is_cut(before: Piece, piece: Piece, after: Sequence[Piece]) -> bool:
    words = (BlockKind.paragraph, BlockKind.item)
    if before.kind not in words or piece.kind not in words or before.footnote or piece.footnote:
        return False
    if _END.search(before.text) or not re.match(r"[\"'“‘(]?[a-z]", piece.text):
        return False
    if piece.kind is BlockKind.paragraph:
        is_bullet = before.kind is BlockKind.item and not (before.marker or "•")[:1].isalnum()
        return (len(before.text) > 30 and not is_bullet) or bool(
            re.search(r"\b(?:the|a|an|of|to|and|or)$", before.text)
        )
    # A bullet in mid-sentence: this item begins low though its neighbours begin with capitals.
    neighbours = [p for p in (before, *after[:2]) if p.marker == piece.marker]
    is_bulleted = piece.marker is not None and before.marker is not None and not piece.marker[:1].isalnum()
    capital = sum(p.text[:1].isupper() for p in neighbours)
    return is_bulleted and re.search(r"\b(?:and|or|the|of|to|a)$", before.text) is not None and capital >= 2


def _continues_item(before: Piece, piece: Piece) -> bool:
    """A further paragraph inside a list item, as the source marks it."""
    return (
        piece.kind is BlockKind.paragraph
        and piece.level is not None
        and before.kind is BlockKind.item
        and before.level == piece.level
        and not piece.footnote
    )


def _is_bare_note(before: Piece) -> bool:
    return before.kind is BlockKind.paragraph and _BARE_NOTE.fullmatch(before.text) is not None


def _is_definition(term: Piece, rest: Sequence[Piece]) -> bool:
    """A term with what it means beneath it, as definition lists print it."""
    if (
        term.kind is not BlockKind.paragraph
        or rest[0].kind is not BlockKind.item
        or rest[0].marker is not None
    ):
        return False
    alone = len(rest) < 2 or rest[1].kind is not BlockKind.item
    return (
        alone
        and len(term.text.split()) <= 5
        and not re.search(r"[.;:,!?]$", term.text)
        and not re.search(r"\b(?:must|should|may|shall|will)\b", term.text)
    )


def _split_run_in(pieces: Sequence[Piece]) -> list[Piece]:
    """Split "1. Risks for staff. All staff need…" into its heading and its words."""
    found: list[Piece] = []
    has_headings = any(piece.kind is BlockKind.heading and piece.marker for piece in pieces)
    sections = [
        p for p in pieces if p.kind is BlockKind.item and p.marker and style_of(p.marker) in _SECTIONS
    ]
    titled_so = sum(_run_in(piece) is not None for piece in sections)
    usual = not has_headings and titled_so >= 2 and titled_so * 2 >= len(sections)
    for piece in pieces:
        of_section = usual and piece.kind is BlockKind.item and piece.marker
        run_in = _run_in(piece) if of_section and style_of(piece.marker or "") in _SECTIONS else None
        if run_in:
            found.append(replace(piece, kind=BlockKind.heading, text=run_in.group("title") + ".", level=2))
            found.append(Piece(BlockKind.paragraph, piece.text[run_in.end() :], page=piece.page))
        else:
            found.append(piece)
    return found


def _run_in(piece: Piece) -> re.Match[str] | None:
    """The title that an item begins with, as far as its full stop."""
    match = re.match(r"(?P<title>[A-Z][^.:;!?\n]{2,100}[^.:;!?\s])\.[ \t]+(?=[\"'“‘(]?[A-Z])", piece.text)
    return match if match and is_title(match.group("title")) else None
