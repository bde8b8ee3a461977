"""Readers: one file format each, from bytes to a Reading."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from corpus.errors import UnknownFormat
from corpus.pieces import Reading
from corpus.readers.limits import check_size

READERS = {
    ".txt": ("corpus.readers.text", "read_text"),
    ".text": ("corpus.readers.text", "read_text"),
    ".md": ("corpus.readers.markdown", "read_markdown"),
    ".markdown": ("corpus.readers.markdown", "read_markdown"),
    ".html": ("corpus.readers.html", "read_html"),
    ".htm": ("corpus.readers.html", "read_html"),
    ".docx": ("corpus.readers.docx", "read_docx"),
    ".pdf": ("corpus.readers.pdf", "read_pdf"),
}
"""Reader of each file name's ending; a reader's libraries load when it is first used."""


def read(data: bytes, source: str) -> Reading:
    """Read a file by the reader that its name asks for.

    Raises UnknownFormat for any other ending, and whatever UnreadableDocument the reader raises.
    """
    ending = PurePath(source).suffix.lower()
    if ending not in READERS:
        raise UnknownFormat(
            source,
            f"Files whose names end in “{ending}” are not read."
            if ending
            else "Its name has no ending that tells what it is.",
            "Save it as .docx, .pdf, .html, .md or .txt.",
        )
    check_size(data, source)
    module, function = READERS[ending]
    reader: Callable[[bytes, str], Reading] = getattr(import_module(module), function)
    return reader(data, source)
