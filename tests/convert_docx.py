"""Writes a policy as a Word document, with Word's own multilevel numbering where it can print the numbers."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from tests.convert import Block, Policy

_TOKEN = re.compile(r"\d+|[A-Z](?![a-z])|(?<![A-Za-z])[a-z]+")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass
class _Scheme:
    """A multilevel list that prints a policy's numbers: per level (format, text), and which never restart."""

    levels: dict[int, tuple[str, str]] = field(default_factory=dict)
    endless: set[int] = field(default_factory=set)
    at: list[tuple[int, int] | None] = field(default_factory=list)
    """For each block (level, start override or 0), or None where its number has to be typed."""


def _value(token: str, style: str) -> int:
    """What a token counts to in a number format; 0 where it does not fit it."""
    if style == "decimal":
        return int(token) if token.isdigit() else 0
    if style == "lowerRoman":
        return _ROMAN.index(token) if token in _ROMAN else 0
    return ord(token.lower()) - ord("a") + 1 if len(token) == 1 and token.isalpha() else 0


def _style(token: str, before: str | None, *, h_stands_before: bool) -> str:
    if token.isdigit():
        return "decimal"
    if token.isupper():
        return "upperLetter"
    if token == "i" and not h_stands_before:
        return "lowerRoman"
    return before or ("lowerRoman" if len(token) > 1 else "lowerLetter")


def _scheme(blocks: tuple[Block, ...]) -> _Scheme:
    endless: set[int] = set()
    for _ in range(4):
        scheme, odd = _attempt(blocks, endless)
        if not odd - endless:
            break
        endless |= odd
    return scheme


def _attempt(blocks: tuple[Block, ...], endless: set[int]) -> tuple[_Scheme, set[int]]:
    """Number all blocks; also gives the levels whose numbers run on where they should restart."""
    scheme, odd = _Scheme(endless=set(endless)), set[int]()
    counts: dict[int, int] = {}
    printed: dict[int, str] = {}
    heading_level = -1
    roman = False
    deepest = max((_clause_level(block, blocks, at) for at, block in enumerate(blocks)), default=0)
    for _at, block in enumerate(blocks):
        if block.kind == "heading":
            heading_level = block.depth if block.marker else -1
        if block.marker in (None, "•"):
            scheme.at.append(None)
            continue
        assert block.marker is not None
        level = {"heading": block.depth, "clause": heading_level + 1}.get(block.kind, deepest + 1)
        tokens = _TOKEN.findall(block.marker)
        if block.kind == "clause" and heading_level >= 0 and len(tokens) > heading_level + 2:
            level = len(tokens) - 1
        if block.kind == "item" and tokens[-1] == "i" and scheme.levels.get(level, ("",))[0] == "lowerLetter":
            # Roman items beside lettered ones get a level of their own, as their text format differs.
            roman = True
        if block.kind == "item" and tokens[-1] == "a":
            roman = False
        level += roman and block.kind == "item" and scheme.levels.get(level, ("",))[0] == "lowerLetter"
        style, text = _shape(block.marker, tokens, level, scheme, printed)
        value = _value(tokens[-1], style)
        if not value or scheme.levels.setdefault(level, (style, text)) != (style, text):
            scheme.at.append(None)
            continue
        expected = counts.get(level, 0) + 1
        if value != expected and level not in counts and level > 0:
            odd.add(level)
        scheme.at.append((level, value if value != expected else 0))
        counts[level], printed[level] = value, tokens[-1]
        for deeper in [deeper for deeper in counts if deeper > level and deeper not in endless]:
            del counts[deeper]
    return scheme, odd


def _clause_level(block: Block, blocks: tuple[Block, ...], at: int) -> int:
    if block.kind == "heading":
        return block.depth
    return len(_TOKEN.findall(block.marker or "")) if block.kind == "clause" else 0


def _shape(
    marker: str, tokens: list[str], level: int, scheme: _Scheme, printed: dict[int, str]
) -> tuple[str, str]:
    """The number format of a marker's last token, and its text with Word's places (%1) in it."""
    known = scheme.levels.get(level)
    style = _style(tokens[-1], known[0] if known else None, h_stands_before=printed.get(level) == "h")
    text, end = "", len(marker)
    for back, token in enumerate(reversed(tokens)):
        start = marker.rindex(token, 0, end)
        place = level - back
        same = back == 0 or printed.get(place) == token
        text = (f"%{place + 1}" if same else token) + marker[start + len(token) : end] + text
        end = start
    return style, marker[:end] + text


def _abstract(
    number: int, levels: dict[int, tuple[str, str]], endless: set[int], linked: dict[int, str]
) -> str:
    inner = ""
    for level in range(9):
        style, text = levels.get(level, ("none", ""))
        restart = '<w:lvlRestart w:val="0"/>' if level in endless else ""
        link = f'<w:pStyle w:val="{linked[level]}"/>' if level in linked else ""
        inner += (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{restart}{link}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{inner}'
        "</w:abstractNum>"
    )


def _num(number: int, abstract: int, level: int = 0, start: int = 0) -> str:
    override = (
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
    )
    return f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def _set_number(properties: Any, number: int, level: int) -> None:
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    properties.append(parse_xml(xml))


class _Writer:
    """Writes the blocks into a new document."""

    def __init__(self, policy: Policy, *, automatic: bool) -> None:
        self._document = docx.Document()
        self._policy = policy
        self._scheme = _scheme(policy.blocks) if automatic else _Scheme(at=[None] * len(policy.blocks))
        numbering = self._document.part.numbering_part.element
        for old in list(numbering):
            numbering.remove(old)
        linked = self._linked() if automatic else {}
        self._abstracts = [
            _abstract(1, self._scheme.levels, self._scheme.endless, linked),
            _abstract(2, dict.fromkeys(range(9), ("bullet", "\uf0b7")), set(), {}),
        ]
        self._nums = [_num(1, 1), _num(2, 2)]
        self._linked_levels = linked
        self._current = 1
        for level, style in linked.items():
            properties = self._document.styles[style.replace("Heading", "Heading ")].element.get_or_add_pPr()
            _set_number(properties, 1, level)

    def _linked(self) -> dict[int, str]:
        """Heading styles that carry the number themselves: every heading of that depth has one."""
        depths = {block.depth for block in self._policy.blocks if block.kind == "heading"}
        bare = {
            block.depth
            for block, at in zip(self._policy.blocks, self._scheme.at, strict=True)
            if block.kind == "heading" and (at is None or at[0] != block.depth or at[1])
        }
        return {depth: f"Heading{depth + 1}" for depth in depths - bare}

    def save(self) -> bytes:
        document = self._document
        document.styles["Normal"].font.size = Pt(11)
        document.add_paragraph(self._policy.title, style="Title")
        details = document.add_table(0, 2)
        for label, value in self._policy.details:
            cells = details.add_row().cells
            cells[0].text, cells[1].text = label, value
        document.sections[0].header.paragraphs[0].text = self._policy.title
        document.sections[0].footer.paragraphs[0].text = "Printed copies are uncontrolled"
        rows: list[Block] = []
        for block, at in zip(self._policy.blocks, self._scheme.at, strict=True):
            if block.kind in ("heads", "row"):
                rows.append(block)
                continue
            self._table(rows)
            rows = []
            self._block(block, at)
        self._table(rows)
        numbering = document.part.numbering_part.element
        for xml in self._abstracts + self._nums:
            numbering.append(parse_xml(xml))
        whole = io.BytesIO()
        document.save(whole)
        return whole.getvalue()

    def _block(self, block: Block, at: tuple[int, int] | None) -> None:
        if block.kind == "title":
            return
        styles = {"heading": f"Heading {block.depth + 1}", "item": "List Paragraph"}
        style = styles.get(block.kind, "Normal")
        automatic = at is not None or (block.marker == "•")
        typed = "" if automatic or not block.marker else f"{block.marker}\t"
        paragraph = self._document.add_paragraph(typed + block.text, style=style)
        if block.kind == "heading":
            self._current = 1
        if at is not None:
            level, start = at
            if start:
                self._nums.append(_num(len(self._nums) + 1, 1, level, start))
                self._current = len(self._nums)
            if not (block.kind == "heading" and level in self._linked_levels):
                _set_number(paragraph._p.get_or_add_pPr(), self._current, level)
        elif block.marker == "•":
            _set_number(paragraph._p.get_or_add_pPr(), 2, max(block.depth - 1, 0))

    def _table(self, rows: list[Block]) -> None:
        if not rows:
            return
        table = self._document.add_table(len(rows), len(rows[0].cells), style="Table Grid")
        for line, block in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, block.cells, strict=True):
                cell.text = text
            if block.kind == "heads":
                line._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def written(policy: Policy, *, automatic_numbering: bool) -> bytes:
    """The policy as the bytes of a .docx."""
    return _Writer(policy, automatic=automatic_numbering).save()
