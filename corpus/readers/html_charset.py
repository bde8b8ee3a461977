"""Character sets of web pages: the bytes of a page as text."""

from __future__ import annotations

import codecs
import re

from corpus.errors import Damaged

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_SEARCHED = 4096
# What pages call Latin-1 or ASCII is read as Windows-1252, by the HTML standard.
_AS_WINDOWS = {"iso8859-1", "ascii", "cp1252", "latin-1"}


def decoded(data: bytes, source: str) -> str:
    """Decode by byte order mark, by what the page declares, as UTF-8, else as Windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, errors="replace"), source)
    names = [name for name in (_declared(data), "utf-8", "cp1252") if name]
    for name in names:
        try:
            return _checked(data.decode(name), source)
        except UnicodeDecodeError:
            continue
    return _checked(data.decode("cp1252", errors="replace"), source)


def _declared(data: bytes) -> str | None:
    start = data[:_SEARCHED]
    match = _DECLARED.search(start) or _XML_DECLARED.search(start)
    if match is None:
        return None
    try:
        info = codecs.lookup(match[1].decode("ascii"))
    except LookupError:
        return None
    if info.name in _AS_WINDOWS:
        # UTF-8 declared as Latin-1 is common, and Latin-1 is hardly ever valid UTF-8 by chance.
        return None
    # Codecs such as "zip" or "hex" turn bytes into bytes; UTF-16 cannot hold the declaration just read.
    return info.name if getattr(info, "_is_text_encoding", True) and "utf-16" not in info.name else None


def _checked(text: str, source: str) -> str:
    if "\0" in text:
        reason = "The file holds NUL bytes, so it is no web page."
        raise Damaged(source, reason, "Save the page again from the browser as HTML.")
    return text
