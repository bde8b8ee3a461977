"""File properties: which of them somebody wrote on purpose."""

from __future__ import annotations

import re

from corpus.readers.glyphs import mended

_LEFT_BY_PROGRAMS = re.compile(
    r"(?:word |microsoft word\b.*|powerpoint .*|presentation|untitled|no title|document|book|template|"
    r"letterhead|blank|new|model policy|policy|anonymous|unspecified|\(unspecified\)|\(anonymous\))?\s*\d*$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dotx?|pdf|odt|rtf|html?|indd|pub|xlsx?|pptx?)$|[_\\]|^https?:", re.IGNORECASE
)


def deliberate_title(title: str | None) -> str | None:
    """A file's title unless a program or a template put it there."""
    # Web sites print their sections and names behind the page's own title.
    text = " ".join(mended(title or "").split()).split(" | ")[0]
    if len(text) < 4 or len(text) > 200 or _LEFT_BY_PROGRAMS.match(text) or _FILE_NAME.search(text):
        return None
    if re.fullmatch(r"(?:word|python-docx) document", text, re.IGNORECASE):
        return None
    return text
