"""Bytes of a file → a Document: read, refined, and put together as canonical text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath

from corpus.details import recognise
from corpus.document import Block, BlockKind, Details, Document, Span
from corpus.errors import NoText
from corpus.layout import pieces_of
from corpus.pieces import Piece
from corpus.readers import read
from corpus.readers.limits import check_paragraph
from corpus.refine import refine

LONGEST_SHORT = 200
"""Characters of a policy's short name, at most."""


def document(data: bytes, source: str, details: Details | None = None, policy: str | None = None) -> Document:
    """Read one policy file.

    `source` is the file's name, whose ending chooses the reader; `policy` the short name (by default
    from the file's stem); fields set in `details` override what is recognised. Raises
    UnreadableDocument or one of its children; nothing is written anywhere.
    """
    reading = read(data, source)
    pieces = refine(reading.pieces or pieces_of(reading.lines))
    check_paragraph(max((len(piece.text) for piece in pieces), default=0), source)
    text, blocks = put_together(pieces)
    if not any(character.isalnum() for character in text):
        raise NoText(source, "no words were found in it.", "Check that the file holds the policy's text.")
    known = recognise(pieces, reading.meta)
    if details is not None:
        known = known.model_copy(update={name: getattr(details, name) for name in details.model_fields_set})
    return Document(
        policy=policy or short_name(PurePath(source).stem),
        source=PurePath(source).name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        blocks=blocks,
        details=known,
        faults=reading.faults,
    )


def short_name(name: str) -> str:
    """Lower-case letters and digits joined by hyphens, as in `staff-code-of-conduct`; LONGEST_SHORT at most."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return (
        re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SHORT].strip("-")
        or hashlib.sha256(name.encode()).hexdigest()[:12]
    )


def put_together(pieces: tuple[Piece, ...]) -> tuple[str, tuple[Block, ...]]:
    """Join pieces into the canonical text, one a line, and say where each stands in it."""
    parts: list[str] = []
    blocks: list[Block] = []
    reached = 0
    before: Piece | None = None
    for piece in pieces:
        words = re.sub(r"[ \t]+", " ", piece.text).strip()
        if not words:
            continue
        joint = "" if before is None else "\n" if _is_close(before, piece) else "\n\n"
        marker = f"{piece.marker} " if piece.marker else ""
        start = reached + len(joint)
        parts.append(f"{joint}{marker}{words}")
        begin = start + len(marker)
        reached = begin + len(words)
        blocks.append(
            Block(
                kind=BlockKind.note if piece.footnote else piece.kind,
                span=Span(start=begin, end=reached),
                marker=Span(start=start, end=begin - 1) if marker else None,
                level=piece.level,
                page=piece.page,
            )
        )
        before = piece
    return "".join(parts), tuple(blocks)


def _is_close(before: Piece, piece: Piece) -> bool:
    """List items and table rows stand on following lines; everything else has a line between."""
    close = (BlockKind.item, BlockKind.row, BlockKind.column_heads)
    return piece.kind in close and before.kind in close
