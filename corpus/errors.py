"""What can go wrong while a policy file is read.

UnreadableDocument
├── TooLarge          over a limit of size, pages, depth or unpacked size
├── Encrypted         opens only with a password
├── Damaged           truncated, mislabelled or not what its name says
├── NoText            empty, or a scan without a text layer
└── UnknownFormat     none of .txt .md .html .docx .pdf
"""

from __future__ import annotations


class UnreadableDocument(Exception):
    """The file cannot be read as a policy; the message says which file, why, and what to do."""

    def __init__(self, source: str, reason: str, remedy: str) -> None:
        super().__init__(f"{source}: {reason} {remedy}")
        self.source = source
        self.reason = reason
        self.remedy = remedy


class TooLarge(UnreadableDocument):
    """The file exceeds a limit; split it, or save it without its pictures."""


class Encrypted(UnreadableDocument):
    """The file needs a password; save a copy without one."""


class Damaged(UnreadableDocument):
    """The file is truncated, mislabelled or hostile; save it again from the program that made it."""


class NoText(UnreadableDocument):
    """The file holds no text; run text recognition over a scan, or save the original as text."""


class UnknownFormat(UnreadableDocument):
    """The file is of a format Quoth does not read; save it as .docx, .pdf, .html, .md or .txt."""
