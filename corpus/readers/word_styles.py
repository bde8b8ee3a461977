"""Word's styles: what a paragraph inherits from its style and the styles that one is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

_HEADING = re.compile(r"heading (\d)$")
_OFF = ("0", "false", "off")
_BODY_OUTLINE = 9


def value(parent: etree._Element | None, path: str) -> str | None:
    """The `w:val` of the element at `path` ("w:pPr/w:pStyle") below `parent`, or None."""
    found = child(parent, path)
    return None if found is None else found.get(qn("w:val"))


def child(parent: etree._Element | None, path: str) -> etree._Element | None:
    """The first element at `path` below `parent`, or None."""
    for name in path.split("/"):
        if parent is None:
            return None
        parent = parent.find(qn(name))
    return parent


def number(parent: etree._Element | None, path: str) -> int | None:
    """The `w:val` at `path` as a whole number, or None where it is absent or none."""
    text = value(parent, path)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def switched(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a toggle such as `w:b` is on or off; None where it is not mentioned."""
    found = child(properties, name)
    return None if found is None else found.get(qn("w:val"), "1") not in _OFF


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    number_id: int | None
    number_level: int | None
    outline: int | None
    bold: bool | None
    hidden: bool | None


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default: str | None = None
        for style in styles.iterchildren(qn("w:style")) if styles is not None else ():
            style_id = style.get(qn("w:styleId")) or ""
            self._styles[style_id] = _read(style)
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default"), "0") not in _OFF:
                self.default = style_id

    def _chain(self, style_id: str | None) -> Iterator[tuple[str, _Style]]:
        seen: set[str] = set()
        while style_id and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            yield style_id, self._styles[style_id]
            style_id = self._styles[style_id].based_on

    def name(self, style_id: str | None) -> str:
        """The style's name in lower case; Word keeps the English names of its own styles in the file."""
        return self._styles[style_id].name if style_id in self._styles else ""

    def heading(self, style_id: str | None) -> int | None:
        """The heading level from 1 that a style gives, or None for body text."""
        for _, style in self._chain(style_id):
            if style.name == "title":
                return 1
            if style.outline is not None:
                return style.outline + 1 if style.outline < _BODY_OUTLINE else None
            if match := _HEADING.match(style.name):
                return int(match[1])
        return None

    def numbering(self, style_id: str | None) -> tuple[int, int | None, str] | None:
        """The number's id, its level where stated, and the style that states it; None without number."""
        level: int | None = None
        for at, style in self._chain(style_id):
            level = style.number_level if level is None else level
            if style.number_id is not None:
                return (style.number_id, level, at) if style.number_id else None
        return None

    def is_contents(self, style_id: str | None) -> bool:
        """Whether the style belongs to a table of contents."""
        return any(style.name.startswith(("toc ", "table of figures")) for _, style in self._chain(style_id))

    def bold(self, style_id: str | None) -> bool:
        """Whether the style prints bold."""
        return next((style.bold for _, style in self._chain(style_id) if style.bold is not None), False)

    def hidden(self, style_id: str | None) -> bool:
        """Whether the style hides its text."""
        return next((style.hidden for _, style in self._chain(style_id) if style.hidden is not None), False)


def _read(style: etree._Element) -> _Style:
    return _Style(
        name=(value(style, "w:name") or "").lower(),
        based_on=value(style, "w:basedOn"),
        number_id=number(style, "w:pPr/w:numPr/w:numId"),
        number_level=number(style, "w:pPr/w:numPr/w:ilvl"),
        outline=number(style, "w:pPr/w:outlineLvl"),
        bold=switched(child(style, "w:rPr"), "w:b"),
        hidden=switched(child(style, "w:rPr"), "w:vanish"),
    )
