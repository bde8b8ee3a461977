"""Turns a policy in the practice corpus's markdown into the files an office would make of it.

It shares no code with the readers, so that the readers are measured against another hand's work.
`parsed` gives the policy's blocks; `to_docx`, `to_html`, `to_pdf` and `to_txt` write them.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from dataclasses import dataclass

SAMPLE = """---
title: Phones at Work
organisation: Harrow Beck Trust
review: 2026-10-09
---

# Phones at Work

## 1 Purpose

1.1 Staff must keep phones silent.

1.2 Staff must not:

- (a) film a pupil;
- (b) lend a phone.

1.3 A phone may ring.

## 2 Visitors

2.1 Visitors should ask first.

| Where | Who |
|---|---|
| Hall | Anyone |
| Pool | Nobody |
"""
"""A small policy with each kind of block, for tests of single formats."""

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"(\s*)(?:([-*])\s+)?(.*)")
_COMPOUND = r"\d{1,2}\. [a-z]{1,2}\)"
_TYPED = re.compile(
    rf"(?P<bold>\*\*)?(?P<marker>{_COMPOUND}|[A-Z]?\d{{1,2}}(?:\.\d{{1,2}})+\.?|[A-Z]\d{{1,2}}\.?|\d{{1,2}}\.?"
    r"|\([a-z]{1,5}\)|[a-z]{1,5}\))(?(bold)\*\*)\s+(?=\S)"
)
_HEADING_MARKER = re.compile(r"(?:Part )?(?:[A-Z]?\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.?)(?=\s+[A-Z‘'\"])")


@dataclass(frozen=True)
class Block:
    """One block of a policy: `kind` is title, heading, clause, item, note, text, heads or row.

    `marker` is its printed number ("•" for a bullet), `depth` its nesting from 0, `cells` a row's cells.
    """

    kind: str
    text: str
    marker: str | None = None
    depth: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A policy's details as printed (label, value) and its blocks."""

    title: str
    details: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


def plain(text: str) -> str:
    """Text without markdown's emphasis and escapes."""
    text = re.sub(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", r"\1", text)
    text = re.sub(r"\[\^(\d)\]:?", r"[\1]", text)
    return re.sub(r"\\([*_#])", r"\1", text).strip()


def parsed(markdown: str) -> Policy:
    """Read one practice policy."""
    front = _FRONT.match(markdown)
    details = dict(line.split(": ", 1) for line in front[1].splitlines()) if front else {}
    body = markdown[front.end() :] if front else markdown
    blocks: list[Block] = []
    under = 0
    apart = False
    for line in body.splitlines():
        if not line.strip():
            apart = True
            continue
        lead_in = not blocks or blocks[-1].text.endswith(":")
        block = _block(line, under, starred=apart and not lead_in)
        apart = False
        if block is None:
            continue
        under = block.depth + 1 if block.kind == "clause" else under
        under = 0 if block.kind == "heading" else under
        blocks.append(block)
    heads = [at for at, block in enumerate(blocks) if block.kind == "row" and blocks[at - 1].kind != "row"]
    for at in heads:
        blocks[at] = Block("heads", "", cells=blocks[at].cells)
    return Policy(_unquoted(details.get("title", "")), tuple(_printed(details)), tuple(blocks))


def _block(line: str, under: int, *, starred: bool) -> Block | None:
    if line.startswith("|"):
        cells = tuple(plain(cell) for cell in line.strip().strip("|").split("|"))
        return None if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else Block("row", "", cells=cells)
    if match := _HEADING.match(line):
        level, text = len(match[1]), plain(match[2])
        if level == 1:
            return Block("title", text)
        marker = _HEADING_MARKER.match(text)
        words = text[marker.end() :].strip() if marker else text
        return Block("heading", words, marker[0] if marker else None, level - 2)
    item = _ITEM.match(line)
    assert item is not None
    indent, bullet, text = item.groups()
    typed = _TYPED.match(text)
    listed = bool(bullet or indent)
    if typed is not None:
        number, words = typed["marker"], plain(text[typed.end() :])
        inner = listed or number.startswith("(")
        return Block("item" if inner else "clause", words, number, max(under, 1) if inner else 0)
    if bullet == "*" and starred:
        return Block("note", "* " + plain(text))
    if listed:
        return Block("item", plain(text), "•", max(under, 1))
    return Block("note" if re.match(r"\\?[*†‡]|\**Please note|Note", text) else "text", plain(text))


def _unquoted(value: str) -> str:
    return value.strip().strip('"')


def _printed(details: dict[str, str]) -> list[tuple[str, str]]:
    """The front matter as an office prints it."""
    labels = {
        "organisation": "Organisation", "version": "Version", "effective": "Effective date",
        "review": "Review date", "owner": "Policy owner", "audience": "Applies to",
    }  # fmt: skip
    printed: list[tuple[str, str]] = []
    for key, label in labels.items():
        value = _unquoted(details.get(key, ""))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            date = dt.date.fromisoformat(value)
            value = f"{date.day} {date:%B %Y}"
        if value:
            printed.append((label, value.strip("[]")))
    return printed


def to_txt(markdown: str, *, bullet: str = "•") -> bytes:
    """Plain text wrapped at 80; an empty `bullet` is a lost glyph, of which one leading space is left."""
    policy = parsed(markdown)
    out = [policy.title.upper(), ""]
    out += [f"{label}: {value}" for label, value in policy.details] + [""]
    count = 0
    for block in policy.blocks:
        lines = _txt_lines(block, bullet)
        if not lines:
            continue
        out += lines if block.kind in ("item", "row", "heads") else ["", *lines, ""]
        count += len(lines)
        if count > 45:
            # The page break falls inside a paragraph as often as between two.
            at = len(out) - 1 if block.kind == "clause" and len(lines) > 1 else len(out)
            out[at:at] = ["", "", f"{policy.title}", "\f"]
            count = 0
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out).replace("\n\n\f", "\n\f")).encode()


def _txt_lines(block: Block, bullet: str) -> list[str]:
    if block.kind == "title":
        return []
    if block.kind in ("row", "heads"):
        return ["   ".join(cell.ljust(24) for cell in block.cells).rstrip()]
    marker = (bullet or "") if block.marker == "•" else block.marker
    indent = "   " * block.depth if block.kind == "item" and marker else ""
    first = f"{indent}{marker} " if marker else (" " if block.marker else "")
    hang = indent + " " * (len(marker) + 1 if marker and block.kind == "item" else 0)
    return textwrap.wrap(block.text, 80, initial_indent=first, subsequent_indent=hang, break_on_hyphens=False)


def to_docx(markdown: str, *, automatic_numbering: bool) -> bytes:
    """A Word document, numbered by Word where its styles permit, else with typed numbers."""
    from tests.convert_docx import written

    return written(parsed(markdown), automatic_numbering=automatic_numbering)


def to_html(markdown: str, *, automatic_numbering: bool = True) -> bytes:
    """A page of a school's web site."""
    from tests.convert_html import written

    return written(parsed(markdown), automatic_numbering=automatic_numbering)


def to_pdf(markdown: str) -> bytes:
    """A PDF of A4 pages with running header and page numbers."""
    from tests.convert_pdf import written

    return written(parsed(markdown))
