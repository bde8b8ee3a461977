"""Titles: which unmarked pieces of a document are its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import BlockKind
from corpus.markers import style_of
from corpus.pieces import Piece

TITLE_WORDS = 14
"""Most words that a line printed as a title has."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|must|should|shall|may|can|cannot|will|would|does|do|did|apply|applies|"
    r"means|includes?|ensure|report|remember|note|read|ask|tell|need|needs|goes|keep|see|contact)\b",
    re.IGNORECASE,
)
_NO_TITLE_END = re.compile(
    r"[.;,!]$|^(?!(?:what|who|whom|whose|why|how|where|when|which|can|may|do|does|is|are|will|must|should)\b).*\?$",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:what|who|why|how|where|which)\b(?!ever)[^.?]*\??$|[^.?]*\?$", re.IGNORECASE)
_STATED = re.compile(
    r"(?:version|revision|issue|v)\W{0,3}\d|(?:last |next )?(?:updated|reviewed?|effective|applies from|adopted|approved|agreed|ratified)\b.*\d{4}|yours\b",
    re.IGNORECASE,
)
_FORM_FIELD = re.compile(
    r"(?:signed|signature|date|name|position|print name|approved by|role)\b[^:]{0,20}:?[\s_.…]*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:dates?|reviews?|reviewed|version|revisions?|owner|approved|adopted|effective|audience|organi[sz]ation|setting|applies to|agreed|ratified|author|tel|telephone|email)\b[^:]{0,20}:",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:If|When|Where|Whenever|Once|Unless|Before|After)\b")
_HEADING_STYLES = {"1", "1.", "1.1", "1:", "I.", "A.", "§1", "§ 1", "A"}
_WORDED = {"Part", "Section", "Chapter", "Appendix", "Annex", "Article", "Schedule"}


def is_title(text: str) -> bool:
    """Whether a line reads as a title: few words, a capital first, no sentence but a question."""
    return _may_be_title(text) and (text.isupper() or not _VERB.search(text) or bool(_ASKING.match(text)))


def _may_be_title(text: str) -> bool:
    """Whether a line has the shape of a title, whatever its words say."""
    text = re.sub(r"\[[^\]]*\]", "", text).strip()
    if (
        len(text.split()) > TITLE_WORDS
        or not re.search(r"[A-Za-z]{3}", text)
        or _LABEL.search(text)
        or _STATED.match(text)
        or len(text) < 3
        or not re.match(r"[\"'“‘(\[]?[A-Z0-9]", text)
    ):
        return False
    if _NO_TITLE_END.search(text) or re.search(r":[-–—]?$", text) or " | " in text or "://" in text:
        return False
    return not _FORM_FIELD.match(text)


def titled(pieces: Sequence[Piece]) -> list[Piece]:
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
        if place and re.match(r"yours\b|kind regards", self.pieces[place - 1].text, re.IGNORECASE):
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
        stem = (piece.marker or "").rstrip(".:)")
        if is_title(piece.text) and (following.marker or "").startswith(f"{stem}."):
            return True
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
