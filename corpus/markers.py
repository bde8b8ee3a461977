"""Markers: the number, letter or bullet printed in front of a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.lines import LEADS

BULLET_GLYPHS = "•·▪●◦‣⁃∙○■□❖►➢➤✓✔→\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
"""Glyphs that print as a list bullet, symbol-font ones (as PDF and text exports keep them) included."""

STARS = "*†‡§#"
"""Marks that tie a note to the unit which carries them."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ATOM = r"(?:\d{1,3}|[ivxl]{1,6}|[IVXL]{1,6}|[a-zA-Z])"
_DECIMAL = r"\d{1,3}(?:\.\d{1,3})+"
_LETTERED = r"[A-Z]\d{1,2}(?:\.\d{1,3})*"
_WORDED = r"(?:Part|Section|Chapter|Appendix|Annex|Article|Schedule|Rule|Paragraph)\s+(?:\d{1,3}(?:\.\d{1,3})*|[A-Z]|[IVXL]{1,5})\b[:.)]?"
_HEAD = rf"(?:§\s?\d{{1,3}}(?:\.\d{{1,3}})*[.)]?|{_WORDED}|{_DECIMAL}[.):]{{0,2}}|{_LETTERED}[.):]?|\({_ATOM}\)|{_ATOM}[.)]{{1,2}}|\d{{1,3}}:)"
_TAIL = rf"(?:\s?\({_ATOM}\)|\s?{_ATOM}[.)])"
_TIGHT = (
    r"(?:\d{1,2}|[a-z])[.)](?=[A-Z][a-z]|[a-z]{3,}\s)|\d{1,2}(?:\.\d{1,2})+\.?(?=[A-Z][a-z]+ )|"
    r"\((?:\d{1,2}|[a-z]|[ivx]{2,4})\)(?=[A-Z][a-z])"
)
"""A number typed against its word; "(s)he" is none."""
_NUMBER = re.compile(rf"(?!N\.B\b)(?P<number>{_HEAD}(?:{_TAIL}){{0,2}}(?=\s|$)|{_TIGHT})")
_BARE = re.compile(r"(?P<number>\d{1,3})(?=\s+[\"'‘“(]?[A-Z])")
_GLYPH = re.compile(rf"(?P<glyph>(?:[{BULLET_GLYPHS}]|[-–—*](?=\s)|[-–—](?=[•·])|o(?=\s)))\s*")
_ABBREVIATION = re.compile(r"(?:e\.\s?g|i\.\s?e|n\.\s?b|p\.\s?s)\.(?=[\s,:]|$)", re.IGNORECASE)
_PARTS = re.compile(r"\d+|[A-Za-z]+")
_OF_A_LIST = re.compile(r"\(\w{1,6}\)|\w{1,6}[.)]{1,2}")
LEFT_OUT = 2
"""Most numbers running that may be missing from a list whose clauses were taken out."""
_NO_ITEM = re.compile(
    r"\d|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?\s*(?:\d|$)|(?:Crown )?copyright\b",
    re.IGNORECASE,
)
"""Words that make a date, a sum or a copyright line of the figure before them."""
_ASKS_FOR_A_NUMBER = re.compile(
    r"(?:[£$€]|\b(?:rules?|sections?|paragraphs?|clauses?|pages?|points?|items?|steps?|parts?|chapters?|appendix|annex|schedule|"
    r"article|form|room|unit|level|stage|year|key|week|day|aged?|no|nos|numbers?|see|the|a|an|of|to|by|with|in|on|at|for|from|"
    r"than|into|under|within|about|least|over|only|until|before|after|between|nor|not|is|are|was))$|\b(?:nos?|pp?|paras?|sect?|cl)\.$",
    re.IGNORECASE,
)
"""The end of words that go on with a figure: "as set out in rule", "by"."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as printed, where its words start, and how it counts.

    `style` names the way of counting of its last part ("bullet", "1", "1.1", "a", "A", "i", "I",
    "A1", with the brackets around it); `values` are its parts as printed, outermost first.
    """

    text: str
    end: int
    style: str
    values: tuple[str, ...] = ()

    @property
    def is_bullet(self) -> bool:
        """Whether this is a glyph without a number."""
        return self.style == "bullet"

    @property
    def depth(self) -> int:
        """How many numbers it names: 1 for "3", 2 for "3.2", 3 for "3.2(a)"."""
        return len(self.values)


def roman(letters: str) -> int | None:
    """The value of a Roman numeral up to 89, or None where the letters are not one."""
    lowered = letters.lower()
    if not re.fullmatch(r"(?:x[lc]|l?x{0,3})(?:i[xv]|v?i{0,3})", lowered) or not lowered:
        return None
    values = [_ROMAN[letter] for letter in lowered]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def ordinal(part: str) -> tuple[int, ...]:
    """Every value a single part can have: (9, 9) for "i" reads as letter 9 or Roman 1."""
    if part.isdigit():
        return (int(part),)
    found = []
    if len(part) == 1:
        found.append(ord(part.lower()) - ord("a") + 1)
    value = roman(part)
    if value is not None:
        found.append(value)
    return tuple(found)


def read_marker(text: str, *, bare: bool = False, bullets: bool = True) -> Marker | None:
    """Recognise a marker at the very start of `text`; `bare` also takes "5 The rule" as number 5."""
    if bullets and (glyph := _GLYPH.match(text)) and glyph.end() < len(text):
        end = glyph.end()
        inner = _GLYPH.match(text, end)
        # Conversions leave two bullets in a row ("- •Set out"); the second adds nothing.
        if inner and inner.group("glyph") != "o" and inner.end() < len(text):
            end = inner.end()
        return Marker(text[:end].strip(), end, "bullet")
    match = _NUMBER.match(text) or (_BARE.match(text) if bare else None)
    if match is None or _ABBREVIATION.match(text):
        return None
    printed = match.group("number")
    if re.match(r"[A-Z][a-z]+\s", printed) and re.match(r"\s+[a-z]", text[match.end() :]):
        return None
    values = tuple(_PARTS.findall(re.sub(r"^[A-Z][a-z]+\s", "", printed)))
    end = match.end()
    while end < len(text) and text[end].isspace():
        end += 1
    return Marker(printed, end, style_of(printed), values)


def style_of(printed: str) -> str:
    """The way of counting that a printed number shows: brackets and kind of its last part."""
    if re.match(r"[A-Z][a-z]+\s", printed):
        return printed.split()[0]
    if re.fullmatch(r"§?\s?\d+(?:\.\d+)+[.):]*", printed):
        return "1" + ".1" * (len(_PARTS.findall(printed)) - 1)
    if re.fullmatch(rf"{_LETTERED}[.):]?", printed):
        return "A1" + ".1" * printed.count(".", 0, -1)
    shape = re.sub(r"\d+", "1", printed)

    def kind(match: re.Match[str]) -> str:
        letters = match.group()
        if len(letters) > 1 or (letters in "ivxIVX" and roman(letters) is not None):
            return "i" if letters.islower() else "I"
        return "a" if letters.islower() else "A"

    return re.sub(r"[A-Za-z]+", kind, shape)


def _step(before: str, now: str) -> int:
    """How far a part counts on from another of its kind: 2 from "a" to "c", from "i" to "iii"; else 0."""
    if now.isdigit() or before.isdigit():
        return int(now) - int(before) if now.isdigit() and before.isdigit() else 0
    if now.islower() != before.islower():
        return 0
    if len(now) == len(before) == 1 and ord(now) > ord(before):
        letters = ord(now) - ord(before)
        if letters <= LEFT_OUT + 1:
            return letters
    reached, seen = roman(now), roman(before)
    return reached - seen if reached and seen else 0


@dataclass
class Sequence:
    """What has been counted so far, to tell a number from a figure that begins a line."""

    last: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def follows(self, marker: Marker) -> bool:
        """Whether the marker starts a count or is the next of one that has been seen."""
        if marker.is_bullet:
            return True
        if marker.depth > 1:
            first = ordinal(marker.values[0])
            known = [ordinal(values[0]) for values in self.last.values() if values]
            near = [k for ks in known for k in ks]
            return not known or any(v <= max(near, default=0) + 2 for v in first)
        values = ordinal(marker.values[0])
        if 1 in values:
            return True
        return any(v - 1 in ordinal(seen[-1]) for v in values for seen in self._alike(marker))

    def leads_to(self, marker: Marker, words: str, before: str) -> bool:
        """Whether the marker of these words is counted, maybe with a number before it left out.

        `before` is what is printed above: "as set out in rule" makes no item of the "12." below it.
        """
        if self.follows(marker):
            return True
        if marker.depth > 1 or not _OF_A_LIST.fullmatch(marker.text) or _NO_ITEM.match(words):
            return False
        # "D. Smith" is no fourth item.
        if re.fullmatch(r"[A-Z]\.", marker.text) and len(words.split()) < 4:
            return False
        if LEADS.search(before) and min(ordinal(marker.values[0]), default=0) in range(1, LEFT_OUT + 2):
            # Of the list that begins here, the first was taken out.
            return True
        steps = (_step(seen[-1], marker.values[0]) for seen in self._alike(marker))
        return any(1 < step <= LEFT_OUT + 1 for step in steps) and not _ASKS_FOR_A_NUMBER.search(before)

    def succeeds(self, marker: Marker) -> bool:
        """Whether the marker is the very next of its count: 3.5 after 3.4, 4.1 after 3.9."""
        seen = self.last.get(marker.style)
        if seen is None or len(seen) != len(marker.values):
            return False
        for place, (now, before) in enumerate(zip(marker.values, seen, strict=True)):
            if now != before:
                steps = any(n - b == 1 for n in ordinal(now) for b in ordinal(before))
                return steps and all(1 in ordinal(part) for part in marker.values[place + 1 :])
        return False

    def _alike(self, marker: Marker) -> list[tuple[str, ...]]:
        """Counts of the same brackets; a letter may go on a count that read as Roman, and back."""
        shape = re.sub(r"[a-zA-Z]", "x", marker.style)
        return [values for style, values in self.last.items() if re.sub(r"[a-zA-Z]", "x", style) == shape]

    def take(self, marker: Marker) -> None:
        """Count the marker as seen."""
        if not marker.is_bullet:
            self.last[marker.style] = marker.values
