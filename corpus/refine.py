"""Pieces as a reader found them → pieces as a person sees them.

Typed numbers leave the words, sentences cut by a page are joined, and paragraphs that are titles
become headings. Every format passes through here, so each phenomenon is handled once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import BlockKind
from corpus.markers import Marker, read_marker, style_of
from corpus.markers import Sequence as Counting
from corpus.pieces import Piece

TITLE_WORDS = 14
"""Most words that a line printed as a title has."""

_END = re.compile(r"[.;:!?…|][\"'”’)\]*†‡]*$|[:;]-$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|must|should|shall|may|can|cannot|will|would|does|do|did|apply|applies|"
    r"means|includes?|ensure|report|remember|note|read|ask|tell|need|needs|goes|keep|see|contact)\b",
    re.IGNORECASE,
)
_NO_TITLE_END = re.compile(r"[.;,!?]$")
_FORM_FIELD = re.compile(
    r"(?:signed|signature|date|name|position|print name|approved by|role)\b[^:]{0,20}:?[\s_.…]*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:dates?|reviews?|reviewed|version|revisions?|owner|approved|adopted|effective|audience|organi[sz]ation|setting|applies to|agreed|ratified|author|tel|telephone|email)\b[^:]{0,20}:",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:If|When|Where|Whenever|Once|Unless|Before|After)\b")
_DETAIL_ROW = re.compile(
    r"(?:version|revision|effective|review|policy|document|owner|approved|adopted|title|date|status|applies)\b[^|]{0,20} \| [^|]*$",
    re.IGNORECASE,
)
_BARE_NOTE = re.compile(r"(?:please )?note:?", re.IGNORECASE)
_HEADING_STYLES = {"1", "1.", "1.1", "1:", "I.", "A.", "§1", "§ 1", "A"}
_WORDED = {"Part", "Section", "Chapter", "Appendix", "Annex", "Article", "Schedule"}


def refine(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Bring pieces of any source to one form."""
    found = _numbered([_without_false_heads(piece) for piece in pieces])
    found = _joined(found)
    found = _titled(found)
    return tuple(_split_run_in(found))


def _without_false_heads(piece: Piece) -> Piece:
    """The first row of a table of details ("Version | 5.0") is no row of column heads."""
    if piece.kind is BlockKind.column_heads and _DETAIL_ROW.match(piece.text):
        return replace(piece, kind=BlockKind.row)
    return piece


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """Move typed numbers and bullets from the words to the marker."""
    counting, found = Counting(), []
    for piece in pieces:
        if piece.kind in (BlockKind.row, BlockKind.column_heads) or piece.footnote:
            found.append(piece)
            continue
        found.append(_with_typed_marker(piece, counting))
        printed = found[-1].marker
        if printed and (marker := read_marker(printed + " x", bare=True)):
            counting.take(marker)
        elif printed and printed.isdigit():
            counting.take(Marker(printed, len(printed), "1", (printed,)))
    return found


def _with_typed_marker(piece: Piece, counting: Counting) -> Piece:
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
    if not is_heading and not has_number and not counting.follows(typed) and not typed.depth > 1:
        return piece
    if typed.text.isdigit() and not is_heading and not counting.follows(typed):
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


def is_title(text: str) -> bool:
    """Whether a line reads as a title: few words, a capital first, no sentence."""
    return _may_be_title(text) and (text.isupper() or not _VERB.search(text))


def _may_be_title(text: str) -> bool:
    """Whether a line has the shape of a title, whatever its words say."""
    text = re.sub(r"\[[^\]]*\]", "", text).strip()
    if (
        len(text.split()) > TITLE_WORDS
        or not re.search(r"[A-Za-z]{3}", text)
        or _LABEL.search(text)
        or len(text) < 3
        or not re.match(r"[\"'“‘(\[]?[A-Z0-9]", text)
    ):
        return False
    if _NO_TITLE_END.search(text) or text.endswith(":") or " | " in text or "://" in text:
        return False
    return not _FORM_FIELD.match(text)


def _titled(pieces: Sequence[Piece]) -> list[Piece]:
    """Make headings of unmarked titles; give headings found this way a level."""
    found: list[Piece] = []
    titles = _Titles(pieces)
    for place, piece in enumerate(pieces):
        if piece.kind is BlockKind.heading and piece.level is None:
            piece = replace(piece, level=_level(piece))
        elif titles.take(place):
            piece = replace(piece, kind=BlockKind.heading, level=_level(piece) if found else 1)
        found.append(piece)
    return found


class _Titles:
    """Tells which unmarked pieces of one document are its headings."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        flagged = (piece.kind is BlockKind.heading and piece.level is not None for piece in pieces)
        self.has_headings = sum(flagged) >= 3
        self.opening = True
        self.counted: Counter[str] = Counter()
        self.titled: Counter[str] = Counter()
        for piece in pieces:
            if piece.marker:
                style = _heading_style(piece.marker)
                self.counted[style] += 1
                self.titled[style] += is_title(piece.text)

    def take(self, place: int) -> bool:
        """Whether the piece at this place is a heading; pieces are taken in order."""
        piece = self.pieces[place]
        is_heading = False
        words = piece.kind in (BlockKind.paragraph, BlockKind.item) and not piece.footnote
        if words and place + 1 < len(self.pieces) and _may_be_title(piece.text):
            is_heading = self._numbered(place) if piece.marker else self._unnumbered(place)
        self.opening = self.opening and is_heading
        return is_heading

    def _unnumbered(self, place: int) -> bool:
        piece = self.pieces[place]
        if not is_title(piece.text) or _CONDITION.match(piece.text) or piece.kind is BlockKind.item:
            return False
        capitals = piece.text.isupper()
        if self.has_headings and not capitals and not (self.opening and place < 2):
            return False
        # Two titles may follow each other; more of them are a list.
        following = self.pieces[place + 1 : place + 3]
        run = [p for p in following if p.kind is BlockKind.paragraph and is_title(p.text)]
        return len(run) < 2 or self.opening or capitals

    def _numbered(self, place: int) -> bool:
        piece, following = self.pieces[place], self.pieces[place + 1]
        style = _heading_style(piece.marker or "")
        capitals = piece.text.isupper()
        if style not in _HEADING_STYLES and style not in _WORDED:
            return False
        if self.has_headings and style not in _WORDED and not capitals:
            return False
        # A list of short things is no list of headings: something must stand beneath each.
        if following.marker is not None and _heading_style(following.marker) == style:
            return False
        titled = self.titled[style] >= self.counted[style] * 0.6
        if not is_title(piece.text) or _CONDITION.match(piece.text):
            return titled and self.counted[style] > 2
        return titled or capitals or style != "1.1" or following.kind is BlockKind.heading


def _heading_style(marker: str) -> str:
    """The way of counting, with "4.0" for what it is: the number of a section."""
    return "1." if re.fullmatch(r"\d+\.0\.?", marker) else style_of(marker)


def _level(piece: Piece) -> int:
    """1 is the title's; numbered headings go by the depth of their number."""
    if piece.marker is None:
        return 2 if piece.text.isupper() else 5
    style = style_of(piece.marker)
    if style in _WORDED:
        return 2
    depth = len(re.findall(r"\d+|[A-Za-z]+", piece.marker))
    return 2 if re.fullmatch(r"\d+\.0\.?", piece.marker) else 1 + depth


def _split_run_in(pieces: Sequence[Piece]) -> list[Piece]:
    """Split "1. Risks for staff. All staff need…" into its heading and its words."""
    found: list[Piece] = []
    has_headings = any(piece.kind is BlockKind.heading and piece.marker for piece in pieces)
    for piece in pieces:
        run_in = None
        if (
            not has_headings
            and piece.kind is BlockKind.item
            and piece.marker
            and style_of(piece.marker) in {"1.", "1", "I."}
        ):
            run_in = re.match(r"(?P<title>[A-Z][^.:;!?]{2,100}[^.:;!?\s])\.\s+(?=[\"'“‘(]?[A-Z])", piece.text)
        if run_in and is_title(run_in.group("title")):
            found.append(replace(piece, kind=BlockKind.heading, text=run_in.group("title") + ".", level=2))
            found.append(Piece(BlockKind.paragraph, piece.text[run_in.end() :], page=piece.page))
        else:
            found.append(piece)
    return found
