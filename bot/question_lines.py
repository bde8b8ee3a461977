"""The lines of a file of questions that belong to one question, so that taking it away leaves every other comment."""

from __future__ import annotations

import re

HEADER = re.compile(r"^[ \t]*\[\[[ \t]*question[ \t]*\]\]")
_TABLE = re.compile(r"^[ \t]*\[\[?[ \t]*(?:question|revisions)[ \t]*\]")


def without(text: str, number: int) -> str:
    """The text without the question of that number, counted from 1; the comments right above it go with it."""
    lines = text.splitlines(keepends=True)
    tables = [at for at, line in enumerate(lines) if _TABLE.match(line)]
    start = [at for at in tables if HEADER.match(lines[at])][number - 1]
    after = next((at for at in tables if at > start), len(lines))
    return "".join(lines[: _above(lines, start)] + lines[_above(lines, after) :])


def _above(lines: list[str], at: int) -> int:
    """The first of the comment lines that stand right above a line, or that line."""
    while at and at < len(lines) and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at
