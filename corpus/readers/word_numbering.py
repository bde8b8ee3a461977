"""Word's automatic numbering: the number that Word prints in front of a paragraph and keeps nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.numerals import in_word
from corpus.readers.word_styles import Styles, child, number, switched, value

BULLET = "•"
_LEVELS = 9
_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how it counts and what is printed around the count."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    picture: bool = False
    paragraph_style: str | None = None


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Number:
    """A use of an abstract list, with its own levels and starts where it overrides them."""

    list_id: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """All lists of one document; `marker` must be called for each numbered paragraph in order."""

    def __init__(self, numbering: etree._Element | None, styles: Styles) -> None:
        self._lists: dict[str, _List] = {}
        self._numbers: dict[int, _Number] = {}
        self._restarted: set[tuple[int, int]] = set()
        if numbering is not None:
            self._read(numbering, styles)

    def level_of(self, number_id: int, style_ids: Iterable[str | None]) -> int:
        """The list level that is tied to one of the paragraph styles; 0 where none is."""
        use = self._numbers.get(number_id)
        if use is None:
            return 0
        for style_id in style_ids:
            for at in range(_LEVELS):
                if style_id and self._level(use, at).paragraph_style == style_id:
                    return at
        return 0

    def marker(self, number_id: int, level: int) -> str | None:
        """Count one paragraph at `level` (from 0) and give its printed marker, None where it has none."""
        use = self._numbers.get(number_id)
        if use is None:
            return None
        level = min(max(level, 0), _LEVELS - 1)
        self._count(use, number_id, level)
        shape = self._level(use, level)
        if shape.style == "bullet" or shape.picture:
            return BULLET
        return self._printed(use, shape) or None

    def _count(self, use: _Number, number_id: int, level: int) -> None:
        counts = self._lists[use.list_id].counts
        if level in use.starts and (number_id, level) not in self._restarted:
            self._restarted.add((number_id, level))
            counts[level] = use.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = use.starts.get(level, self._level(use, level).start)
        for deeper in range(level + 1, _LEVELS):
            restart = self._level(use, deeper).restart
            if restart is None or level < restart:
                counts.pop(deeper, None)

    def _printed(self, use: _Number, shape: _Level) -> str:
        counts = self._lists[use.list_id].counts

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = self._level(use, at)
            style = "decimal" if shape.legal and other.style != "none" else other.style
            return in_word(counts.get(at, use.starts.get(at, other.start)), style)

        return _PLACE.sub(place, shape.text).strip()

    def _level(self, use: _Number, level: int) -> _Level:
        return use.levels.get(level) or self._lists[use.list_id].levels.get(level) or _Level(text="")

    def _read(self, numbering: etree._Element, styles: Styles) -> None:
        pictures = {p.get(qn("w:numPicBulletId")) for p in numbering.iterchildren(qn("w:numPicBullet"))}
        linked: dict[str, str] = {}
        defined: dict[str, str] = {}
        for abstract in numbering.iterchildren(qn("w:abstractNum")):
            list_id = abstract.get(qn("w:abstractNumId")) or ""
            self._lists[list_id] = _List(_levels(abstract.iterchildren(qn("w:lvl")), pictures))
            if style_id := value(abstract, "w:numStyleLink"):
                linked[list_id] = style_id
            if style_id := value(abstract, "w:styleLink"):
                defined[style_id] = list_id
        for num in numbering.iterchildren(qn("w:num")):
            number_id = num.get(qn("w:numId")) or ""
            list_id = value(num, "w:abstractNumId") or ""
            list_id = defined.get(linked.get(list_id, ""), list_id)
            if number_id.isdigit() and list_id in self._lists:
                self._numbers[int(number_id)] = _number(num, list_id, pictures)


def _number(num: etree._Element, list_id: str, pictures: set[str | None]) -> _Number:
    levels: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in num.iterchildren(qn("w:lvlOverride")):
        levels |= _levels(override.iterchildren(qn("w:lvl")), pictures)
        at, start = override.get(qn("w:ilvl")) or "", number(override, "w:startOverride")
        if at.isdigit() and start is not None:
            starts[int(at)] = start
    return _Number(list_id, levels, starts)


def _levels(levels: Iterable[etree._Element], pictures: set[str | None]) -> dict[int, _Level]:
    read: dict[int, _Level] = {}
    for level in levels:
        at = level.get(qn("w:ilvl")) or ""
        if not at.isdigit() or int(at) >= _LEVELS:
            continue
        # A format newer than the file's base version stands inside mc:AlternateContent.
        style = next((found.get(qn("w:val")) for found in level.iter(qn("w:numFmt"))), None) or "decimal"
        start = number(level, "w:start")
        legal = child(level, "w:isLgl")
        read[int(at)] = _Level(
            start=0 if start is None else start,
            style="decimalZero" if style == "custom" else style,
            text=value(level, "w:lvlText") or "",
            restart=number(level, "w:lvlRestart"),
            legal=legal is not None and switched(level, "w:isLgl") is True,
            picture=value(level, "w:lvlPicBulletId") in pictures - {None},
            paragraph_style=value(level, "w:pStyle"),
        )
    return read
