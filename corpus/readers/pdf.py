"""Reads .pdf: printed lines in reading order, without running headers, table rows as one line each."""

from __future__ import annotations

import threading
import time
from typing import Any

import pypdfium2

from corpus.errors import Damaged, Encrypted, NoText
from corpus.pieces import Reading
from corpus.readers.limits import check_characters, check_line, check_pages, check_seconds, check_size
from corpus.readers.pdf_flow import printed_lines
from corpus.readers.pdf_glyphs import Run, runs_of
from corpus.readers.pdf_lines import Printed, lines_of
from corpus.readers.pdf_rules import grids_of
from corpus.readers.pdf_running import without_running
from corpus.readers.pdf_streams import check_streams
from corpus.readers.pdf_tables import ruled, tagged
from corpus.readers.pdf_tags import tagged_cells
from corpus.readers.pdf_turn import Turn
from corpus.readers.properties import deliberate_title
from corpus.readers.signature import refuse_mislabelled

_LOCK = threading.Lock()
"""pdfium keeps global state: two threads inside it at once crash the process."""

_WRONG_PASSWORD = 4
_UNREADABLE_SHARE = 0.3
_SCAN = "Run text recognition (OCR) over it and save the result, or use the original document."


def read_pdf(data: bytes, source: str) -> Reading:
    """Read the bytes of a PDF into printed lines; raises an UnreadableDocument for what is none."""
    check_size(data, source)
    refuse_mislabelled(data, source, "a PDF", "a PDF")
    check_streams(data, source)
    with _LOCK:
        document = _opened(data, source)
        try:
            check_pages(len(document), source)
            pages, empty = _pages(document, source)
            title = deliberate_title(document.get_metadata_value("Title"))
        finally:
            document.close()
    kept, running = without_running(pages)
    lines = tuple(printed_lines(kept))
    for line in lines:
        check_line(len(line.text), source)
    if not lines:
        raise NoText(source, "The file holds no text: it is a scan, or its pages are empty.", _SCAN)
    meta = [("title", title)] if title else []
    meta += [("running", text) for text in running]
    faults: tuple[str, ...] = ()
    if empty:
        faults = (
            f"No text could be read on page {', '.join(map(str, empty))}: pictures or scans without text.",
        )
    return Reading(lines=lines, meta=tuple(meta), faults=faults)


def _opened(data: bytes, source: str) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) == 0:
            document.close()
            raise Damaged(
                source, "The file has no pages that can be read.", "Save the PDF again from the original."
            )
        return document
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise Encrypted(
                source, "The file is locked with a password.", "Save a copy without a password."
            ) from error
        reason = "The file is damaged or was cut short."
        raise Damaged(
            source, reason, "Download it again, or save the PDF again from the original."
        ) from error


def _pages(document: Any, source: str) -> tuple[list[tuple[float, list[Printed]]], list[int]]:
    """Each page's height and lines, and the numbers of the pages without any."""
    started = time.monotonic()
    pages: list[tuple[float, list[Printed]]] = []
    empty: list[int] = []
    characters = unreadable = 0
    for at in range(len(document)):
        check_seconds(time.monotonic() - started, source)
        try:
            height, printed, runs = _page(document[at])
        except pypdfium2.PdfiumError:
            height, printed, runs = 0.0, [], []
        characters += sum(len(run.text) for run in runs)
        unreadable += sum(_unreadable(run.text) for run in runs)
        check_characters(characters, source)
        pages.append((height, printed))
        if not printed:
            empty.append(at + 1)
    if characters == 0:
        raise NoText(source, "The file holds no text: it is a scan, or its pages are empty.", _SCAN)
    if unreadable > _UNREADABLE_SHARE * characters:
        raise NoText(
            source, "The file's letters cannot be told: its fonts do not say what they stand for.", _SCAN
        )
    return pages, empty


def _unreadable(text: str) -> int:
    return sum(character == "\ufffd" or "\ue000" <= character < "\uf000" for character in text)


def _page(page: Any) -> tuple[float, list[Printed], list[Run]]:
    """One page's height, lines and table rows from top to bottom."""
    degrees = page.get_rotation()
    width, height = page.get_size()
    turn = Turn(degrees, *((height, width) if degrees in (90, 270) else (width, height)))
    textpage = page.get_textpage()
    try:
        grids = grids_of(page, turn)
        walls = [edge for grid in grids for edge in grid.uprights]
        runs = runs_of(textpage, turn, walls, tagged_cells(page))
    finally:
        textpage.close()
        page.close()
    untagged, named = tagged(runs)
    rest, rows = ruled(untagged, grids)
    return height, sorted([*lines_of(rest), *named, *rows], key=lambda line: -line.base), runs
