"""A policy's text while it is revised as its authors do, and what a comparison has to name of it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from corpus.document import Clause
from corpus.revisions import Edition

Named = tuple[str, str, str]
"""A change, the words before it and the words after it."""

MARKER = re.compile(
    r"^\s*(?P<before>(?:\d+\.)*|\d+\.\s(?=[a-z]\))|)(?P<last>\d+|[a-z]{1,4})(?P<after>\.0|[.)]|)\s+$|^\s*[-•*]\s+$|^\s*$"
)

FRESH = (
    "Anyone who borrows a laptop must sign the equipment book on the same day.",
    "Keys to the server room may be held by two people only.",
    "A printed copy of this page must hang in every staffroom.",
    "Governors should visit once a term to hear how these rules are working.",
    "Passwords must be at least fourteen characters long and must not be written down.",
    "Staff must not use a personal email address for school business.",
    "The office may post birthday greetings on the closed page for parents.",
    "Newly appointed colleagues should read these rules in their first week.",
    "Any complaint about a post must be passed to the headteacher within one working day.",
    "Staff should mute group notifications between 7 pm and 7 am.",
    "Volunteers may ask the office for a summary in large print.",
    "Screens in reception must not show the names of children.",
    "A second adult must check every photograph before it is published.",
    "Contractors must hand in their phones at the gate when children are outside.",
    "Staff may follow the official page from a personal profile.",
)
"""Clauses that no policy holds."""


@dataclass
class Draft:
    """A policy's text while it is revised: what is named so far, and the units that were touched."""

    name: str
    text: str
    old: Edition
    chance: random.Random
    named: list[Named] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    fresh: list[str] = field(default_factory=list)

    def found(self, words: str) -> re.Match[str] | None:
        """Where a unit's words stand in the file, however its lines are broken; None where that is not one place."""
        pattern = r"\s+".join(re.escape(each) for each in words.split())
        matches = list(re.finditer(pattern, self.text))
        return matches[0] if len(matches) == 1 else None

    def block(self, unit: Clause) -> tuple[int, int, str] | None:
        """Start, end and marker of the lines that hold nothing but a unit; None where they hold more."""
        found = self.found(unit.text)
        if found is None:
            return None
        start = self.text.rfind("\n", 0, found.start()) + 1
        end = self.text.find("\n", found.end())
        end = len(self.text) if end < 0 else end
        marker = self.text[start : found.start()]
        alone = MARKER.match(marker) and not self.text[found.end() : end].strip()
        return (start, end, marker) if alone else None

    def units(self, most: int = 400) -> list[Clause]:
        """The untouched units that can be edited, in a random order; with their neighbours nobody has touched either."""
        found = [
            each
            for place, each in enumerate(self.old.units)
            if not self.touched & {near.id for near in self.old.units[max(place - 1, 0) : place + 2]}
            and 5 <= len(each.text.split()) <= most
            and " | " not in each.text
        ]
        self.chance.shuffle(found)
        return found

    def leading(self, unit: Clause) -> bool:
        """Whether others hang on a unit."""
        return any(span == unit.span for each in self.old.units for span in each.lead)

    def put(self, start: int, end: int, words: str) -> None:
        """Put words in the place of a piece of the file."""
        self.text = self.text[:start] + words + self.text[end:]

    def new_words(self) -> str:
        """A clause that the policy does not hold yet."""
        left = [each for each in FRESH if each not in self.fresh]
        chosen = self.chance.choice(left)
        self.fresh.append(chosen)
        return chosen

    def renumber(self, at: int, marker: str, by: int) -> int:
        """Give the items of the same list after a place the next or the previous number, and references to them too.

        Returns where that place is then.
        """
        shape = MARKER.match(marker)
        if shape is None or not shape.group("last"):
            return at
        before, last, after = shape.group("before"), shape.group("last"), shape.group("after")
        head, tail = self.text[:at], self.text[at:]
        stop = (
            re.search(r"^#|^\d+(?:\.0)?\.?\s+[A-Z]", tail, re.MULTILINE) if not before.strip(". ") else None
        )
        end = stop.start() if stop and last.isalpha() else len(tail)
        expected = last if by > 0 else following(last, 1)
        moved: dict[str, str] = {}
        out, reached = "", 0
        pattern = re.compile(
            rf"^(\s*){re.escape(before)}(\d+|[a-z]{{1,4}}){re.escape(after)}(?=\s+\S)", re.MULTILINE
        )
        for found in pattern.finditer(tail, 0, end):
            if found.group(2) != expected:
                continue
            now = following(expected, by)
            out += tail[reached : found.start()] + f"{found.group(1)}{before}{now}{after}"
            reached = found.end()
            moved[f"{before}{expected}"] = f"{before}{now}"
            expected = following(expected, 1)
        tail = out + tail[reached:]
        if before.strip():
            refer = re.compile(
                r"(?:(?<=[a-z,] )|(?<=\())(" + "|".join(map(re.escape, moved)) + r")(?![\d.]*\d)"
            )
            if moved:
                head, tail = (refer.sub(lambda each: moved[each.group(1)], piece) for piece in (head, tail))
        self.text = head + tail
        return len(head)


def following(last: str, by: int) -> str:
    if last.isdigit():
        return str(int(last) + by)
    if len(last) == 1:
        return chr(ord(last) + by)
    return last
