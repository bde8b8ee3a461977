"""Signatures: what a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from corpus.errors import Damaged, Encrypted

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (_OLE, "an old Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a Mac program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or video file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"SQLite format 3", "a database"),
)


def named(data: bytes) -> str | None:
    """Name a file's kind in plain words by its first bytes; None for text and for what is unknown."""
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    # Old mail gateways put a few bytes in front of a PDF, and every reader of PDFs allows them.
    if b"%PDF-" in data[:1024]:
        return "a PDF"
    return None


def refuse_mislabelled(data: bytes, source: str, expected: str, wanted: str | None) -> None:
    """Raise Damaged unless the first bytes say `wanted` (None = text); `expected` names it to people."""
    kind = named(data)
    if kind == wanted:
        return
    if kind == "an old Office file" and "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(source, "The file is locked with a password.", "Save a copy without a password.")
    if kind == "an old Office file":
        reason = "The file is of an old Office format (such as .doc)."
        raise Damaged(source, reason, "Open it in Word and save it as .docx.")
    reason = (
        f"Its name says {expected}, but it is {kind}."
        if kind
        else f"Its name says {expected}, but it is not."
    )
    raise Damaged(source, reason, "Give it the right ending, or save it again from the program that made it.")
