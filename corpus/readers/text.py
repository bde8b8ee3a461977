"""Plain text → printed lines."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from corpus.errors import Damaged, NoText, TooLarge
from corpus.pieces import Line, Reading
from corpus.readers.frontmatter import split_front_matter

LOOKS_LIKE_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
"""A heading in Markdown; a .txt with three of them is read as Markdown."""

LONGEST_LINE = 200_000
"""Characters in one line beyond which a file is no printed text."""

_TAB = 4
_SPACES = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x2009: " ", 0x200A: " ", 0x2002: " ", 0x2003: " "}
_DROPPED = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD])
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, source: str) -> str:
    """Bytes → text by byte-order mark, UTF-8, or the likeliest legacy encoding.

    Raises Damaged where the bytes are no text, NoText where nothing is in them.
    """
    if not data.strip(b"\0 \t\r\n\x0c"):
        raise NoText(source, "the file is empty.", "Choose the file that holds the policy.")
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(data, encoding, source)
    if b"\0" in data[:4096]:
        raise Damaged(
            source, "it holds NUL bytes, so it is not a text file.", "Save the policy as .docx, .pdf or UTF-8 text."
        )
    try:
        return _checked(data, "utf-8", source)
    except Damaged:
        best = from_bytes(data[:200_000], cp_isolation=["cp1252", "iso8859_15", "mac_roman"]).best()
        return _checked(data, best.encoding if best else "cp1252", source)


def _checked(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Damaged(
            source, f"its bytes are not {encoding} text (at byte {error.start}).", "Save it again as UTF-8 text."
        ) from None
    strange = len(_CONTROLS.findall(text))
    if strange > 5 + len(text) / 200:
        raise Damaged(
            source, "it holds control codes, so it is not a text file.", "Save it as .docx, .pdf or UTF-8 text."
        )
    return _CONTROLS.sub("", text)


def clean(text: str) -> str:
    """Compose accents, give every space one form, and drop marks that print nothing."""
    return unicodedata.normalize("NFC", text).translate(_SPACES).translate(_DROPPED)


def read_text(data: bytes, source: str) -> Reading:
    """Read a .txt file; form feeds count pages. Raises Damaged, NoText or TooLarge."""
    text = decode(data, source)
    if len(LOOKS_LIKE_MARKDOWN.findall(text)) >= 3:
        # Converters write Markdown into .txt files.
        from corpus.readers.markdown import read_markdown

        return read_markdown(data, source)
    meta, body = split_front_matter(text, source)
    lines: list[Line] = []
    gap, page = True, 1
    paged = "\f" in body
    for raw in re.split(r"\r\n|\n|\r", body):
        if len(raw) > LONGEST_LINE:
            raise TooLarge(source, f"one line has {len(raw):,} characters.", "Save it again with its line breaks.")
        page += raw.count("\f")
        text = clean(raw.replace("\f", "")).expandtabs(_TAB).rstrip()
        words = re.sub(r"[ \t]+", " ", text.strip())
        if not words:
            gap = True
            continue
        lines.append(Line(words, len(text) - len(text.lstrip()), gap, page if paged else None))
        gap = False
    return Reading(lines=tuple(lines), meta=meta)
