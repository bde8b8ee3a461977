"""Plain text → printed lines."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence

from charset_normalizer import from_bytes

from corpus.errors import Damaged, NoText
from corpus.pieces import Line, Reading
from corpus.readers.frontmatter import split_front_matter
from corpus.readers.limits import check_characters, check_line
from corpus.readers.signature import refuse_mislabelled
from corpus.readers.text_running import running_lines

LOOKS_LIKE_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
"""A heading in Markdown; a .txt with three of them is read as Markdown."""

TABLE_ROWS = 3
"""Fewest lines in a row, each with as many columns, that make a table."""

_ALIGNED = re.compile(r"[\"'‘“]?[A-Za-z][^.:;!?]{1,30}[^.:;!?\s] {2,}\S")
_VERSION = re.compile(r"(?:version|revision|issue)\b", re.IGNORECASE)
_RULED = re.compile(r"\|?[\s:|+=-]*-{3,}[\s:|+=-]*\|?$")
_TAB = 4
_SPACES = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x2009: " ", 0x200A: " ", 0x2002: " ", 0x2003: " "}
_DROPPED = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD])
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WEB_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, source: str) -> str:
    """Bytes → text by byte-order mark, UTF-8, or the likeliest legacy encoding.

    Raises Damaged where the bytes are no text, NoText where nothing is in them.
    """
    refuse_mislabelled(data, source, "a text file", None)
    if not data.strip(b"\0 \t\r\n\x0c"):
        raise NoText(source, "The file is empty.", "Choose the file that holds the policy.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding, source)
    if b"\0" in data:
        reason = "It holds NUL bytes, so it is not a text file."
        raise Damaged(source, reason, "Save the policy as .docx, .pdf or UTF-8 text.")
    try:
        return _checked(data, "utf-8", source)
    except Damaged:
        best = from_bytes(data[:200_000], cp_isolation=["cp1252", "iso8859_15", "mac_roman"]).best()
        return _checked(data, best.encoding if best else "cp1252", source)


def _checked(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"Its bytes are not {encoding} text (at byte {error.start})."
        raise Damaged(source, reason, "Save it again as UTF-8 text.") from None
    check_characters(len(text), source)
    check_line(max(map(len, re.split(r"[\r\n]", text))), source)
    if _WEB_PAGE.match(text):
        reason = "Its name says text, but it is a web page."
        raise Damaged(source, reason, "Give it the ending .html.")
    strange = len(_CONTROLS.findall(text))
    if strange > 5 + len(text) / 200:
        reason = "It holds control codes, so it is not a text file."
        raise Damaged(source, reason, "Save it as .docx, .pdf or UTF-8 text.")
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
    pages = [_printed_lines(page) for page in re.sub(r"\r\n?", "\n", body).split("\f")]
    running = running_lines(pages)
    lines: list[Line] = []
    for number, page in enumerate(pages, 1):
        gone = running[number - 1]
        kept = [line for place, line in enumerate(page) if place not in gone]
        lines.extend(_lines(kept, number if len(pages) > 1 else None))
    return Reading(lines=tuple(lines), meta=meta)


def _printed_lines(page: str) -> list[str]:
    return [clean(line).expandtabs(_TAB).rstrip() for line in page.split("\n")]


def _lines(page: Sequence[str], number: int | None) -> list[Line]:
    found: list[Line] = []
    tables = _table_rows(page)
    gap = True
    for place, text in enumerate(page):
        words = text.strip()
        if not words:
            gap = True
            continue
        indent = len(text) - len(text.lstrip())
        if place in tables:
            if tables[place]:
                found.append(Line(" | ".join(tables[place]), indent, gap, number))
            gap = False
            continue
        for column in _columns(words):
            shown = re.sub(r"[ \t]+", " ", column)
            found.append(Line(shown, indent, gap, number, column_break=bool(_ALIGNED.match(column))))
            gap = False
    return found


def _table_rows(page: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Lines that are rows of a table, by their place, with their cells; a ruled line has none."""
    rows: dict[int, tuple[str, ...]] = {}
    run: list[int] = []
    for place in range(len(page) + 1):
        cells = _cells(page[place]) if place < len(page) else ()
        ruled = (
            place < len(page)
            and bool(run)
            and bool(_RULED.match(page[place].strip()))
            and bool(page[place].strip())
        )
        if ruled or (len(cells) > 1 and (not run or len(cells) == len(_cells(page[run[0]])))):
            run.append(place)
            continue
        if sum(len(_cells(page[p])) > 1 for p in run) >= TABLE_ROWS:
            rows.update((p, () if _RULED.match(page[p].strip()) else _cells(page[p])) for p in run)
        run = [place] if len(cells) > 1 else []
    return rows


def _cells(line: str) -> tuple[str, ...]:
    words = line.strip()
    if words.startswith("|") and words.endswith("|") and len(words) > 2:
        return tuple(cell.strip() for cell in words.strip("|").split("|"))
    parts = re.split(r" {3,}", words)
    return (
        tuple(parts) if (len(parts) > 1 and not re.fullmatch(r"\S{1,6}", parts[0])) or len(parts) > 2 else ()
    )


def _columns(text: str) -> list[str]:
    """The columns of a line such as "Version: 3        Owner: Headteacher"."""
    parts = re.split(r" {4,}", text)
    labelled = sum(":" in part or _VERSION.match(part) is not None for part in parts)
    return parts if len(parts) > 1 and labelled == len(parts) else [text]
