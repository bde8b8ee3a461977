"""Recutting: the printed units of a document as they stand after what was put right by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from corpus.document import Audience, Clause, Correction, CorrectionKind, Document, Span
from corpus.units import Role, Unit


def plain(text: str) -> str:
    """The words of a text with each run of white space as one space."""
    return " ".join(text.split())


def offset(text: str, at: int) -> int:
    """Where in a text the character stands that is the `at`th of its plain words; its end where there is none."""
    reached = 0
    for word in re.finditer(r"\S+", text):
        length = len(word.group())
        if at < reached + length:
            return word.start() + max(0, at - reached)
        reached += length + 1
    return len(text)


def listed(audience: Sequence[Audience]) -> str:
    """Audiences as a correction names them."""
    return ", ".join(audience)


@dataclass
class Recutting:
    """Applies corrections to the units of one document, one after the other.

    `states` says whether a unit is a clause, `speaks_to` whom it is read to speak to. `halves` are the second halves of
    splits and what they were split from; `for_parts` the corrections that are about a sentence of a unit, and
    `lapsed` those that apply to nothing.
    """

    document: Document
    units: list[Unit]
    states: Callable[[Unit], bool]
    speaks_to: Callable[[Unit], tuple[Audience, ...]]
    halves: dict[Unit, Unit] = field(default_factory=dict)
    for_parts: list[Correction] = field(default_factory=list)
    lapsed: list[Correction] = field(default_factory=list)

    def run(self) -> None:
        """Apply every correction of the document's clauses."""
        apply = {
            CorrectionKind.number: self._number,
            CorrectionKind.audience: self._audience,
            CorrectionKind.parted: self._split,
            CorrectionKind.joined: self._join,
        }
        for correction in self.document.corrections:
            if correction.kind is CorrectionKind.detail:
                continue
            if correction.sentence:
                self.for_parts.append(correction)
                continue
            unit = self._unit(correction)
            if unit is None or not apply[correction.kind](unit, correction):
                self.lapsed.append(correction)

    def behind(self, unit: Unit) -> Unit | None:
        """The unit that a unit may be joined with: the next one, with nothing but white space and its marker between."""
        place = self.units.index(unit)
        other = self.units[place + 1] if place + 1 < len(self.units) else None
        if other is None or other.section != unit.section or other.headings != unit.headings:
            return None
        hangs = unit.role is Role.lead and bool(unit.children)
        if hangs or (unit.role is Role.row) is not (other.role is Role.row):
            return None
        between = Span(start=unit.span.end, end=max(unit.span.end, other.span.start))
        apart = any(
            between.start <= block.span.start < block.span.end <= between.end
            for block in self.document.blocks
        )
        return None if apart else other

    def _unit(self, correction: Correction) -> Unit | None:
        same = [each for each in self.units if self._words(each) == correction.words and self.states(each)]
        return same[correction.nth - 1] if len(same) >= correction.nth else None

    def _words(self, unit: Unit) -> str:
        return plain(unit.span.of(self.document.text))

    def _number(self, unit: Unit, correction: Correction) -> bool:
        # A starred note has its number from what carries its star, which is found out later.
        if unit.role is not Role.star and plain(unit.number or "") != correction.was:
            return False
        _renumber(unit, unit.number or "", correction.right)
        unit.by_hand = True
        return True

    def _audience(self, unit: Unit, correction: Correction) -> bool:
        if listed(self.speaks_to(unit)) != correction.was:
            return False
        unit.audience = tuple(Audience(each) for each in correction.right.split(", "))
        return True

    def _split(self, unit: Unit, correction: Correction) -> bool:
        whole = unit.span
        at = whole.start + offset(whole.of(self.document.text), correction.at)
        first = self.document.text[whole.start : at].rstrip()
        if not re.search(r"\w", first) or not re.search(r"\w", self.document.text[at : whole.end]):
            return False
        second = replace(unit, span=Span(start=at, end=whole.end), children=[])
        unit.span = Span(start=whole.start, end=whole.start + len(first))
        self.units.insert(self.units.index(unit) + 1, second)
        if unit.parent is not None:
            unit.parent.children.insert(unit.parent.children.index(unit) + 1, second)
        if unit.role is Role.lead:
            # What hangs on a lead-in hangs on its end.
            unit.role, second.children, unit.children = Role.rule, unit.children, []
            for child in second.children:
                child.parent = second
            self._hang({whole: (second.span,)})
        else:
            self._hang({whole: (unit.span, second.span)})
        self.halves[second] = unit
        return True

    def _join(self, unit: Unit, correction: Correction) -> bool:
        other = self.behind(unit)
        if other is None or self._words(other) != correction.following:
            return False
        before, joined = unit.span, Span(start=unit.span.start, end=other.span.end)
        unit.span = joined
        self.units.remove(other)
        if other.parent is not None:
            other.parent.children.remove(other)
        if other.role is Role.lead:
            unit.role = Role.lead
        for child in other.children:
            child.parent = unit
            unit.children.append(child)
        self._hang({before: (joined,), other.span: (joined,)})
        return True

    def _hang(self, moved: dict[Span, tuple[Span, ...]]) -> None:
        """Let what hung on these spans hang on those that they became."""
        for unit in self.units:
            if any(span in moved for span in unit.lead):
                now = [each for span in unit.lead for each in moved.get(span, (span,))]
                unit.lead = tuple(dict.fromkeys(now))


def _renumber(unit: Unit, was: str, right: str) -> None:
    """Give a unit another number, and what is numbered under it with it."""
    unit.number = right or None
    for child in unit.children:
        rest = (child.number or "").removeprefix(was)
        if was and child.number and rest != child.number and not rest[:1].isalnum() and not child.by_hand:
            _renumber(child, child.number, right + rest if right else rest.lstrip(". "))


def readdressed(
    clauses: Sequence[Clause], corrections: Sequence[Correction]
) -> tuple[tuple[Clause, ...], list[Correction]]:
    """Let sentences of units speak to whom corrections say; returns the corrections that apply to none, too."""
    found, lapsed = list(clauses), []
    for correction in corrections:
        same = [
            place
            for place, each in enumerate(found)
            if each.part_of is not None and plain(each.text) == correction.words
        ][correction.nth - 1 : correction.nth]
        if same and listed(found[same[0]].audience) == correction.was:
            right = tuple(Audience(each) for each in correction.right.split(", "))
            found[same[0]] = found[same[0]].model_copy(update={"audience": right})
        else:
            lapsed.append(correction)
    return tuple(found), lapsed
